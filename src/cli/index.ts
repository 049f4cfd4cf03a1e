/** The commands. */

import { didYouMean } from "../rules/kit/nearest.ts";
import type { CliIo } from "./command.ts";
import { commands } from "./commands.ts";
import type { CommandName } from "./declarations.ts";
import { helpOf, names, overview } from "./help.ts";
import { inspecting } from "./start/inspecting.ts";
import { supervised } from "./start/options.ts";
import { overwriting } from "./start/overwriting.ts";
import { proving } from "./start/proving.ts";
import { trialling } from "./start/trialling.ts";

export type { CliIo } from "./command.ts";

const usage = 64;

/** Runs one command. Resolves with the exit code of the process. */
export function run(argv: readonly string[], io: CliIo): Promise<number> {
  const [first = ""] = argv;
  if (first === "--version" || first === "-v") return print(io, `${io.version}\n`);
  if (first === "--help" || first === "-h" || first === "help") return print(io, overview());
  if (first === proving) return import("./start/prove.ts").then(({ prove }) => prove(io));
  if (first === trialling) return import("./start/trial.ts").then(({ runTrials }) => runTrials());
  if (first === supervised) return superviseeIn(argv, io);
  if (first === inspecting) return import("./start/inspect.ts").then(({ inspect }) => inspect(argv[1] ?? ""));
  if (first === overwriting) return import("./start/overwrite.ts").then(({ overwriteUnused }) => overwriteUnused(argv[1] ?? ""));
  const found = find(argv);
  if (found === undefined) return unknownCommand(argv, io);
  const { name, args } = found;
  const isAsked = args.includes("--help") || args.includes("-h");
  return isAsked ? print(io, helpOf(name)) : inPlace(argv, io).then((placed) => commands[name](args, placed));
}

async function superviseeIn(argv: readonly string[], io: CliIo): Promise<number> {
  const { superviseeOf } = await import("./start/supervised.ts");
  return superviseeOf(argv.slice(1), await inPlace(argv, io));
}

/**
 * The same io, with the variables of the file beside the rules. It is loaded here, so that a process without descriptors can report that.
 */
async function inPlace(argv: readonly string[], io: CliIo): Promise<CliIo> {
  const { withEnvFile } = await import("./kit/env-file.ts");
  const envFile = withEnvFile(argv, io.env);
  return { ...io, env: envFile.env, envFile };
}

/** Whether these arguments run a relay, which continues whatever happens to its output. Other commands print an answer. */
export function isService([first = ""]: readonly string[]): boolean {
  return first === "start" || first === supervised;
}

/** A command's name is one word or two. */
function find(argv: readonly string[]): { readonly name: CommandName; readonly args: readonly string[] } | undefined {
  for (const name of names) {
    const words = name.split(" ");
    if (words.every((word, index) => argv[index] === word)) return { name, args: argv.slice(words.length) };
  }
  return undefined;
}

function print(io: CliIo, text: string): Promise<number> {
  io.out(text);
  return Promise.resolve(0);
}

function unknownCommand([word]: readonly string[], io: CliIo): Promise<number> {
  if (word === undefined) io.error(overview());
  else io.error(`unknown command "${word}"${guess(word, names)}\nthere are: ${names.join(", ")}\n`);
  return Promise.resolve(usage);
}

function guess(word: string, names: readonly string[]): string {
  const begun = names.find((name) => name.startsWith(`${word} `));
  const meant = begun === undefined ? didYouMean(word, names) : `did you mean "${begun}"?`;
  return meant === undefined ? "" : `, ${meant}`;
}
