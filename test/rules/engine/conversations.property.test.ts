import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Event } from "../../../src/core/event.ts";
import { type Duration, hour, type Instant, minute, plus, second } from "../../../src/core/time.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import type { Program } from "../../../src/rules/engine/program.ts";
import { createReplay, type ReplayStep } from "../../../src/rules/trials/replay.ts";
import { makeChat, makeJoin, makeSessionEnd, monday } from "../../support/make.ts";
import { digest, programOf, type RuleCase } from "../../support/program.ts";

const splitAfter = 90 * second;
const idleAfter = 30 * minute;

/** A rule for each feature that keeps something of a session. */
const features: Readonly<Record<string, RuleCase>> = {
  frustration: { when: { frustration: { above: 0.5 } } },
  repeat: { when: { repeat: { times: 2, within: "10m" } } },
  count: { on: ["chat.push"], when: { count: { over: 1, within: "5m" } } },
  "count by name": { on: ["chat.push"], when: { role: "user", count: { over: 1, within: "5m", per: ["event.session", "event.role"] } } },
  rate: { on: ["chat.push"], when: { rate: { of: { role: "user" }, above: 0.4, within: "5m", at_least: 2, per: "event.session" } } },
  session: { on: ["chat.push"], when: { session: { messages: { at_least: 3 } } } },
  throttle: { on: ["chat.push"], throttle: { every: hour, per: [] } },
  "throttle by name": { on: ["chat.push"], throttle: { every: hour, per: [["session"]] } },
  incident: { on: ["chat.push"], when: { role: "user" }, then: [{ to: "desk", settings: {} }] },
  step: { on: ["chat.push"], when: { role: "user" }, then: [{ to: "desk", settings: {}, after: 5 * second, unless: ["claimed"] }] },
  summary: { on: ["session.end"] },
};

const waits: Readonly<Record<string, RuleCase>> = {
  silence: { when: { silence: { after: { role: "user" }, without: { role: "agent" }, for: "12s" } } },
  "long silence": { when: { silence: { after: { role: "user" }, without: { role: "agent" }, for: "4m" } } },
};

interface Said {
  readonly role: "user" | "agent";
  readonly message: string;
  /** After what was said before it, and how much later it came in. */
  readonly after: number;
  readonly late: number;
}

function said(lateness: number): fc.Arbitrary<Said> {
  return fc.record({
    role: fc.constantFrom("user", "user", "agent"),
    message: fc.constantFrom("hello", "where is my order?", "where is my order now?", "this is useless, i hate it", "thanks"),
    after: fc.integer({ min: 1, max: 9 }),
    late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: lateness })),
  });
}

/** Visitors one after another, each of whom says something at once; between two the silence is long enough. */
function visitors(lateness: number) {
  const visitor = fc.record({
    pause: fc.integer({ min: 91, max: 2_000 }),
    turns: fc.array(said(lateness), { minLength: 1, maxLength: 7 }),
  });
  return fc.array(visitor, { minLength: 1, maxLength: 4 });
}

/** What a visitor does, in a session of which nobody else is part. */
interface Told {
  readonly visitor: number;
  readonly event: (session: string) => Event;
  readonly occurredAt: Instant;
  readonly receivedAt: Instant;
}

function toldBy(all: readonly { readonly pause: number; readonly turns: readonly Said[] }[]): readonly Told[] {
  let clock = 0;
  const told = all.flatMap(({ pause, turns }, visitor) => {
    clock += pause * second;
    return turns.map(({ role, message, after, late }, index): Told => {
      clock += index === 0 ? 0 : after * second;
      const when = { occurredAt: plus(monday, clock), receivedAt: plus(monday, clock + (index === 0 ? 0 : late * second)) };
      return { visitor, ...when, event: (session) => makeChat({ ...when, role, message, session }) };
    });
  });
  return [...told].sort((a, b) => a.receivedAt - b.receivedAt);
}

/** The same as if each visitor had a session of their own, which is said to end when the next visitor comes, unless it was idle before. */
function apart(told: readonly Told[]): readonly Event[] {
  const seen = new Set<number>();
  return told.flatMap(({ visitor, event, receivedAt }) => {
    const isNew = !seen.has(visitor);
    seen.add(visitor);
    const before = told.filter((each) => each.visitor === visitor - 1 && each.receivedAt <= receivedAt);
    const isOpen = before.some((each) => receivedAt < each.receivedAt + idleAfter);
    const lastAt = Math.max(...before.map(({ occurredAt }) => occurredAt)) as Instant; // the latest of instants
    const end = () => makeSessionEnd({ session: `v${visitor - 1}`, occurredAt: plus(lastAt, splitAfter), receivedAt });
    return [...(isNew && visitor > 0 && isOpen ? [end()] : []), event(`v${visitor}`)];
  });
}

function run(program: Program, events: readonly Event[]): readonly ReplayStep[] {
  const replay = createReplay({ planner: createPlanner(program), digest });
  return [...events.flatMap((event) => replay.take(event)), ...replay.rest(2 * hour)];
}

/** What a person notices: which rules held when, what went out, and what a session had come to. */
function noticed(steps: readonly ReplayStep[]): readonly string[] {
  return steps
    .flatMap(({ event, evaluation }) => {
      const { findings, messages } = evaluation;
      const held = findings.map(({ rule, facts }) => `${rule} ${JSON.stringify(facts)}`);
      const out = messages.map(({ rule, mode = "new", body }) => `${rule} ${mode} ${sessionIn(body)}`);
      return [...held, ...out].map((line) => `${event.occurredAt - monday} ${line}`);
    })
    .sort();
}

/** What a session has come to, or what a board shows; names and ids are others in either way. */
function sessionIn(body: unknown): string {
  const shown = typeof body === "object" && body !== null && "session" in body ? body.session : body;
  return JSON.stringify(shown)
    .replace(/"(kiosk|v\d|[0-9a-f]{32})"/g, "an id")
    .replace(/"late":(true|false)/g, "late or not");
}

function programs(rules: Readonly<Record<string, RuleCase>>) {
  const named = Object.entries(rules).map(([name, rule]) => ({ ...rule, name }));
  return { kiosk: programOf(named, { splitAfter, idleAfter }), each: programOf(named, { idleAfter }) };
}

const runs = { numRuns: 60, seed: 20261130 };

describe("a kiosk's session that is split", () => {
  it("comes to the same as a session for each visitor, in every feature", () => {
    const { kiosk, each } = programs({ ...features, ...waits });
    fc.assert(
      fc.property(visitors(0), (all) => {
        const told = toldBy(all);
        const together = run(
          kiosk,
          told.map(({ event }) => event("kiosk")),
        );
        expect(noticed(together)).toEqual(noticed(run(each, apart(told))));
      }),
      runs,
    );
  });

  it("comes to the same where what is said comes in late, also after the next visitor has begun", () => {
    const { kiosk, each } = programs(features);
    fc.assert(
      fc.property(visitors(150), (all) => {
        const told = toldBy(all);
        const together = run(
          kiosk,
          told.map(({ event }) => event("kiosk")),
        );
        expect(noticed(together)).toEqual(noticed(run(each, apart(told))));
      }),
      runs,
    );
  });

  it("ends each conversation exactly once", () => {
    const { kiosk } = programs({ summary: { on: ["session.end"] } });
    fc.assert(
      fc.property(visitors(150), (all) => {
        const told = toldBy(all);
        const summaries = run(
          kiosk,
          told.map(({ event }) => event("kiosk")),
        ).flatMap(({ evaluation }) => evaluation.findings);
        expect(summaries).toHaveLength(all.length);
      }),
      runs,
    );
  });
});

interface Happened {
  readonly session: string;
  readonly agent: string;
  readonly what: "chat" | "chat" | "join" | "end";
  readonly after: number;
}

const happened: fc.Arbitrary<Happened> = fc.record({
  session: fc.constantFrom("s1", "s2", "s3", "s4", "s5", "s6", "s7"),
  agent: fc.constantFrom("lobby", "hall"),
  what: fc.constantFrom("chat", "chat", "chat", "join", "end"),
  after: fc.integer({ min: 1, max: 40 }),
});

const within: Duration = 60 * second;

/** Which sessions go on with which, found by looking through all that happened before. */
function joinedByHand(events: readonly Event[]): ReadonlyMap<string, string> {
  const joined = new Map<string, string>();
  const open = new Map<string, Event>();
  const known = new Set<string>();
  for (const event of events) {
    const { agent, session = "", occurredAt } = event;
    const others = [...open.values()].filter(
      (each) => each.agent === agent && each.session !== session && occurredAt - each.occurredAt <= within,
    );
    const [only] = others;
    if (!known.has(session) && event.kind === "chat" && others.length === 1 && only?.session !== undefined) {
      joined.set(session, only.session);
      open.delete(only.session);
    }
    known.add(session);
    if (event.kind === "session-end") open.delete(session);
    else open.set(session, event);
  }
  return joined;
}

describe("a session that restarts", () => {
  it("goes on with the one conversation of its agent that fell silent, and with none of several", () => {
    const program = programOf([{ name: "every", on: ["*"] }], { rejoin: within });
    fc.assert(
      fc.property(fc.array(happened, { maxLength: 25 }), (all) => {
        let clock = 0;
        const agents = new Map<string, string>();
        const events = all.map(({ session, agent, what, after }): Event => {
          clock += after * second;
          agents.set(session, agents.get(session) ?? agent);
          const when = { session, agent: agents.get(session) ?? agent, occurredAt: plus(monday, clock), receivedAt: plus(monday, clock) };
          if (what === "join") return makeJoin(when);
          return what === "end" ? makeSessionEnd(when) : makeChat(when);
        });
        const joined = new Map<string, string>();
        for (const { event, evaluation } of run(program, events)) {
          const { rejoined } = evaluation.trace;
          if (event.session !== undefined && rejoined !== undefined && !joined.has(event.session)) joined.set(event.session, rejoined);
        }
        expect(joined).toEqual(joinedByHand(events));
      }),
      { ...runs, numRuns: 300 },
    );
  });
});
