/** How often the language of one short message is told, on sentences that no list was made from. */

import { readFileSync } from "node:fs";
import { hearLanguage, languageOf, shippedMarks } from "../src/detect/language.ts";

/** The code of a language and what is said in it. */
export function readShortMessages(): readonly { readonly code: string; readonly text: string }[] {
  const lines = readFileSync(new URL("held-out/short-messages.txt", import.meta.url), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => ({ code: line.slice(0, 2), text: line.slice(3) }));
}

/** Each message alone, as shipped. */
export function shortMessageLine(): string {
  const told = readShortMessages().map(({ code, text }) => ({ code, heard: languageOf(hearLanguage({}, text, shippedMarks()))?.code }));
  const right = told.filter(({ code, heard }) => heard === code).length;
  const open = told.filter(({ heard }) => heard === undefined).length;
  return `language of one short message: ${right} of ${told.length} right, ${open} not told, ${told.length - right - open} wrong`;
}
