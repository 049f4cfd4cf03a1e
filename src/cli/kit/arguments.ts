/** Reads options and positionals, or reports what is wrong with them. */

import { parseArgs } from "node:util";
import { exitCodes } from "../../app/ending.ts";
import { nearest } from "../../rules/kit/nearest.ts";
import { type Refused, refused } from "../command.ts";
import { type CommandName, type Declarations, declarations } from "../declarations.ts";
import { type CommandDeclaration, usageOf } from "./declaration.ts";

type Options<Name extends CommandName> = Declarations[Name]["options"];

type Values<Given> = { readonly [Name in keyof Given]?: Given[Name] extends { readonly type: "boolean" } ? boolean : string };

export interface Arguments<Name extends CommandName> {
  readonly kind: "arguments";
  readonly values: Values<Options<Name>>;
  readonly positionals: readonly string[];
}

/** Reads the arguments of a command by its declaration. */
export function readArguments<const Name extends CommandName>(name: Name, args: readonly string[]): Arguments<Name> | Refused {
  const { options, most = 0 }: CommandDeclaration = declarations[name];
  try {
    const types = Object.fromEntries(Object.entries(options).map(([option, { type }]) => [option, { type }]));
    const { values, positionals } = parseArgs({ args: [...args], options: types, strict: true, allowPositionals: true });
    const extra = positionals[most];
    if (extra !== undefined) return refused(exitCodes.usage, `unexpected argument "${extra}"`);
    return { kind: "arguments", values: values as Values<Options<Name>>, positionals }; // strict mode has checked each against its type
  } catch (error) {
    return refused(exitCodes.usage, explained(error as NodeJS.ErrnoException, Object.keys(options))); // parseArgs throws nothing else
  }
}

/** The usage of a command, where something is missing. */
export function misused(name: CommandName): Refused {
  return refused(exitCodes.usage, `usage: avatar-relay ${`${name} ${usageOf(declarations[name])}`.trim()}`);
}

function explained({ code, message }: NodeJS.ErrnoException, names: readonly string[]): string {
  const [, wrong] = /'--([^' =]+)/.exec(message) ?? [];
  if (code !== "ERR_PARSE_ARGS_UNKNOWN_OPTION" || wrong === undefined) return message;
  const guess = nearest(wrong, names);
  return `unknown option --${wrong}${guess === undefined ? "" : `, did you mean --${guess}?`}`;
}

/** A whole number from 1 to `most`, or what is wrong. */
export function readCount(option: string, given: string | undefined, otherwise: number, most: number): number | Refused {
  if (given === undefined) return otherwise;
  const count = /^\d{1,9}$/.test(given) ? Number(given) : 0;
  return count >= 1 && count <= most
    ? count
    : refused(exitCodes.usage, `--${option} takes a whole number from 1 to ${most}, found "${given}"`);
}
