/** Trains the session model on whole conversations and on their beginnings. */

import type { Cue } from "../src/detect/cues.ts";
import type { Lexicon } from "../src/detect/lexicon.ts";
import { type MessageFeatures, messageFeatures, messageLogit, messageOf } from "../src/detect/message.ts";
import {
  afterAgent,
  afterVisitor,
  type Course,
  newCourse,
  sessionDense,
  type TurnFeatures,
  turnFeatures,
  turnNames,
  wholeNames,
  wholeOf,
} from "../src/detect/session.ts";
import type { Calibration, LinearModel, ModelFile } from "../src/detect/structures/linear.ts";
import { wordGrams } from "../src/detect/structures/ngrams.ts";
import { utter } from "../src/detect/utterance.ts";
import { calibrateBySets } from "./calibrate.ts";
import type { LabelledSession, LabelledTurn } from "./data.ts";
import type { Scored } from "./figures.ts";
import { type Fitting, fit } from "./fit.ts";
import { innerFold, innerFolds } from "./folds.ts";
import { logit, type Row } from "./logistic.ts";
import { type Layout, packModel, tidied } from "./pack-model.ts";

const buckets = 1 << 17;
const denseScale = 0.125;
const layout: Layout = { buckets, tables: 3, kept: 20_000, scales: sessionDense.map(() => denseScale) };
const fitting: Fitting = { buckets: 3 * buckets, width: 3 * buckets + sessionDense.length, penalty: 1e-3, steps: 50 };

/** The whole conversation counts once, its first message nearly as much, what lies between a little. */
const firstWeight = 0.8;
const betweenWeight = 0.2;
const grayWeight = 0.5;
/** Precision that 0.8 stands for. */
const sure = 0.91;

interface SessionRow extends Row {
  readonly session: LabelledSession;
  readonly whole: boolean;
}

/** `repeats` tells of each turn whether it asks again; the message model must not have seen the session. */
export function trainSession(sessions: readonly LabelledSession[], unseen: (dialogue: string) => LinearModel, ears: Lexicon): ModelFile {
  const rows = sessions.flatMap((session) => rowsOf(session, unseen(session.id), ears));
  const held = Array.from({ length: innerFolds }, (_, fold) =>
    fit(
      rows.filter((row) => innerFold(row.session.id) !== fold),
      fitting,
    ),
  );
  const judged = rows.filter((row) => row.whole && row.session.gray === 0);
  const scored = judged.map((row) => {
    const model = held[innerFold(row.session.id)];
    const { label, source, lang } = row.session;
    return { label, source, lang, score: model === undefined ? 0 : logit(model, row) };
  });
  return withCalibrations(scored, (calibration) => packModel(fit(rows, fitting), layout, calibration));
}

type ScoredSession = Scored & Pick<LabelledSession, "source" | "lang">;

/** Conversations in Chinese have a calibration of their own: they are the most, and would decide where 0.5 is for all others. */
function withCalibrations(scored: readonly ScoredSession[], pack: (calibration: Calibration) => ModelFile): ModelFile {
  const chinese = scored.filter(({ lang }) => lang === "zh");
  const others = scored.filter(({ lang }) => lang !== "zh");
  const file = pack(calibrateBySets(others.length > 0 ? others : chinese, sure));
  return chinese.length === 0 ? file : { ...file, han: tidied(calibrateBySets(chinese, sure)) };
}

function rowsOf(session: LabelledSession, message: LinearModel, ears: Lexicon): readonly SessionRow[] {
  const last = session.turns.length;
  const visitors = session.turns.flatMap((turn, index) => (turn.role === "user" ? [index + 1] : []));
  const ends = [...new Set([...(session.lang === "zh" ? visitors.slice(0, 1) : visitors), last])];
  return ends.map((end) => {
    const whole = end === last;
    const base = whole ? 1 : end === visitors[0] ? firstWeight : betweenWeight;
    const row = rowOf(session.turns.slice(0, end), message, ears);
    return { ...row, session, whole, target: targetOf(session), weight: base * (session.gray === 1 ? grayWeight : 1) };
  });
}

/** The annotators' mean as a chance. stc3 counts from -2 (unhappy) to 2, dfrustration from 0 to 4 (frustrated). */
function targetOf({ source, score }: LabelledSession): number {
  const logit = source === "stc3" ? -5 * (score + 0.25) : 4 * (score - 2.45);
  return 1 / (1 + Math.exp(-logit));
}

/** A model of nothing: the course's own sums do not matter where the columns are written out. */
const blank: LinearModel = { buckets: 1, tables: [], step: 0, dense: [], bias: 0, slope: 1, shift: 0 };

function rowOf(turns: readonly LabelledTurn[], message: LinearModel, ears: Lexicon): Pick<Row, "columns" | "values"> {
  const visitor: number[] = [];
  const agent: number[] = [];
  const heard: TurnFeatures[] = [];
  let course: Course = newCourse;
  for (const turn of turns) {
    if (turn.role === "user") {
      const features = featuresOf(turn, message, ears);
      heard.push(features);
      visitor.push(...features.grams);
      course = afterVisitor(course, features, { repeats: false, complains: false }, blank);
    } else {
      const grams = wordGrams(utter(turn.text));
      agent.push(...grams);
      course = afterAgent(course, grams, blank);
    }
  }
  return columnsOf([visitor, agent, heard.at(-1)?.grams ?? []], [wholeOf(course), heard.at(-1)?.dense ?? [], heard[0]?.dense ?? []]);
}

function featuresOf(turn: LabelledTurn, message: LinearModel, ears: Lexicon): TurnFeatures {
  const { features, cues } = remembered(turn, ears);
  return turnFeatures(features, cues, messageLogit(message, features));
}

/** What does not depend on the split is read once of each turn. */
const known = new WeakMap<LabelledTurn, { readonly features: MessageFeatures; readonly cues: readonly Cue[] }>();

function remembered(turn: LabelledTurn, ears: Lexicon): { readonly features: MessageFeatures; readonly cues: readonly Cue[] } {
  const before = known.get(turn);
  if (before !== undefined) return before;
  const said = messageOf(turn.text, ears);
  const read = { features: messageFeatures(said, ears), cues: said.cues };
  known.set(turn, read);
  return read;
}

function columnsOf(bags: readonly (readonly number[])[], dense: readonly (readonly number[])[]): Pick<Row, "columns" | "values"> {
  const columns: number[] = [];
  const values: number[] = [];
  for (const [table, bag] of bags.entries()) {
    for (const hash of bag) {
      columns.push(table * buckets + (hash & (buckets - 1)));
      values.push(1 / Math.sqrt(bag.length));
    }
  }
  const starts = [0, wholeNames.length, wholeNames.length + turnNames.length];
  for (const [part, list] of dense.entries()) {
    for (const [index, value] of list.entries()) {
      columns.push(3 * buckets + (starts[part] ?? 0) + index);
      values.push(value * denseScale);
    }
  }
  return { columns: Int32Array.from(columns), values: Float64Array.from(values) };
}
