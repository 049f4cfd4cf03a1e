/** The program under test: a real process that is started, waited for and killed. */

import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";

export interface RelayOptions {
  /** The program, as `buildEntry` made it. */
  readonly entry: string;
  readonly folder: string;
  readonly rules: string;
  readonly secret: string;
  readonly port: number;
  readonly adminPort: number;
  /** Where its log is kept. */
  readonly log: string;
  /** `point:n`: it kills itself when it passes this point for the n-th time. */
  readonly fault: string | undefined;
  /** A planted defect, by name. */
  readonly defect: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** Called with each line of its log. */
  readonly onLine: (line: string) => void;
}

export interface Relay {
  /** False where it died before it was ready. */
  readonly ready: Promise<boolean>;
  /** Its exit code; null where it was killed. */
  readonly exited: Promise<number | null>;
  kill(signal: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): void;
}

export function startRelay(options: RelayOptions): Relay {
  const { entry, folder, rules, secret, port, adminPort, log, fault, defect, environment, onLine } = options;
  const command = ["start", "--rules", rules, "--data", folder, "--port", String(port), "--admin-port", String(adminPort)];
  const env = { ...process.env, BITHUMAN_WEBHOOK_SECRET: secret, RELAY_FAULT: fault ?? "", RELAY_DEFECT: defect ?? "", ...environment };
  const child = spawn(process.execPath, [entry, ...command], { env, stdio: ["ignore", "pipe", "pipe"] });
  const file = createWriteStream(log, { flags: "a" });
  child.stderr.pipe(file, { end: false });
  const endToo = () => child.kill("SIGKILL"); // nobody would look after it
  process.once("exit", endToo);
  const exited = new Promise<number | null>((resolve) => {
    child.on("exit", (code) => {
      process.off("exit", endToo);
      resolve(code);
    });
    child.on("close", () => file.end());
  });
  const ready = new Promise<boolean>((resolve) => {
    createInterface(child.stdout).on("line", (line) => {
      file.write(`${line}\n`);
      onLine(line);
      if (line.includes('"msg":"ready"')) resolve(true);
    });
    void exited.then(() => resolve(false));
  });
  return { ready, exited, kill: (signal) => void child.kill(signal) };
}
