/** The figures as they stand in docs/detection.md, with the digest of the models that they are of and one of their own: a test compares both. */

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import type { ModelFile } from "../src/detect/structures/linear.ts";

const page = new URL("../docs/detection.md", import.meta.url);
const begins = "<!-- figures: written by train/main.ts --write -->";
const ends = "<!-- end of figures -->";

/** Twelve digits that change with every weight. */
export function digestOf(files: Readonly<Record<"message" | "session" | "repeat" | "urgency", ModelFile>>): string {
  const { message, session, repeat, urgency } = files;
  return twelveDigits(JSON.stringify([message, session, repeat, urgency]));
}

function twelveDigits(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

export function figuresSection(lines: readonly string[], digest: string): string {
  return [
    begins,
    `Models \`${digest}\`, figures \`${twelveDigits(lines.join("\n"))}\`, out of fold:`,
    "",
    "```",
    ...lines,
    "```",
    ends,
  ].join("\n");
}

/** Puts the figures in the place of those of the models before. */
export function writeFigures(lines: readonly string[], digest: string): void {
  const text = readFileSync(page, "utf8");
  const before = text.slice(0, text.indexOf(begins));
  const after = text.slice(text.indexOf(ends) + ends.length);
  writeFileSync(page, `${before}${figuresSection(lines, digest)}${after}`);
}
