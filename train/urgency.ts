/** Trains the model of emergencies: on composed sentences, and on ordinary messages, none of which is one. */

import { readFileSync } from "node:fs";
import { shippedPatterns } from "../src/detect/detectors.ts";
import { hearLanguage, languageOf, shippedMarks } from "../src/detect/language.ts";
import { hearTopics } from "../src/detect/patterns/topics.ts";
import { hashOf } from "../src/detect/structures/hash.ts";
import { type LinearModel, type ModelFile, openModel } from "../src/detect/structures/linear.ts";
import { urgencyGrams, urgencyOf, urgencyWords, windowStarts, windowWords, windowWorth } from "../src/detect/urgency.ts";
import { utter } from "../src/detect/utterance.ts";
import { type Wording, wishesOf } from "../src/detect/wishes.ts";
import { spokenForm } from "../src/detect/wording.ts";
import { compose } from "./compose.ts";
import type { Labelled, Written } from "./data.ts";
import { type Fitting, fit } from "./fit.ts";
import type { Row } from "./logistic.ts";
import { type Layout, packModel, tidied } from "./pack-model.ts";

const buckets = 1 << 18;
const layout: Layout = { buckets, tables: 1, kept: 60_000, scales: [] };
const fitting: Fitting = { buckets, width: buckets, penalty: 2e-5, steps: 60 };
const folds = 3;

/** Languages that sentences are composed in. */
const languages = ["en", "de", "es", "fr", "pt", "it", "nl", "zh"] as const;

/** English has many more calm sentences than the others, which would else take every message for an emergency. */
const composedWeight = (lang: string, label: 0 | 1): number => (lang === "en" ? 1 : label === 1 ? 0.6 : 1.5);
const requestWeight = 2;
const talkWeight = 0.5;
const writtenWeight = 1;
/** The only everyday talk of these languages that is at hand, beside hundreds of composed sentences for each template. */
const everydayWeight = 10;

/** Ordinary messages that may reach 0.5 out of fold, and the least logit that does. */
const mostOrdinary = 1;
const leastLogit = 0.6;
/** How much further 0.8 is. */
const sureGap = 1.5;

interface Example {
  readonly label: 0 | 1;
  readonly text: string;
  readonly lang: string;
  /** What is never on both sides of a split. */
  readonly group: string;
  readonly weight: number;
  /** What false alarms are counted on: requests of a bank or an assistant in English, everyday sentences in the other languages. */
  readonly counted?: "requests" | "everyday";
}

interface Prepared {
  readonly example: Example;
  readonly rows: readonly Row[];
}

/** The model, and what it finds of sentences that nothing was trained or corrected on. */
export interface TrainedUrgency {
  readonly file: ModelFile;
  readonly lines: readonly string[];
}

export function trainUrgency(labelled: Labelled, written: Written): TrainedUrgency {
  const prepared = examplesOf(labelled, written).map((example) => ({ example, rows: rowsOf(example) }));
  const plain = { slope: 1, shift: 0 };
  const trained = (part: readonly Prepared[]): ModelFile =>
    packModel(
      fit(
        part.flatMap(({ rows }) => rows),
        fitting,
      ),
      layout,
      plain,
    );
  const judged = Array.from({ length: folds }, (_, fold) => {
    const model = openModel(trained(prepared.filter(({ example }) => foldOf(example) !== fold)));
    return prepared
      .filter(({ example }) => foldOf(example) === fold && example.counted !== undefined)
      .map(({ example }) => ({ example, logit: logitOf(example.text, model) }));
  }).flat();
  const logits = (counted: Example["counted"]): readonly number[] =>
    judged.flatMap(({ example, logit }) => (example.counted === counted ? [logit] : []));
  const requests = logits("requests").toSorted((one, other) => other - one);
  const balanced = Math.max(leastLogit, requests[mostOrdinary] ?? leastLogit);
  const slope = Math.log(0.8 / 0.2) / sureGap;
  const file = { ...trained(prepared), ...tidied({ slope, shift: -slope * balanced }) };
  const lines = [
    alarmLine("ordinary messages", requests, balanced),
    alarmLine("everyday sentences in other languages", logits("everyday"), balanced),
    ...heldOutLines(openModel(file)),
  ];
  return { file, lines };
}

function alarmLine(of: string, logits: readonly number[], bound: number): string {
  return `emergencies: ${logits.filter((logit) => logit > bound).length} of ${logits.length} ${of}, out of fold`;
}

function examplesOf(labelled: Labelled, written: Written): readonly Example[] {
  const composed = languages.flatMap((lang) =>
    compose(`urgent-${lang}`, lang).map(({ label, text, template }) => ({
      label,
      text,
      lang,
      group: template,
      weight: composedWeight(lang, label),
    })),
  );
  return [...composed, ...calmOf(labelled, written)];
}

/** Each text once. Real talk may hold an emergency: what the grammar hears one in is left out. */
function calmOf({ messages, pairs, sessions }: Labelled, written: Written): readonly Example[] {
  const found = new Map<string, Example>();
  const note = (text: string, lang: string, weight: number, group = text.toLowerCase()): void => {
    const key = text.toLowerCase();
    if (
      found.has(key) ||
      (weight < 1 && hearTopics(spokenForm(utter(text), shippedPatterns().vocabulary), shippedPatterns()).has("urgent"))
    )
      return;
    const counted = weight === requestWeight ? "requests" : weight === everydayWeight ? "everyday" : undefined;
    found.set(key, { label: 0, text, lang, group, weight, ...(counted !== undefined && { counted }) });
  };
  for (const { text, source, lang, dialogue } of messages) {
    if (source.startsWith("ordinary")) note(text, lang, requestWeight);
    else if (source !== "convabuse") note(text, lang, talkWeight, dialogue);
  }
  for (const { a, b } of pairs.filter(({ source }) => !source.startsWith("real"))) {
    note(a, "en", requestWeight);
    note(b, "en", requestWeight);
  }
  for (const { id, lang, turns } of sessions) for (const { role, text } of turns) if (role === "user") note(text, lang, talkWeight, id);
  for (const { text, lang } of written.messages) note(text, lang, writtenWeight);
  for (const { text, lang } of written.calm) note(text, lang, everydayWeight);
  return [...found.values()];
}

function foldOf({ group }: Example): number {
  return hashOf(`urgency ${group}`) % folds;
}

function formOf(text: string): string {
  return spokenForm(utter(text), shippedPatterns().vocabulary);
}

/** Calm ones in the windows that they are read in; composed emergencies are short enough for one. */
function rowsOf({ label, text, weight }: Example): readonly Row[] {
  const grams = urgencyGrams(urgencyWords(formOf(text)));
  const starts = label === 1 ? [0] : windowStarts(grams.length);
  return starts.map((start) => {
    const part = label === 1 ? grams : grams.slice(start, start + windowWords);
    const columns = part.flat().map((hash) => hash & (buckets - 1));
    return {
      columns: Int32Array.from(columns),
      values: new Float64Array(columns.length).fill(windowWorth(part.length)),
      target: label,
      weight: weight / starts.length,
    };
  });
}

function logitOf(text: string, model: LinearModel): number {
  const { score } = urgencyOf(formOf(text), model);
  return Math.log(score / (1 - score));
}

interface HeldOut {
  readonly label: 0 | 1;
  readonly text: string;
  readonly lang: string;
}

/** Sentences that were written before the templates and are read by nothing but this. */
function readHeldOut(): readonly HeldOut[] {
  const lines = readFileSync(new URL("held-out/urgent.txt", import.meta.url), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => {
    const [label = "", text = "", lang = ""] = line.split("\t");
    return { label: label === "1" ? 1 : 0, text, lang };
  });
}

function wordingOf(text: string): Wording {
  return { utterance: utter(text), language: languageOf(hearLanguage({}, text, shippedMarks()))?.code };
}

/** As shipped, grammar and model together, by language. */
export function heldOutLines(model: LinearModel): readonly string[] {
  const heldOut = readHeldOut();
  const isHeard = ({ text }: HeldOut): boolean => (wishesOf(wordingOf(text), shippedPatterns(), model).concern.urgent?.score ?? 0) > 0.5;
  return [...new Set(heldOut.map(({ lang }) => lang))].map((lang) => {
    const part = heldOut.filter((each) => each.lang === lang);
    const [urgent, calm] = [part.filter(({ label }) => label === 1), part.filter(({ label }) => label === 0)];
    return `   held out, ${lang}: ${urgent.filter(isHeard).length} of ${urgent.length} emergencies, ${calm.filter(isHeard).length} of ${calm.length} sentences that only look like one`;
  });
}
