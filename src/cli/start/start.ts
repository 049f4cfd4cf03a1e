/** `avatar-relay start`: the process around the app. */

import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type App, createApp } from "../../app/app.ts";
import { type ExitCode, exitCodes, folderRefusal, type Refusal, refusal, type Started } from "../../app/ending.ts";
import type { AppEnvironment } from "../../app/environment.ts";
import { nodeEnvironment } from "../../app/node-environment.ts";
import { isLoopback, readSettings, type Settings } from "../../app/settings.ts";
import { type Duration, second } from "../../core/time.ts";
import { plainLine } from "../../observe/log.ts";
import { plainTextOf, readPlainFile, replacePlainFile, replaceTrouble } from "../../plain-file.ts";
import { openDataFolder, otherIn } from "../../stores/data-folder.ts";
import { systemTroubleOf } from "../../stores/system-trouble.ts";
import type { EnvFile } from "../kit/env-file.ts";
import { type Activation, activationOf } from "./activation.ts";
import { descriptorLimit } from "./descriptors.ts";
import { openInspection } from "./inspecting.ts";
import type { StartIo } from "./io.ts";
import { readOptions } from "./options.ts";
import { openOverwriter } from "./overwriting.ts";
import { openReader } from "./proving.ts";
import { openTrialProcess } from "./trialling.ts";

/** Runs until it has to stop. Resolves with the exit code. */
export async function start(args: readonly string[], io: StartIo): Promise<ExitCode> {
  io.onSignal("SIGHUP", () => undefined); // the default would end a relay that is still starting; it reads its rules anyway
  const options = readOptions(args);
  if ("problem" in options) return refuseStart(io, refusal(exitCodes.usage, [options.problem]));
  const read = readSettings(options, (name) => io.env[name], readPlainFile);
  if (read.kind === "refused") return refuseStart(io, refusal(exitCodes.configuration, read.problems));
  const { settings } = read;
  const locked = editTrouble(settings);
  if (locked !== undefined) return refuseStart(io, refusal(exitCodes.configuration, [locked]));
  const activation = activationOf(io.env, io.pid);
  if (activation.problem !== undefined) return refuseStart(io, refusal(exitCodes.configuration, [activation.problem]));
  io.log.limit(settings.logBuffer);
  if (io.envFile?.path !== undefined) reportEnvFile(io.envFile, io);
  const folder = openDataFolder(settings.data);
  const isNeeded = settings.database === undefined || otherIn(settings.data) !== undefined; // opening a named pipe would wait
  if (folder.kind === "unusable" && isNeeded) return refuseStart(io, folderRefusal(folder.trouble, folder.path));
  const secret = previewSecret(settings, io);
  if (secret.kind === "refused") return refuseStart(io, secret);
  const ending = new AbortController();
  const app = createApp(settings, {
    ...environmentOf(secret.text, io),
    ...heldBy(io, activation),
    end: (code, why) => ending.abort({ code, why }),
  });
  const started = await app.start();
  if (started.kind === "refused") return refuseStart(io, started);
  announce(settings, started, io);
  io.supervisor?.ready(started.adminPort);
  return untilStopped(app, { settings, io, ending: ending.signal });
}

/** Otherwise a file that is mounted read-only would be noticed only at the first edit. */
function editTrouble({ edit, rules }: Settings): string | undefined {
  const trouble = edit && rules !== undefined ? replaceTrouble(rules) : undefined;
  return trouble === undefined
    ? undefined
    : `E_EDIT: --edit needs a rules file that can be replaced, and ${rules} cannot: ${trouble}; give the relay's user the file and its folder, or leave --edit out: the page shows the diff to copy then`;
}

/** Only names, because the values are secrets. */
function reportEnvFile({ path, taken }: EnvFile, { log }: StartIo): void {
  log.write(plainLine("info", "env.read", nodeEnvironment.now(), { file: path, variables: taken }));
}

/** In plain words for the person, and as a line for the log. */
function refuseStart({ error, log }: StartIo, { code, problems }: Refusal): ExitCode {
  log.write(plainLine("fatal", "start.refused", nodeEnvironment.now(), { code, problems }));
  error(`${problems.join("\n")}\n`);
  return code;
}

function environmentOf(secret: string | undefined, io: StartIo): Omit<AppEnvironment, "end"> {
  return {
    ...nodeEnvironment,
    version: io.version,
    pid: io.pid,
    variable: (name) => (name === "BITHUMAN_WEBHOOK_SECRET" ? (secret ?? io.env[name]) : io.env[name]),
    replaceFile: replacePlainFile,
    log: io.log,
    print: (text) => io.out(`${text}\n`),
    fatal: (code, why) => {
      io.log.write(plainLine("fatal", "ended", nodeEnvironment.now(), { code, error: why }));
      io.error(`${why}\n`);
      io.exit(code);
    },
    exampleRules: io.exampleRules,
    ...descriptorsOf(),
    ...readerOf(io),
    ...io.environment,
  };
}

/** The process that holds the public port open while no relay runs. */
function heldBy({ supervisor }: StartIo, { socket }: Activation): Pick<AppEnvironment, "heldSocket"> {
  const heldSocket = supervisor?.heldSocket ?? socket;
  return heldSocket === undefined ? {} : { heldSocket };
}

function descriptorsOf(): Pick<AppEnvironment, "descriptors"> {
  const descriptors = descriptorLimit();
  return descriptors === undefined ? {} : { descriptors };
}

/** Only a process that runs a file can open another like itself. */
function readerOf({ entry, env }: StartIo): Pick<AppEnvironment, "openReader" | "openTrial" | "inspect" | "openOverwriter"> {
  if (entry === undefined) return {};
  return {
    openReader: () => openReader(entry, env),
    openTrial: () => openTrialProcess(entry, env),
    inspect: (path) => openInspection(entry, env, path),
    openOverwriter: (path) => openOverwriter(entry, env, path),
  };
}

type PreviewSecret = { readonly kind: "secret"; readonly text: string | undefined } | Refusal;

/** The secret of the example: generated once, for this machine's user only. `avatar-relay send` reads it. */
function previewSecret({ rules, data }: Settings, { env }: StartIo): PreviewSecret {
  if (rules !== undefined) return { kind: "secret", text: undefined };
  if (env.BITHUMAN_WEBHOOK_SECRET) return { kind: "secret", text: env.BITHUMAN_WEBHOOK_SECRET };
  const [folder, name] = [dirname(data), "webhook-secret"]; // beside the preview's own folder, for all previews of the data folder
  const other = otherIn(folder, [name]);
  if (other !== undefined) return folderRefusal(other.trouble, other.path);
  const path = join(folder, name);
  const kept = plainTextOf(path)?.trim();
  if (kept) return { kind: "secret", text: kept };
  const secret = randomBytes(24).toString("base64url");
  try {
    writeFileSync(path, `${secret}\n`, { mode: 0o600 });
  } catch (error) {
    const trouble = systemTroubleOf(error);
    if (trouble === undefined) throw error;
    return folderRefusal(trouble, path);
  }
  return { kind: "secret", text: secret };
}

type Running = Started & { kind: "started" };

/** Where other commands find a running relay. */
function dataLocation(settings: Settings): string {
  return join(settings.data, "relay.json");
}

function announce(settings: Settings, { port, adminPort, tokens }: Running, io: StartIo): void {
  const running = {
    pid: io.pid,
    ...(settings.rules === undefined ? {} : { rules: resolve(settings.rules) }),
    port,
    admin_port: adminPort,
    admin_host: settings.adminHost,
    admin_token: tokens.from,
    host: settings.host,
    tls: settings.tls !== undefined,
    ...(settings.tls === undefined ? {} : { certificate: settings.tls.certificate }),
  };
  try {
    writeFileSync(dataLocation(settings), `${JSON.stringify(running)}\n`, { mode: 0o600 });
  } catch (error) {
    const detail = `other commands do not find this relay: ${(error as Error).message}`; // webhooks are accepted all the same
    io.log.write(plainLine("warn", "place.unwritten", nodeEnvironment.now(), { detail }));
  }
  if (settings.rules === undefined) io.out(welcome(settings, { port, adminPort }));
  else if (io.isTerminal && tokens.made !== undefined) io.out(`\n  look       http://127.0.0.1:${adminPort}/#token=${tokens.made}\n\n`);
}

function welcome(settings: Settings, { port, adminPort }: { readonly port: number; readonly adminPort: number }): string {
  const host = isLoopback(settings.host) ? "127.0.0.1" : settings.host;
  return `
  avatar-relay runs the example rules. Nothing is sent: every message is shown here instead.

    look       http://127.0.0.1:${adminPort}/
    try        npx avatar-relay send chat.push "I want to speak to a human"
    webhooks   http://${host}:${port}/webhook

  Next: copy rules.example.yaml to rules.yaml, edit it, and start with --rules rules.yaml

`;
}

interface Course {
  readonly settings: Settings;
  readonly io: StartIo;
  /** Aborted where the app itself has to end, with the reason. */
  readonly ending: AbortSignal;
}

interface Ending {
  readonly code: ExitCode;
  readonly why: string;
}

/** Two signals of a process manager and npm within this count as one. */
const sameWish: Duration = 250;

/** Exit codes of a relay that gets a second signal before it has drained, as shells report them: 128 and the signal's number. */
const undrained = { SIGTERM: 143, SIGINT: 130 } as const;

/** SIGHUP reads the rules at once. Further signals within this span read them once more at its end. */
const reloadEach: Duration = second / 4;

/** Stops on SIGTERM or SIGINT, at once on the second, or when the app has to end; SIGHUP reads the rules again. */
function untilStopped(app: App, { settings, io, ending }: Course): Promise<ExitCode> {
  return new Promise((resolve, reject) => {
    let stoppingSince: number | undefined;
    const stop = (code: ExitCode, why: string) => {
      if (stoppingSince !== undefined) return;
      stoppingSince = performance.now();
      removePlace(settings);
      app.stop(why).then(() => resolve(code), reject);
    };
    const end = () => {
      const { code, why } = ending.reason as Ending; // `start` gives it
      io.error(`${why}\n`);
      stop(code, why);
    };
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      io.onSignal(signal, () => {
        if (stoppingSince !== undefined && performance.now() - stoppingSince > sameWish) io.exit(undrained[signal]);
        stop(exitCodes.ok, signal);
      });
    }
    io.onSignal(
      "SIGHUP",
      atMostEach(reloadEach, () => void app.reload().catch(reject)),
    );
    if (ending.aborted) end();
    else ending.addEventListener("abort", end, { once: true });
  });
}

function removePlace(settings: Settings): void {
  try {
    rmSync(dataLocation(settings), { force: true });
  } catch {
    // Readers notice that a note that could not be removed is stale.
  }
}

/** Runs at once, and once more for all calls within the following span. */
function atMostEach(span: Duration, run: () => void): () => void {
  let isWaiting = false;
  let isWanted = false;
  const call = () => {
    if (isWaiting) {
      isWanted = true;
      return;
    }
    isWaiting = true;
    isWanted = false;
    run();
    setTimeout(() => {
      isWaiting = false;
      if (isWanted) call();
    }, span).unref();
  };
  return call;
}
