/** Every conversation of the scorer, answered by the detectors that have not seen its dialogue. */

import { answerLine, type DetectAnswer } from "../src/cli/detect.ts";
import type { Detectors } from "../src/detect/index.ts";
import type { Labelled, LabelledTurn } from "./data.ts";
import { outerFold } from "./folds.ts";

/** An answer with what it is judged by. */
export interface Judged<Row> {
  readonly row: Row;
  /** What resampling draws as a whole. */
  readonly dialogue: string;
  readonly answer: DetectAnswer;
}

export interface OutOfFold {
  readonly messages: readonly Judged<Labelled["messages"][number]>[];
  /** The same as a speech recogniser writes them. */
  readonly spoken: readonly Judged<Labelled["messages"][number]>[];
  readonly sessions: readonly Judged<Labelled["sessions"][number]>[];
  /** The same sessions up to the visitor's first turn. */
  readonly firsts: readonly Judged<Labelled["sessions"][number]>[];
  readonly pairs: readonly Judged<Labelled["pairs"][number]>[];
  readonly chains: readonly Judged<Labelled["chains"][number]>[];
  readonly probes: readonly Judged<Labelled["probes"][number]>[];
}

export function answerOutOfFold(labelled: Labelled, folds: readonly Detectors[]): OutOfFold {
  const judge = <Row>(row: Row, dialogue: string, turns: readonly LabelledTurn[]): Judged<Row> => {
    const detectors = folds[outerFold(dialogue)];
    if (detectors === undefined) throw new Error(`no fold for ${dialogue}`);
    return { row, dialogue, answer: answerLine(turns, detectors) };
  };
  return {
    messages: labelled.messages.map((row) => judge(row, row.dialogue, said(row.text))),
    spoken: labelled.messages.map((row) => judge(row, row.dialogue, said(withoutMarks(row.text)))),
    sessions: labelled.sessions.map((row) => judge(row, row.id, row.turns)),
    firsts: labelled.sessions.map((row) => judge(row, row.id, row.turns.slice(0, 1 + row.turns.findIndex((turn) => turn.role === "user")))),
    pairs: labelled.pairs.map((row) => judge(row, row.group, said(row.a, row.b))),
    chains: labelled.chains.map((row) => judge(row, row.id, said(...row.messages.map((message) => message.text)))),
    probes: labelled.probes.map((row) => judge(row, row.id, row.text === undefined ? said(row.a ?? "", row.b ?? "") : said(row.text))),
  };
}

/** Small letters and no marks but the apostrophes of words. */
function withoutMarks(text: string): string {
  const bare = text.toLowerCase().replace(/[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}'’*]+/gu, " ");
  return bare.trim();
}

function said(...texts: readonly string[]): readonly LabelledTurn[] {
  return texts.map((text) => ({ role: "user", text }));
}
