/** The labelled folder, read as it is: one JSON object a line. The folder is an argument and never part of the project. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface LabelledTurn {
  readonly role: "user" | "agent";
  readonly text: string;
}

export interface LabelledMessage {
  readonly text: string;
  readonly label: 0 | 1;
  readonly source: string;
  readonly dialogue: string;
  readonly lang: string;
  /** The mean of the annotators, 0..4, where there were several. */
  readonly score?: number;
  /** Between the classes. */
  readonly gray?: 0 | 1;
}

export interface LabelledSession {
  readonly id: string;
  readonly source: string;
  readonly lang: string;
  readonly label: 0 | 1;
  readonly gray: 0 | 1;
  /** stc3: -2 (unhappy) to 2; dfrustration: 0 to 4 (frustrated). */
  readonly score: number;
  readonly turns: readonly LabelledTurn[];
}

export interface LabelledPair {
  readonly a: string;
  readonly b: string;
  readonly same: 0 | 1;
  readonly source: string;
  /** What must not be on both sides of a split. */
  readonly group: string;
}

export interface LabelledChain {
  readonly id: string;
  readonly messages: readonly { readonly text: string; readonly repeat_of: number | null }[];
}

export interface Probe {
  readonly id: string;
  readonly expected: 0 | 1;
  readonly text?: string;
  readonly a?: string;
  readonly b?: string;
}

export interface Labelled {
  readonly messages: readonly LabelledMessage[];
  readonly sessions: readonly LabelledSession[];
  readonly pairs: readonly LabelledPair[];
  readonly chains: readonly LabelledChain[];
  readonly probes: readonly Probe[];
}

/** Reads a folder; a file that is not there is an empty set, so one's own folder needs only what it labels. */
export function readLabelled(folder: string): Labelled {
  return {
    messages: readLines(join(folder, "frustration.jsonl")),
    sessions: readLines(join(folder, "frustration_sessions.jsonl")),
    pairs: readLines(join(folder, "repeat.jsonl")),
    chains: readLines(join(folder, "repeat_sessions.jsonl")),
    probes: readLines(join(folder, "probes.dev.jsonl")),
  };
}

function readLines<Row>(path: string): readonly Row[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Row); // whoever labels the folder guarantees its fields (docs/detection.md)
}

export type Written = Pick<Labelled, "messages" | "pairs">;

/** The sentences written for this project: what everyday language knows and the labelled folder has too few of. */
export function readWritten(): Written {
  const lines = [...writtenLines("messages-en.txt"), ...writtenLines("messages-other.txt")];
  const messages = lines.map(([label = "", text = "", lang = "en"]) => ({
    label: bit(label),
    text,
    source: "written",
    dialogue: "written",
    lang,
  }));
  const pairs = writtenLines("pairs-en.txt").map(([same = "", a = "", b = ""]) => ({
    a,
    b,
    same: bit(same),
    source: "written",
    group: "written",
  }));
  return { messages, pairs };
}

function writtenLines(name: string): readonly (readonly string[])[] {
  const text = readFileSync(new URL(`written/${name}`, import.meta.url), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => line.split("\t"));
}

function bit(text: string): 0 | 1 {
  return text === "1" ? 1 : 0;
}
