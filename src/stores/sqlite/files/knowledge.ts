/** The answers to visitors' questions as files: the newest of each question. The folder holds what the database holds, nothing else. */

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KnowledgeFile } from "../../../core/insights/questions.ts";

const ours = /^question-\d+\.md(\.new)?$/;

/** Writes what is missing or different, and deletes our files of answers that are gone. Of files with one name the last counts. */
export function syncKnowledge(folder: string, files: readonly KnowledgeFile[]): void {
  const wanted = new Map(files.map(({ name, text }) => [name, text]));
  for (const name of fileNamesIn(folder)) if (ours.test(name) && !wanted.has(name)) rmSync(join(folder, name), { force: true });
  for (const [name, text] of wanted) {
    const path = join(folder, name);
    if (fileText(path) === text) continue;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.new`, text, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
}

function fileNamesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // nobody has written an answer yet
  }
}

function fileText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // it is written now
  }
}
