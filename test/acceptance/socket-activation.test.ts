/** systemd holds the public port: who connects before the relay runs is answered by it. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";
import { root } from "../support/build.ts";
import { freePort } from "../support/ports.ts";
import { hasProgram } from "../support/programs.ts";
import { openWorkshop } from "../support/relay.ts";
import { secret, send, signBody } from "../support/sender.ts";

const event = JSON.stringify({
  agent_id: "A80HVD8577",
  event_type: "chat.push",
  data: { role: "user", message: "hello", session_id: "s1" },
  timestamp: 1_783_000_000,
});

describe.skipIf(!hasProgram("systemd-socket-activate"))("a relay below a socket of systemd", () => {
  it("answers the request that it was started for, on the socket that it was given", async () => {
    const workshop = openWorkshop("version: 1\nrules: []\n");
    const port = await freePort();
    const command = ["dist/main.js", "start", "--rules", workshop.write("rules.yaml", "version: 1\nrules: []\n"), "--data", workshop.data];
    const environment = ["PATH", "BITHUMAN_WEBHOOK_SECRET"].flatMap((name) => ["-E", name]);
    const activator = spawn(
      "systemd-socket-activate",
      ["-l", `127.0.0.1:${port}`, ...environment, process.execPath, ...command, "--admin-port", "0"],
      { cwd: root, env: { PATH: process.env.PATH, BITHUMAN_WEBHOOK_SECRET: secret }, stdio: ["ignore", "pipe", "pipe"] },
    );
    onTestFinished(async () => {
      activator.kill("SIGKILL");
      await workshop.close();
    });
    await listening(activator.stderr);
    const [{ status }, ready] = await Promise.all([send(port, { raw: event, headers: signBody(event) }), readyLine(activator.stdout)]);
    expect(status).toBe(200);
    expect(ready).toMatchObject({ port, pid: activator.pid });
    activator.kill("SIGTERM");
    expect(await once(activator, "exit")).toEqual([0, null]);
  });
});

/** It says so on standard error. */
async function listening(stderr: NodeJS.ReadableStream): Promise<void> {
  for await (const line of createInterface({ input: stderr })) if (line.includes("Listening on")) return;
}

async function readyLine(stdout: NodeJS.ReadableStream): Promise<unknown> {
  for await (const line of createInterface({ input: stdout })) if (line.includes('"msg":"ready"')) return JSON.parse(line);
  return undefined;
}
