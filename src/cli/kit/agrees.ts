/** Asks before something that cannot be undone. */

import { createInterface } from "node:readline/promises";
import type { CliIo } from "../command.ts";

/** Without a person the answer is no. */
export async function agrees(question: string, { stdin, isTerminal }: CliIo): Promise<boolean> {
  if (!isTerminal || !("isTTY" in stdin) || stdin.isTTY !== true) return false;
  const reader = createInterface({ input: stdin, output: process.stdout });
  const answer = await reader.question(`${question} [y/N] `).finally(() => reader.close());
  return /^y(es)?$/i.test(answer.trim());
}
