/** What a command may touch of its process, and how it refuses. */

import { harmless } from "./kit/lines.ts";
import type { StartIo } from "./start/io.ts";

export interface CliIo extends StartIo {
  readonly stdin: NodeJS.ReadableStream;
  /** The same of what is told beside the answer: mistakes, and how far long work has come. */
  readonly isErrorTerminal: boolean;
}

/** Ends a command with one sentence for people, who read what to do next. */
export interface Refused {
  readonly kind: "refused";
  readonly code: number;
  readonly problem: string;
}

export function refused(code: number, problem: string): Refused {
  return { kind: "refused", code, problem };
}

/** Tells a refusal. */
export function reportRefusal({ code, problem }: Refused, io: CliIo): number {
  io.error(`${problem.split("\n").map(harmless).join("\n")}\n`);
  return code;
}

/** The data folder that is named. */
export function dataFolder(option: string | undefined, io: CliIo): string {
  return option ?? (io.env.DATA || "data");
}

/** The exit code of a command that could not do what it was asked. */
export const failed = 1;
