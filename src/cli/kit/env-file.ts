/** `.env` beside rules.yaml: variables of this relay alone. The environment takes precedence. */

import { dirname, join } from "node:path";
import { parseEnv } from "node:util";
import { plainTextOf } from "../../plain-file.ts";
import { readRunningRelay, recordsFolder } from "./running-relay.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface EnvFile {
  /** Undefined where no file was read. */
  readonly path?: string;
  /** Names that were taken from it. */
  readonly taken: readonly string[];
  readonly env: Environment;
}

/**
 * The environment of a command, with the file beside the rules that its arguments, or RULES, name. A command beside a relay has the
 * variables of that relay: the relay's note names its rules. `start`, and `supervised-start` below it, begin a relay of their own.
 */
export function withEnvFile([command = "", ...args]: readonly string[], env: Environment): EnvFile {
  const rules = rulesIn(args) ?? (env.RULES || (/start$/.test(command) ? undefined : rulesOfRelay(args, env)));
  const path = rules ? join(dirname(rules), ".env") : undefined;
  const text = path && plainTextOf(path);
  if (path === undefined || text === undefined) return { taken: [], env };
  const entries = Object.entries(parseEnv(text)).filter(([name]) => env[name] === undefined);
  return { path, taken: entries.map(([name]) => name), env: { ...Object.fromEntries(entries), ...env } };
}

/** The rules of the relay whose data folder the command names. */
function rulesOfRelay(args: readonly string[], env: Environment): string | undefined {
  const folder = optionIn(args, "--data") ?? (env.DATA || "data");
  return readRunningRelay(recordsFolder(folder))?.rules;
}

function optionIn(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  if (at < 0) return undefined;
  return args[at] === name ? args[at + 1] : args[at]?.slice(name.length + 1);
}

/** `--rules FILE`, or a file of rules without a name before it. */
function rulesIn(args: readonly string[]): string | undefined {
  if (args.some((arg) => /^--rules(=|$)/.test(arg))) return optionIn(args, "--rules");
  return args.find((arg) => !arg.startsWith("-") && /\.ya?ml$/i.test(arg));
}
