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
  /** Its place in the dialogue, where more of it is known. */
  readonly turn?: number;
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
    sessions: ["frustration_sessions.jsonl", "frustration_sessions_zh.jsonl"].flatMap((name) =>
      readLines<LabelledSession>(join(folder, name)),
    ),
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

/** Two turns of a labelled conversation: whether the later one asks again. */
export interface MarkedTurns {
  readonly same: 0 | 1;
  readonly dialogue: string;
  readonly earlier: number;
  readonly later: number;
}

export interface Written extends Pick<Labelled, "messages" | "pairs"> {
  /** Everyday sentences in other languages than English that are no emergency; whether they are frustrated nobody has said. */
  readonly calm: readonly { readonly text: string; readonly lang: string }[];
  readonly marked: readonly MarkedTurns[];
}

/** The sentences written for this project: what everyday language knows and the labelled folder has too few of. */
export function readWritten(): Written {
  const typed = ["messages-en.txt", "support-en.txt", "plain-en.txt", "messages-other.txt"].flatMap(writtenLines);
  const read =
    (source: string) =>
    ([label = "", text = "", lang = "en"]: readonly string[]) => ({
      label: bit(label),
      text,
      source,
      dialogue: "written",
      lang,
    });
  const messages = [...typed.map(read("written")), ...writtenLines("spoken-en.txt").map(read("spoken"))];
  const pairs = writtenLines("pairs-en.txt").map(([same = "", a = "", b = ""]) => ({
    a,
    b,
    same: bit(same),
    source: "written",
    group: "written",
  }));
  const marked = writtenLines("pairs-sessions.txt").map(([same = "", dialogue = "", earlier = "", later = ""]) => ({
    same: bit(same),
    dialogue,
    earlier: Number(earlier),
    later: Number(later),
  }));
  const calm = writtenLines("calm-other.txt").map(([, text = "", lang = ""]) => ({ text, lang }));
  return { messages, pairs, marked, calm };
}

/** The marked turns with their words, which stay in the labelled folder; what it does not have is left out. */
export function markedPairs(
  { messages, sessions }: Pick<Labelled, "messages" | "sessions">,
  marked: readonly MarkedTurns[],
): readonly LabelledPair[] {
  const said = new Map([
    ...messages.map(({ dialogue, turn, text }) => [`${dialogue} ${turn}`, text] as const),
    ...sessions.flatMap(({ id, turns }) => turns.map(({ text }, index) => [`${id} ${index}`, text] as const)),
  ]);
  return marked.flatMap(({ same, dialogue, earlier, later }) => {
    const a = said.get(`${dialogue} ${earlier}`);
    const b = said.get(`${dialogue} ${later}`);
    return a === undefined || b === undefined ? [] : [{ a, b, same, source: "marked", group: dialogue }];
  });
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
