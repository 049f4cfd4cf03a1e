/**
 * Trains the detectors from a labelled folder.
 *
 *   npx tsx train/main.ts FOLDER               the figures out of fold, split by dialogue
 *   npx tsx train/main.ts FOLDER --write       and the models of the whole folder, into src/detect/models/, and the figures into docs/detection.md
 *   npx tsx train/main.ts FOLDER --without lv  what is heard in a language whose pack, sentences and labels are left out
 */

import { writeFileSync } from "node:fs";
import { openLexicon } from "../src/detect/lexicon.ts";
import { packs } from "../src/detect/packs/index.ts";
import type { ModelFile } from "../src/detect/structures/linear.ts";
import { readLabelled, readWritten } from "./data.ts";
import { digestOf, writeFigures } from "./figures-page.ts";
import { answerOutOfFold } from "./out-of-fold.ts";
import { languageLines, reportLines } from "./report.ts";
import { shortMessageLine } from "./short-messages.ts";
import { prepare, trainAll, trainFolds } from "./train.ts";
import { trainUrgency } from "./urgency.ts";

const [folder, option, language] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write("usage: npx tsx train/main.ts FOLDER [--write | --without LANGUAGE]\n");
  process.exit(64);
}

if (option === "--without" && language !== undefined) judgeWithout(folder, language);
else judge(folder, option === "--write");

function judge(from: string, write: boolean): void {
  const labelled = readLabelled(from);
  const written = readWritten();
  const prepared = prepare(labelled, openLexicon(packs), written);
  const urgency = trainUrgency(labelled, written);
  const files = write ? { ...trainAll(prepared).files, urgency: urgency.file } : undefined;
  if (files !== undefined) writeModels(files);
  const lines = [...reportLines(answerOutOfFold(labelled, trainFolds(prepared))), ...urgency.lines, shortMessageLine()];
  print(lines);
  if (files !== undefined) writeFigures(lines, digestOf(files));
}

function judgeWithout(from: string, left: string): void {
  const labelled = readLabelled(from);
  const spoken = <Row extends { readonly lang: string }>(rows: readonly Row[]): readonly Row[] => rows.filter((row) => row.lang !== left);
  const written = readWritten();
  const ears = openLexicon(packs.filter((pack) => pack.language !== left));
  const known = { ...labelled, messages: spoken(labelled.messages), sessions: spoken(labelled.sessions) };
  const { detectors } = trainAll(prepare(known, ears, { ...written, messages: spoken(written.messages) }));
  print(languageLines(labelled, left, detectors));
}

function print(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

function writeModels(files: Readonly<Record<string, ModelFile>>): void {
  for (const [name, file] of Object.entries(files))
    writeFileSync(new URL(`../src/detect/models/${name}.ts`, import.meta.url), sourceOf(name, file));
}

/** TypeScript rather than a file beside it: the detectors stay free of file access, and bundlers need no word. */
function sourceOf(name: string, file: ModelFile): string {
  return `// Written by train/main.ts; sources and figures: docs/detection.md.\nimport type { ModelFile } from "../structures/linear.ts";\n\nexport const ${name}Model: ModelFile = ${JSON.stringify(file)};\n`;
}
