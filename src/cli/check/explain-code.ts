/** `check --explain CODE`: prints the code's section of docs/errors.md. */

import { existsSync, readFileSync } from "node:fs";
import { exitCodes } from "../../app/ending.ts";
import { errorCodes, warningCodes } from "../../rules/kit/codes.ts";
import { nearest } from "../../rules/kit/nearest.ts";
import { type CliIo, refused, reportRefusal } from "../command.ts";
import { harmless } from "../kit/lines.ts";

const codes: readonly string[] = [...errorCodes, ...warningCodes];

export function explainCode(asked: string, io: CliIo): number {
  const code = asked.trim().toUpperCase();
  if (!codes.includes(code)) {
    const guess = nearest(code, codes);
    const cure = guess === undefined ? `there are ${codes.join(", ")}` : `did you mean ${guess}?`;
    return reportRefusal(refused(exitCodes.usage, `there is no code ${harmless(asked)}: ${cure}`), io);
  }
  io.out(`${sectionOf(code)}\n`);
  return exitCodes.ok;
}

/** The build copies the page beside the code; a clone has it at its own place. */
function page(): string {
  const built = new URL("../../errors.md", import.meta.url);
  return readFileSync(existsSync(built) ? built : new URL("../../../docs/errors.md", import.meta.url), "utf8");
}

/** A section for terminals, without Markdown's marks. */
function sectionOf(code: string): string {
  const [, text = ""] = `\n${page()}`.split(`\n### ${code}\n`);
  const [section = ""] = text.split(/^##/m);
  const plain = section
    .replace(/^```\n([\s\S]*?)^```\n/gm, (_, block: string) => block.replace(/^/gm, "  ").trimEnd().concat("\n"))
    .replace(/\[([^[\]]+)\]\(([^()]+)\)/g, "$1 (docs/$2)")
    .replaceAll("**", "")
    .replaceAll("`", "");
  return `${code}\n\n${plain.trim()}`;
}
