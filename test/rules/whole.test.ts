/** The whole language in one file: each of its rules speaks where it should, and is silent where it should be. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readWallTime } from "../../src/core/clock/wall-time.ts";
import type { Event } from "../../src/core/event.ts";
import { type Duration, day, type Instant, minute, plus, second } from "../../src/core/time.ts";
import { destinations } from "../../src/destinations/index.ts";
import { compile } from "../../src/rules/compile.ts";
import { conditions } from "../../src/rules/conditions/index.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { rehearse } from "../../src/rules/trials/rehearse.ts";
import { createReplay, type ReplayStep } from "../../src/rules/trials/replay.ts";
import { loaded } from "../support/load.ts";
import { makeAgentError, makeChat, makeIdentity, makeJoin } from "../support/make.ts";
import { digest } from "../support/program.ts";

const environment: Readonly<Record<string, string>> = {
  BITHUMAN_WEBHOOK_SECRET: "of-the-webhook",
  WEBHOOK_API_KEY: "of-the-gateway",
  BITHUMAN_API_SECRET: "of-the-vendor",
  SLACK_BOT_TOKEN: "xoxb-of-the-desk",
  SMTP_URL: "smtp://mail.example.com",
  SMTP_FROM: "relay@example.com",
  HUBSPOT_TOKEN: "of-the-crm",
  CRM_TOKEN: "of-the-other-crm",
  ANALYTICS_URL: "postgres://relay@db.example.com/analytics",
  AWS_REGION: "eu-central-1",
  HOOK_SECRET: "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
};

const whole = loaded(readFileSync(new URL("whole.yaml", import.meta.url), "utf8"), {
  conditions,
  destinations,
  variable: (name) => environment[name],
});
const { timezone } = whole.file.settings;
const secrecy = { seal: (text: string) => text, unseal: (text: string) => text };
const program = compile({ file: whole.file, version: "1", conditions, digest, secrecy });

const monday = at("2026-03-02 10:00");

function at(written: string): Instant {
  return readWallTime(written, timezone) ?? (Number.NaN as Instant); // a test with a bad time fails
}

interface Played {
  /** `destination +SECONDS`, of the rule that is asked about; not what is added to a message that is there. */
  readonly sent: readonly string[];
  readonly bodies: readonly unknown[];
  /** Why it held and sent nothing. */
  readonly back: readonly string[];
}

/** What a rule does of these events, of what `act` makes of them, and of what the clock brings in `rest` after them. */
function play(
  rule: string,
  events: readonly Event[],
  rest: Duration = 0,
  act: (steps: readonly ReplayStep[]) => readonly Event[] = () => [],
): Played {
  const replay = createReplay({ planner: createPlanner(program), digest });
  const steps = events.flatMap((event) => replay.take(event));
  steps.push(...act(steps).flatMap((event) => replay.take(event)), ...replay.rest(rest));
  const said = steps.flatMap(({ event, evaluation }) =>
    evaluation.messages
      .filter((message) => message.rule === rule && (message.mode ?? "new") === "new")
      .map((message) => ({ at: event.receivedAt, message })),
  );
  const traces = steps.flatMap(({ evaluation }) => evaluation.trace.rules).filter((trace) => trace.rule === rule);
  return {
    sent: said.map(({ at, message }) => `${message.to} +${(at - (events[0]?.receivedAt ?? at)) / second}`).sort(byMoment),
    bodies: said.map(({ message }) => message.body),
    back: traces.flatMap((trace) => (trace.held === true && trace.back !== undefined ? [trace.back.by] : [])),
  };
}

/** `archive +5` before `crm +5`, and both before `archive +10`. */
function byMoment(one: string, other: string): number {
  return Number(one.split("+")[1]) - Number(other.split("+")[1]) || (one < other ? -1 : 1);
}

type Line = readonly [after: number, message: string, role?: "agent"];

/** A conversation: seconds after the start, and what is said. */
function talk(lines: readonly Line[], start = monday, data = {}): readonly Event[] {
  return lines.map(([after, message, role]) => makeChat({ role: role ?? "user", message, ...moment(after, start), data }));
}

function moment(after: number, start = monday): Pick<Event, "occurredAt" | "receivedAt"> {
  return { occurredAt: plus(start, after * second), receivedAt: plus(start, after * second) };
}

const answer = (after: number): Line => [after, "I see", "agent"];

/** A person takes what was opened. */
function claimed(after: number): (steps: readonly ReplayStep[]) => readonly Event[] {
  return (steps) => {
    const traces = steps.flatMap(({ evaluation }) => evaluation.trace.rules);
    const [incident] = traces.flatMap((trace) => (trace.held === true ? (trace.incident ?? []) : []));
    const by = { id: "T1/U1", name: "anna", via: "slack" } as const;
    const about = { session: undefined, rule: undefined, text: undefined, until: undefined };
    const { role: _, message: __, ...base } = makeChat({ ...moment(after) });
    return [{ ...base, ...about, kind: "click", type: "relay.click", source: "relay", action: "claim", by, incident }];
  };
}

const errors = (times: number, each: Duration, code = "AUDIO") =>
  Array.from({ length: times }, (_, index) => makeAgentError({ code, ...moment((index * each) / second) }));

describe("the whole example", () => {
  it("loads, with a word on unsigned events and on a CRM whose visitors nobody will know", () => {
    expect(whole.warnings.map(({ code }) => code)).toEqual(["W_SIGNED_ONLY", "W_NO_IDENTITY"]);
    expect(whole.file.rules.map(({ name }) => name)).toEqual([...new Set(cases.map(([rule]) => rule))]);
  });

  it.each(whole.tests.map((test) => [test.name, test] as const))("passes its own test: %s", (_, test) => {
    expect(rehearse(test, program, timezone).failures).toEqual([]);
  });
});

const furious = "this is ridiculous, it is still broken and nobody helps me!";
const password: readonly Line[] = [[0, "How do I reset my password?"], answer(3), [40, "how can I reset the password?"], answer(45)];
const three: readonly Line[] = [[0, "hello"], answer(1), [10, "what does it cost?"], answer(11), [20, "thanks"], answer(22)];
const evening = at("2026-03-02 18:30");

type Case = readonly [rule: string, what: string, played: () => Played, expected: Partial<Played>];

const cases: readonly Case[] = [
  [
    "asks-for-a-human",
    "tells the desk at once, and whoever is on call where nobody claims it in five minutes",
    () => play("asks-for-a-human", talk([[0, "I want to speak to a human"], answer(3)]), 10 * minute),
    { sent: ["support +0", "oncall +300"], back: [] },
  ],
  [
    "asks-for-a-human",
    "spares whoever is on call where somebody claims it",
    () => play("asks-for-a-human", talk([[0, "I want to speak to a human"], answer(3)]), 10 * minute, claimed(60)),
    { sent: ["support +0"], back: ["claimed"] },
  ],
  [
    "asks-for-a-human",
    "tells it once in ten minutes",
    () => play("asks-for-a-human", talk([[0, "a refund!"], answer(3), [60, "cancelled!"], answer(63)]), 0, claimed(64)),
    { sent: ["support +0"], back: ["throttle"] },
  ],
  [
    "asks-for-a-human",
    "is silent for parts of words, and for what the avatar says",
    () =>
      play(
        "asks-for-a-human",
        talk([
          [0, "a nonrefundable fare?"],
          [3, "you can cancel for a refund", "agent"],
        ]),
        10 * minute,
      ),
    { sent: [], back: [] },
  ],
  [
    "frustrated-user",
    "tells the desk in its hours",
    () => play("frustrated-user", talk([[0, furious], answer(2)])),
    { sent: ["support +0"] },
  ],
  [
    "frustrated-user",
    "waits for the morning in the evening",
    () => play("frustrated-user", talk([[0, furious], answer(2)], evening), day),
    { sent: [`support +${14.5 * 3600}`], back: ["hours"] },
  ],
  ["frustrated-user", "is silent for the friendly", () => play("frustrated-user", talk(three), day), { sent: [], back: [] }],
  [
    "asks-the-same-again",
    "tells the desk, and whispers to the avatar",
    () => play("asks-the-same-again", talk(password)),
    {
      sent: ["helper +40", "support +40"],
      bodies: expect.arrayContaining([
        expect.objectContaining({ text: "Asked 2 times: how can I reset the password?" }),
        expect.objectContaining({ mode: "whisper", text: "The visitor asks again; offer the help page https://example.com/help" }),
      ]),
    },
  ],
  [
    "asks-the-same-again",
    "is silent where something else is asked",
    () => play("asks-the-same-again", talk(three)),
    { sent: [], back: [] },
  ],
  ["agent-errors", "tells the sixth of a kind in ten minutes", () => play("agent-errors", errors(7, minute)), { sent: ["support +300"] }],
  [
    "agent-errors",
    "is silent for five, for two kinds, and for slow ones",
    () => play("agent-errors", [...errors(5, minute), ...errors(5, minute, "VIDEO"), ...errors(9, 3 * minute, "LLM")].sort(byTime)),
    { sent: [], back: [] },
  ],
  [
    "joins-to-crm",
    "tells the CRM of somebody whom it knows, and the archive of everybody",
    () => play("joins-to-crm", [makeIdentity({ email: "ada@example.com" }, moment(0)), makeJoin(moment(5))]),
    { sent: ["archive +5", "crm +5"] },
  ],
  [
    "joins-to-crm",
    "tells the archive, and the CRM nothing of somebody whom nobody knows",
    () => play("joins-to-crm", [makeJoin(moment(0))]),
    { sent: ["archive +0"] },
  ],
  ["joins-to-crm", "is silent where nobody joins", () => play("joins-to-crm", talk(three), day), { sent: [] }],
  [
    "agent-went-silent",
    "tells it after twenty seconds",
    () => play("agent-went-silent", talk([[0, "hello"], answer(4), [60, "are you there?"]]), minute),
    { sent: ["support +80"] },
  ],
  ["agent-went-silent", "is silent where the avatar answers in time", () => play("agent-went-silent", talk(three), day), { sent: [] }],
  [
    "session-summary",
    "keeps what an idle session came to, numbers as numbers",
    () => play("session-summary", talk(three), day),
    {
      sent: [`history +${22 + 30 * 60}`],
      bodies: [{ row: expect.objectContaining({ body: { session: "session_xyz789", messages: 6, engagement: 0.58, quality: 1 } }) }],
    },
  ],
  ["session-summary", "is silent for a short session", () => play("session-summary", talk(three.slice(0, 4)), day), { sent: [], back: [] }],
  [
    "try-this-first",
    "holds for an order, and sends nothing",
    () => play("try-this-first", talk([[0, "order #1234"]])),
    { sent: [], back: ["shadow"] },
  ],
  [
    "try-this-first",
    "holds for a visitor who writes German",
    () => play("try-this-first", talk([[0, "hello"]], monday, { lang: "de" })),
    { sent: [], back: ["shadow"] },
  ],
  [
    "try-this-first",
    "does not hold for anything else",
    () => play("try-this-first", [...talk([[0, "order 1234"]]), ...talk([[1, "hello", "agent"]], monday, { lang: "de" })]),
    { sent: [], back: [] },
  ],
];

function byTime(one: Event, other: Event): number {
  return one.occurredAt - other.occurredAt;
}

describe("a rule of the whole example", () => {
  it.each(cases)("%s %s", (_, __, played, expected) => expect(played()).toMatchObject(expected));
});
