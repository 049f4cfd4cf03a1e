/** Options and positionals, or what is wrong with them. */

import { type ParseArgsConfig, parseArgs } from "node:util";
import { exitCodes } from "../../ending.ts";
import { nearest } from "../../rules/language/nearest.ts";
import { type Refused, refused } from "../command.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

type Values<Given extends Options> = { readonly [Name in keyof Given]?: Given[Name]["type"] extends "boolean" ? boolean : string };

export interface Arguments<Given extends Options> {
  readonly kind: "arguments";
  readonly values: Values<Given>;
  readonly positionals: readonly string[];
}

export const text = { type: "string" } as const;
export const flag = { type: "boolean" } as const;

/** Reads a command's arguments, at most `most` of them without a name. */
export function readArguments<const Given extends Options>(
  args: readonly string[],
  options: Given,
  most: number,
): Arguments<Given> | Refused {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
    const extra = positionals[most];
    if (extra !== undefined) return refused(exitCodes.usage, `unexpected argument "${extra}"`);
    return { kind: "arguments", values: values as Values<Given>, positionals }; // strict mode has checked each against its type
  } catch (error) {
    return refused(exitCodes.usage, explained(error as NodeJS.ErrnoException, Object.keys(options))); // parseArgs throws nothing else
  }
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
