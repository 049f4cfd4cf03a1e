/**
 * Judges the grouping of questions by a labelled folder whose questions have known intents: beside k-means over the same features with the
 * true number of intents, and beside exact duplicates. Odd intents were used to choose the settings; the figures are of the even ones.
 *
 *   npx tsx train/questions.ts FOLDER            the figures of the intents that were not used for the settings
 *   npx tsx train/questions.ts FOLDER --tune     the other half, over a grid of settings
 *   npx tsx train/questions.ts FOLDER --time N   how long N questions take (100,000)
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createGrouping, type GroupingSettings, usualGrouping } from "../src/insights/questions/grouping.ts";
import { largestGroups, measured } from "./questions/clustering.ts";
import { fixedChance, kMeans } from "./questions/k-means.ts";

interface Labelled {
  readonly text: string;
  readonly source: string;
  readonly intent: string;
}

const sources = ["banking77", "clinc150"];

/** The questions of `repeat_sessions.jsonl` and of pairs with the same intent, each text once. */
function readQuestions(folder: string): readonly Labelled[] {
  const found = new Map<string, Labelled>();
  const add = (text: string, source: string, intent: string) =>
    found.set(`${source} ${text}`, { text, source, intent: `${source} ${intent}` });
  for (const { source, messages } of lines<Session>(join(folder, "repeat_sessions.jsonl")))
    for (const { text, intent } of messages) add(text, source, intent);
  for (const { source, kind, group, a, b } of lines<Pair>(join(folder, "repeat.jsonl")))
    if (kind === "same-intent") for (const text of [a, b]) add(text, source, group);
  return [...found.values()].filter(({ source }) => sources.includes(source)).sort((one, other) => order(one.text) - order(other.text));
}

interface Session {
  readonly source: string;
  readonly messages: readonly { readonly text: string; readonly intent: string }[];
}

interface Pair {
  readonly source: string;
  readonly kind?: string;
  readonly group: string;
  readonly a: string;
  readonly b: string;
}

function lines<Row>(path: string): readonly Row[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Row); // as the folder's README describes
}

/** A fixed order that mixes intents, as visitors do. */
function order(text: string): number {
  let value = 7;
  for (let index = 0; index < text.length; index += 1) value = (Math.imul(value, 31) + text.charCodeAt(index)) | 0;
  return value;
}

/** Every second intent of a source, by name. */
function half(all: readonly Labelled[], which: 0 | 1): readonly Labelled[] {
  const names = [...new Set(all.map(({ intent }) => intent))].sort();
  return all.filter(({ intent }) => names.indexOf(intent) % 2 === which);
}

function grouped(questions: readonly Labelled[], settings: GroupingSettings): readonly number[] {
  const grouping = createGrouping(settings);
  const into = new Map<number, number>();
  const last = (group: number): number => (into.has(group) ? last(into.get(group) ?? group) : group);
  const placed = questions.map(({ text }, index) => {
    const group = grouping.place({ text, language: "en" })?.group ?? -1 - index;
    for (const merged of grouping.changes().merged) into.set(merged.from, merged.into);
    return group;
  });
  return placed.map(last);
}

function line(name: string, questions: readonly Labelled[], groups: readonly number[]): string {
  const { v, rand, homogeneity, completeness } = measured(
    questions.map(({ intent }) => intent),
    groups,
  );
  const largest = largestGroups(
    questions.map(({ intent }) => intent),
    groups,
    10,
  );
  const sizes = largest.map(({ size, of }) => (of === size ? `${size}` : `${of}/${size}`)).join(" ");
  const shown = [v, rand, homogeneity, completeness].map((figure) => figure.toFixed(3)).join("  ");
  return `${name.padEnd(28)} ${shown}  ${String(new Set(groups).size).padStart(6)}  ${largest.filter(({ size, of }) => size === of).length}/10  ${sizes}`;
}

const head = `${"".padEnd(28)} V-meas Rand   homog  compl   groups  pure  the ten largest`;

function judge(questions: readonly Labelled[]): void {
  const intents = questions.map(({ intent }) => intent);
  const texts = questions.map(({ text }) => text);
  const folded = new Map([...new Set(texts.map((text) => text.toLowerCase().trim()))].map((text, index) => [text, index]));
  print(`${questions.length} questions, ${new Set(intents).size} intents`);
  print(head);
  print(line("the relay's groups", questions, grouped(questions, usualGrouping)));
  print(line("k-means with the true k", questions, kMeans(texts, new Set(intents).size)));
  print(
    line(
      "exact duplicates",
      questions,
      texts.map((text) => folded.get(text.toLowerCase().trim()) ?? -1),
    ),
  );
}

function tune(questions: readonly Labelled[]): void {
  print(head);
  for (const joins of [0.4, 0.45, 0.5, 0.55])
    for (const merges of [0.45, 0.55, 0.65])
      print(line(`joins ${joins} merges ${merges}`, questions, grouped(questions, { ...usualGrouping, joins, merges })));
}

/** Questions like those of the folder: each takes some words of another one, as visitors vary them. */
function time(questions: readonly Labelled[], count: number): void {
  const grouping = createGrouping();
  const words = questions.map(({ text }) => text.split(" "));
  const took: number[] = [];
  const chance = fixedChance();
  const pick = () => words[Math.floor(chance() * words.length)] ?? [];
  for (let n = 0; n < count; n += 1) {
    const [own, other] = [pick(), pick()];
    const text = chance() < 0.5 ? own.join(" ") : [...own, ...other.slice(0, 1 + Math.floor(chance() * 4))].join(" ");
    const before = process.cpuUsage(); // so that nothing else on the machine counts
    grouping.place({ text, language: "en" });
    grouping.changes();
    const { user, system } = process.cpuUsage(before);
    took.push((user + system) / 1_000);
  }
  const seconds = took.reduce((sum, each) => sum + each, 0) / 1_000;
  took.sort((one, other) => one - other);
  const at = (share: number) => (took[Math.floor(took.length * share)] ?? 0).toFixed(2);
  const { rss } = process.memoryUsage();
  print(
    `${count} questions in ${seconds.toFixed(1)} s of CPU; ms for one: p50 ${at(0.5)}, p99 ${at(0.99)}, p99.9 ${at(0.999)}, most ${at(1 - 1e-9)}; ${Math.round(rss / 1_048_576)} MB`,
  );
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

const [folder, option, count] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write("usage: npx tsx train/questions.ts FOLDER [--tune | --time]\n");
  process.exit(64);
}
const all = readQuestions(folder);
if (option === "--time") time(all, Number(count ?? 100_000));
else if (option === "--tune") for (const source of sources) tune(half(all, 1).filter((each) => each.source === source));
else for (const source of [...sources, ""]) judge(half(all, 0).filter((each) => source === "" || each.source === source));
