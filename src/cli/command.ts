/** What a command may use of its process, and how it refuses. */

import { harmless } from "./kit/lines.ts";
import type { StartIo } from "./start/io.ts";

export interface CliIo extends StartIo {
  readonly stdin: NodeJS.ReadableStream;
  /** The same for output beside the answer: mistakes and progress. */
  readonly isErrorTerminal: boolean;
}

/** Ends a command with a sentence that says what to do next. */
export interface Refused {
  readonly kind: "refused";
  readonly code: number;
  readonly problem: string;
}

export function refused(code: number, problem: string): Refused {
  return { kind: "refused", code, problem };
}

/** Prints a refusal. */
export function reportRefusal({ code, problem }: Refused, io: CliIo): number {
  io.error(`${problem.split("\n").map(harmless).join("\n")}\n`);
  return code;
}

/** The named data folder. */
export function dataFolder(option: string | undefined, io: CliIo): string {
  return option ?? (io.env.DATA || "data");
}

/** The exit code of a command that could not do its work. */
export const failed = 1;
