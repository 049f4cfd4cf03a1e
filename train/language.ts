/**
 * Writes what runs of letters tell of languages, from the n-grams of eld (npm, Apache-2.0, Nito T.M.) for the languages that are told apart.
 *
 *   npx tsx train/language.ts node_modules/eld      the unpacked package; it is needed for this only
 */

import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { languageMarks } from "../src/detect/languages.ts";
import { letterHash, levels } from "../src/detect/letter-runs.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write("usage: npx tsx train/language.ts FOLDER_OF_ELD\n");
  process.exit(64);
}

interface Ngrams {
  readonly languages: Readonly<Record<string, string>>;
  readonly ngrams: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** eld subtracts this from every score. */
const subtracted = 53;
/** Malay stands in for Indonesian, which eld does not tell from it. */
const alias: Readonly<Record<string, string>> = { ms: "id" };

const { ngramsData } = (await load("ngrams/extrasmall.js")) as { readonly ngramsData: Ngrams }; // eld's own format
const { dictionary } = (await load("dictionary.js")) as { readonly dictionary: readonly string[] };
writeFileSync(new URL("../src/detect/models/language.ts", import.meta.url), source());

function load(name: string): Promise<unknown> {
  return import(pathToFileURL(resolve(folder ?? "", "src", name)).href);
}

function source(): string {
  return `// Written by train/language.ts from the n-grams of eld 2.1.0 (npm, Copyright 2023 Nito T.M., Apache-2.0), fewer and coarser.\nexport const languageRuns = ${JSON.stringify(packed(entries()))};\n`;
}

/** For each run of letters the languages that it speaks for, by their place in `languageMarks`, and how much. */
function entries(): ReadonlyMap<number, readonly (readonly [language: number, level: number])[]> {
  const bytes = new Map(dictionary.map((letter, byte) => [letter, byte] as const).filter(([letter]) => letter !== " "));
  const codes = languageMarks.map(({ code }) => code);
  const found = new Map<number, (readonly [number, number])[]>();
  for (const [letters, scores] of Object.entries(ngramsData.ngrams)) {
    const told = Object.entries(scores).flatMap(([number, score]) => {
      const name = ngramsData.languages[number] ?? "";
      const language = codes.indexOf(alias[name] ?? name);
      return language < 0 ? [] : [[language, levelOf(score + subtracted)] as const];
    });
    const hash = letterHash([...letters].map((letter) => bytes.get(letter) ?? 32));
    if (told.length > 0) found.set(hash, [...(found.get(hash) ?? []), ...told]);
  }
  return found;
}

function levelOf(score: number): number {
  return Math.max(
    0,
    levels.findLastIndex((level) => score >= level * 0.92),
  );
}

/** Rising hashes as gaps of seven bits a byte, the last byte with the high bit; then languages, the last one with the high bit. */
function packed(found: ReturnType<typeof entries>): string {
  const bytes: number[] = [];
  let before = 0;
  for (const [hash, told] of [...found].sort(([one], [other]) => one - other)) {
    let gap = hash - before;
    for (; gap > 127; gap = Math.floor(gap / 128)) bytes.push(gap % 128);
    bytes.push(gap + 128);
    for (const [index, [language, level]] of told.entries()) bytes.push(language + 32 * level + (index === told.length - 1 ? 128 : 0));
    before = hash;
  }
  return Buffer.from(bytes).toString("base64");
}
