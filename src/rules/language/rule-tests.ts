/** `tests:`: expectations of the rules, written as conversations. */

import { z } from "zod";
import { readWallTime } from "../../core/clock/wall-time.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { type Duration, formatDuration, parseSpan } from "../../core/time.ts";
import { didYouMean } from "../kit/nearest.ts";
import { bad, good, type SettingReading, spelled } from "../kit/spelled.ts";
import type { Path } from "../yaml/path.ts";
import type { Problem } from "./diagnostic.ts";
import { parse } from "./issues.ts";
import { allUntilEnough, type Entries } from "./most-mistakes.ts";
import { duration, text, wholeNumber } from "./schema.ts";
import type { Whereabouts } from "./sections/section.ts";

/** One event of a test. */
export interface TestStep {
  /** From the start of the test. */
  readonly after: Duration;
  readonly type: string;
  readonly data: JsonObject;
  /** The test's agent where undefined. */
  readonly agent?: string | undefined;
  readonly session?: string | undefined;
}

/** An expected rule, or an expected message of it where `to`, `text` or `body` is given. */
export interface Wanted {
  readonly rule: string;
  readonly to?: string | undefined;
  /** A text of the message, with `*` for anything. */
  readonly text?: string | undefined;
  /** The rendered message. Of its objects only the given keys count. */
  readonly body?: Json | undefined;
  /** Exactly this often; at least once where undefined. */
  readonly times?: number | undefined;
}

export interface RuleTest {
  readonly name: string;
  /** The line in the file, from 1. */
  readonly line: number;
  /** By the clock of `settings.timezone`, or with an offset; a Monday at ten where undefined. */
  readonly at: string | undefined;
  readonly agent: string;
  readonly session: string;
  /** In order. */
  readonly steps: readonly TestStep[];
  readonly expect: readonly Wanted[];
  readonly never: readonly Wanted[];
}

const chatLine = spelled<TestStep>({
  description: "A line of a conversation: how long after the start, who speaks, and what is said.",
  examples: ["+0s user: hello", "+1m30s agent: how can I help?"],
  noun: 'a line like "+5s user: hello"',
  read: readLine,
  write: ({ after, data }) => `+${after === 0 ? "0s" : formatDuration(after)} ${String(data.role)}: ${String(data.message)}`,
});

const hint = 'write it like "+5s user: hello", with user, agent or other';

function readLine(line: string): SettingReading<TestStep> {
  const [, at = "", role = "", message = ""] = /^\+([^:\n]{1,40}?)\s+(user|agent|other):\s?([\s\S]*)$/.exec(line) ?? [];
  const after = readOffset(at);
  return after === undefined
    ? bad("E_VALUE", "expected a line of a conversation", hint)
    : good({ after, type: "chat.push", data: { role, message } });
}

/** `0s`, `5s`, `1m30s` */
function readOffset(written: string): Duration | undefined {
  return parseSpan(written);
}

const offset = spelled<Duration>({
  description: "How long after the start of the test.",
  examples: ["0s", "1m30s"],
  noun: "a span of time like 30s",
  read(written) {
    const after = readOffset(written.replace(/^\+/, ""));
    return after === undefined ? bad("E_VALUE", "expected a span of time", "write it like 0s, 30s or 1m30s") : good(after);
  },
  write: (after) => (after === 0 ? "0s" : formatDuration(after)),
});

const json: z.ZodType<Json> = z.json();

const event = z.strictObject({
  after: offset.prefault("0s"),
  type: text(),
  data: z.record(z.string(), json).prefault({}),
  agent: text().optional(),
  session: text().optional(),
  times: z.int().min(1).max(1_000).prefault(1),
  every: duration().prefault("1s"),
});

const matcher = z.strictObject({ rule: text(), to: text().optional(), text: text().optional(), body: json.optional() });
const wanted = matcher.extend({ times: wholeNumber(1).optional() });
const unwanted = z.union([z.codec(text(), matcher, { decode: (rule) => ({ rule }), encode: ({ rule }) => rule }), matcher]);

const startTime = z.string().refine((written) => readWallTime(written, "UTC") !== undefined, {
  error: "expected a day and a time",
  params: { code: "E_VALUE", hint: 'write it like "2026-03-02 10:00", or with an offset like +01:00' },
});

/** The schema of one test. */
export const ruleTestSchema = z
  .strictObject({
    name: z.string().regex(/^[^\p{Cc}]{1,200}$/u, { error: "expected a name of at most 200 characters on one line" }),
    at: startTime.optional(),
    agent: text().prefault("test-agent"),
    session: text().prefault("test-session"),
    chat: z.array(chatLine).prefault([]),
    events: z.array(event).prefault([]),
    expect: z.array(wanted).prefault([]),
    never: z.array(unwanted).prefault([]),
  })
  .refine(({ chat, events }) => chat.length + events.length > 0, { error: "expected chat: or events:, since nothing happens in this test" })
  .refine(({ expect, never }) => expect.length + never.length > 0, { error: "expected expect: or never:, since this test wants nothing" });

export interface RuleTestsRequest {
  readonly value: unknown;
  readonly where: Whereabouts;
  /** Names that a test may refer to. */
  readonly rules: readonly string[];
  readonly destinations: readonly string[];
}

export interface RuleTests {
  readonly tests: readonly RuleTest[];
  readonly problems: readonly Problem[];
}

/** Reads `tests:`. Every mistake in it is reported. */
export function readRuleTests({ value, ...request }: RuleTestsRequest): RuleTests {
  if (!Array.isArray(value)) return { tests: [], problems: [] }; // a value that is no list has been reported
  const entries: Entries<unknown> = { entries: value, noun: "tests", pathOf: (_, index) => ["tests", index] };
  const { read, problems } = allUntilEnough(entries, (each, index) => readTest(each, ["tests", index], request));
  return {
    tests: read.flatMap(({ test }) => test ?? []),
    problems: [...problems, ...sameNames(value, request)],
  };
}

type Names = Omit<RuleTestsRequest, "value">;

function readTest(value: unknown, path: Path, names: Names): { readonly test?: RuleTest; readonly problems: readonly Problem[] } {
  const parsed = parse(ruleTestSchema, value, { path, ...names.where });
  const strange = ["expect", "never"].flatMap((key) => strangers(isJsonObject(value) ? value[key] : undefined, [...path, key], names));
  if (!parsed.ok) return { problems: [...parsed.problems, ...strange] };
  const { chat, events, ...rest } = parsed.value;
  const steps = [...chat, ...events.flatMap(repeated)].sort((one, other) => one.after - other.after);
  return { test: { ...rest, at: rest.at, line: names.where.lineOf([...path, "name"]), steps }, problems: strange };
}

function repeated({ after, times, every, ...step }: z.output<typeof event>): readonly TestStep[] {
  return Array.from({ length: times }, (_, index) => ({ ...step, after: after + index * every }));
}

/** Names that the file does not have. */
function strangers(wishes: unknown, path: Path, { rules, destinations }: Names): readonly Problem[] {
  if (!Array.isArray(wishes)) return [];
  return wishes.flatMap((wish: unknown, index) => {
    const here = [...path, index];
    if (!isJsonObject(wish)) return stranger("rule", wish, here, rules);
    return [...stranger("rule", wish.rule, [...here, "rule"], rules), ...stranger("destination", wish.to, [...here, "to"], destinations)];
  });
}

/** A value that is no name is reported elsewhere. */
function stranger(what: string, name: unknown, path: Path, known: readonly string[]): readonly Problem[] {
  return typeof name !== "string" || known.includes(name) ? [] : [unknown(what, name, path, known)];
}

function unknown(what: string, name: string, path: Path, known: readonly string[]): Problem {
  const advice = didYouMean(name, known) ?? (known.length > 0 ? `known are ${known.join(", ")}` : "there are none in this file");
  return { code: "E_UNKNOWN_REF", text: `unknown ${what} "${name}"`, hint: advice, path, on: "value" };
}

/** Reports name a test by its name. */
function sameNames(tests: readonly unknown[], { where }: Names): readonly Problem[] {
  const seen = new Map<unknown, number>();
  return tests.flatMap((test, index): readonly Problem[] => {
    const name = isJsonObject(test) ? test.name : undefined;
    const first = seen.get(name);
    if (first === undefined) seen.set(name, index);
    if (typeof name !== "string" || first === undefined) return [];
    const path = ["tests", index, "name"];
    const text = `the test "${name}" is on line ${where.lineOf(["tests", first, "name"])} and again on line ${where.lineOf(path)}`;
    return [{ code: "E_DUPLICATE_TEST", text: text, path, on: "value" }];
  });
}
