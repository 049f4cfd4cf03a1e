/** `avatar-relay config show [FILE]`: the effective configuration with defaults, and with `***` for secrets. */

import { exitCodes } from "../app/ending.ts";
import { readSettings, type Settings } from "../app/settings.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import { readPlainFile } from "../plain-file.ts";
import { oneLine } from "../rules/language/diagnostic.ts";
import { type CliIo, reportRefusal } from "./command.ts";
import { readArguments } from "./kit/arguments.ts";
import { loadFile } from "./kit/load-file.ts";

export function configShow(args: readonly string[], io: CliIo): number {
  const read = readArguments("config show", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const [file = read.values.rules] = read.positionals;
  const settings = readSettings({ ...read.values, rules: file }, (name) => io.env[name], readPlainFile);
  if (settings.kind === "refused") return refuseSettings(settings.problems, io);
  return show(settings.settings, io);
}

function show(settings: Settings, io: CliIo): number {
  const loaded = loadFile(settings.rules ?? io.exampleRules, io, { placeholders: settings.rules === undefined });
  if (loaded.kind === "unreadable") return refuseSettings([loaded.problem], io);
  if (loaded.kind === "refused") return refuseSettings(loaded.diagnostics.map(oneLine), io);
  const { effective } = loaded;
  io.out(`${JSON.stringify({ process: shownSettings(settings), ...(isJsonObject(effective) ? effective : {}) }, null, 2)}\n`);
  return exitCodes.ok;
}

function shownSettings({
  rules,
  data,
  database,
  only,
  host,
  port,
  adminHost,
  adminPort,
  adminTokens,
  tls,
  logLevel,
}: Settings): JsonObject {
  return {
    rules: rules ?? null,
    preview: rules === undefined,
    data,
    database: database === undefined ? null : "***",
    only: [...only],
    host,
    port,
    admin_host: adminHost,
    admin_port: adminPort,
    admin_token: adminTokens.length === 0 ? null : "***",
    admin_tokens: adminTokens.map(({ name, role }) => ({ name, role })),
    tls: tls !== undefined,
    log_level: logLevel,
  };
}

function refuseSettings(problems: readonly string[], io: CliIo): number {
  io.error(`${problems.join("\n")}\n`);
  return exitCodes.configuration;
}
