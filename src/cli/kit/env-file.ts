/** `.env` beside rules.yaml: variables of this relay alone. The environment takes precedence. */

import { dirname, join } from "node:path";
import { parseEnv } from "node:util";
import { plainTextOf } from "../../plain-file.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface EnvFile {
  /** Undefined where no file was read. */
  readonly path?: string;
  /** Names that were taken from it. */
  readonly taken: readonly string[];
  readonly env: Environment;
}

/** The environment of a command, with the file beside the rules that its arguments, or RULES, name. */
export function withEnvFile(args: readonly string[], env: Environment): EnvFile {
  const rules = rulesIn(args) ?? env.RULES;
  const path = rules ? join(dirname(rules), ".env") : undefined;
  const text = path && plainTextOf(path);
  if (path === undefined || text === undefined) return { taken: [], env };
  const entries = Object.entries(parseEnv(text)).filter(([name]) => env[name] === undefined);
  return { path, taken: entries.map(([name]) => name), env: { ...Object.fromEntries(entries), ...env } };
}

/** `--rules FILE`, or a file of rules without a name before it. */
function rulesIn(args: readonly string[]): string | undefined {
  const named = args.findIndex((arg) => arg === "--rules" || arg.startsWith("--rules="));
  if (named >= 0) return args[named]?.includes("=") ? args[named]?.slice("--rules=".length) : args[named + 1];
  return args.find((arg) => !arg.startsWith("-") && /\.ya?ml$/i.test(arg));
}
