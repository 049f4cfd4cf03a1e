/** `avatar-relay tune --rules FILE`: raises the bounds of detectors as far as people's Useful and Noise allow. */

import { writeFileSync } from "node:fs";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { exitCodes } from "../../app/ending.ts";
import type { Click } from "../../core/event.ts";
import { isJsonObject } from "../../core/json.ts";
import type { Records } from "../../core/store.ts";
import { oneLine } from "../../rules/language/diagnostic.ts";
import type { Loaded } from "../../rules/language/load.ts";
import { ownKey } from "../../rules/trials/replay.ts";
import { withBound } from "../../rules/trials/tune/edit.ts";
import { knobOf } from "../../rules/trials/tune/knob.ts";
import { agreed, type Label } from "../../rules/trials/tune/labels.ts";
import { type Proposal, propose } from "../../rules/trials/tune/propose.ts";
import { createCounting, type Tally } from "../../rules/trials/tune/tally.ts";
import { eachRecorded } from "../backtest/history.ts";
import { type CliIo, dataFolder, type Refused, refused, reportRefusal } from "../command.ts";
import { openRecords } from "../explain/records.ts";
import { programOf } from "../explain/rules.ts";
import { misused, readArguments } from "../kit/arguments.ts";
import { loadText, readText } from "../kit/load-file.ts";
import { recordsFolder } from "../kit/running-relay.ts";
import { clickedLabels, readLabels } from "./labels.ts";
import type { TuneOutcome } from "./outcome.ts";
import { outcomeText } from "./report.ts";

export async function tune(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("tune", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const { rules, data, labels, write = false } = read.values;
  if (!rules) return reportRefusal(misused("tune"), io);
  const loaded = tunedFile(rules, readText(rules), io);
  if (loaded.kind === "refused") return reportRefusal(loaded, io);
  const opened = await openRecords(recordsFolder(dataFolder(data, io)));
  if (opened.kind === "refused") return reportRefusal(opened, io);
  try {
    const tuned = await tuneRules(loaded, labels, opened.records, io);
    return tuned.kind === "refused" ? reportRefusal(tuned, io) : report(loaded, tuned, write, io);
  } finally {
    await opened.records.close();
  }
}

interface TunedFile {
  readonly kind: "file";
  readonly name: string;
  readonly text: string;
  readonly loaded: Loaded & { readonly kind: "loaded" };
}

function tunedFile(name: string, content: string | undefined, io: CliIo): TunedFile | Refused {
  if (content === undefined) return refused(exitCodes.mistakes, `${name}: cannot be read: is the path right?`);
  const loaded = loadText(name, content, io, { placeholders: true });
  if (loaded.kind === "refused") return refused(exitCodes.mistakes, loaded.diagnostics.map(oneLine).join("\n"));
  return { kind: "file", name, text: content, loaded };
}

interface Tuned {
  readonly kind: "tuned";
  readonly file: TunedFile;
  readonly outcomes: readonly TuneOutcome[];
  readonly labels: readonly Label[];
  readonly before: Tally;
  readonly after: Tally;
}

async function tuneRules(start: TunedFile, file: string | undefined, records: Records, io: CliIo): Promise<Tuned | Refused> {
  const whens = whensOf(start.loaded.written);
  const given = file === undefined ? undefined : readLabels(file, new Set(whens.keys()));
  if (given?.kind === "refused") return given;
  const { own, clicks } = await survey(records);
  const labels = agreed([...(await clickedLabels(clicks, records)), ...(given?.labels ?? [])]).filter(({ rule }) => whens.has(rule));
  if (labels.length === 0)
    return refused(exitCodes.ok, "no alert is labelled: press Useful or Noise under alerts in Slack, or give --labels FILE");
  const count = (each: TunedFile): Promise<Tally> => countAll(each, labels, own, records);
  const before = await count(start);
  const proposals = [...new Set(labels.map(({ rule }) => rule))].map((rule) => propose(rule, knobOf(whens.get(rule)), labels, before));
  return prove({ start, proposals, labels, before, count, io });
}

function whensOf(written: unknown): ReadonlyMap<string, unknown> {
  const rules = isJsonObject(written) && Array.isArray(written.rules) ? written.rules.filter(isJsonObject) : [];
  return new Map(rules.map(({ name, when }) => [String(name), when]));
}

interface Trial {
  readonly start: TunedFile;
  readonly proposals: readonly Proposal[];
  readonly labels: readonly Label[];
  readonly before: Tally;
  count(file: TunedFile): Promise<Tally>;
  readonly io: CliIo;
}

/** Runs the record with the edited rules. A rule that would lose a useful alert falls back to its next, more careful bound. */
async function prove({ start, proposals, labels, before, count, io }: Trial): Promise<Tuned | Refused> {
  const nextOf = new Map(proposals.map(({ rule }) => [rule, 0]));
  for (;;) {
    const outcomes = proposals.map((proposal) => tuneOutcome(proposal, nextOf.get(proposal.rule) ?? 0));
    const tried = applied(start, outcomes, io);
    if (tried.kind === "refused") return tried;
    const after = await count(tried);
    const losing = new Set(lostAlerts(labels, before, after).map(({ rule }) => rule));
    if (losing.size === 0) return { kind: "tuned", file: tried, outcomes, labels, before, after };
    for (const rule of losing) nextOf.set(rule, (nextOf.get(rule) ?? 0) + 1);
  }
}

function tuneOutcome(proposal: Proposal, index: number): TuneOutcome {
  const bound = proposal.kind === "raise" ? proposal.bounds[index] : undefined;
  return bound === undefined ? { proposal } : { proposal, bound };
}

function lostAlerts(labels: readonly Label[], before: Tally, after: Tally): readonly Label[] {
  return labels.filter((label) => label.label === "useful" && before.alerts.has(label) && !after.alerts.has(label));
}

function applied(start: TunedFile, outcomes: readonly TuneOutcome[], io: CliIo): TunedFile | Refused {
  let content = start.text;
  for (const { proposal, bound } of outcomes) {
    if (proposal.kind === "keep" || bound === undefined) continue;
    const edited = withBound(content, proposal.rule, proposal.knob, bound);
    if (edited === undefined)
      return refused(
        exitCodes.mistakes,
        `${start.name}: the bound of ${proposal.rule} cannot be changed alone: write it out where an alias (*) stands for it`,
      );
    content = edited;
  }
  return tunedFile(start.name, content, io);
}

async function survey(records: Records): Promise<{ readonly own: ReadonlySet<string>; readonly clicks: readonly Click[] }> {
  const own = new Set<string>();
  const clicks: Click[] = [];
  for await (const { event } of eachRecorded(records)) {
    const key = ownKey(event);
    if (key !== undefined) own.add(key);
    if (event.kind === "click") clicks.push(event);
  }
  return { own, clicks };
}

async function countAll({ loaded }: TunedFile, labels: readonly Label[], own: ReadonlySet<string>, records: Records): Promise<Tally> {
  const counting = createCounting(programOf(loaded, "tune"), labels, (key) => own.has(key));
  for await (const { event } of eachRecorded(records)) counting.take(event);
  return counting.result();
}

/** The diff is the answer. Its explanation goes to stderr, so `tune … > tune.diff` is a patch. */
function report(start: TunedFile, tuned: Tuned, write: boolean, io: CliIo): number {
  for (const outcome of tuned.outcomes) io.error(`${outcomeText(outcome, tuned)}\n`);
  if (tuned.file.text === start.text) return exitCodes.ok;
  io.out(patchOf(start.name, start.text, tuned.file.text));
  if (write) writeFileSync(start.name, tuned.file.text);
  io.error(write ? `written to ${start.name}\n` : "nothing is written: --write changes the file, and so does `patch -p1` with the diff\n");
  return exitCodes.ok;
}

/** For `patch -p1` and `git apply`. */
function patchOf(file: string, before: string, after: string): string {
  return createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}
