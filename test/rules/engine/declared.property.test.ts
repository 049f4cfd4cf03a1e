import { describe, expect, it } from "vitest";
import { type Random, random } from "../../../crash/random.ts";
import type { Click, ClickAction, Event } from "../../../src/core/event.ts";
import { day, type Instant, minute, plus, second } from "../../../src/core/time.ts";
import { destinations } from "../../../src/destinations/index.ts";
import { compile } from "../../../src/rules/compile.ts";
import { conditions } from "../../../src/rules/conditions/index.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import type { Program } from "../../../src/rules/engine/program.ts";
import { UnitOfWork } from "../../../src/rules/engine/unit-of-work.ts";
import { createReplay, type ReplayStep } from "../../../src/rules/trials/replay.ts";
import { loaded } from "../../support/load.ts";
import { makeAgentError, makeChat, makeIdentity, makeJoin, makeOther, makeSessionEnd, monday } from "../../support/make.ts";
import { digest } from "../../support/program.ts";

/** Every feature of the engine, in a few rules. */
function fileOf(chance: Random): string {
  const sessions = [
    "{ idle_after: 5m }",
    "{ idle_after: 5m, split_after: 40s }",
    "{ idle_after: 5m, rejoin: 2m }",
    "{ idle_after: 5m, split_after: 40s, rejoin: 2m }",
  ] as const;
  const voice = chance.happens(0.7) ? "\n  helper: { avatar: { mode: speak } }" : "";
  const speaks =
    voice === "" ? "" : "\n  - { name: speaks, on: chat.push, when: { keywords: [refund] }, then: [{ to: helper, text: say it }] }";
  return `version: 1
settings: { sessions: ${chance.pick(sessions)} }
destinations:
  team: { slack: { token: xoxb-1, channel: "#team" } }
  terminal: { console: {} }
  letters: { email: { to: [a@example.com, b@example.com], from: relay@example.com } }
  crm: { http: { preset: hubspot.contact, token: t } }${voice}
rules:
  - { name: incidents, on: chat.push, when: { keywords: [human, fire] }, then: [team, { to: terminal, after: 30s, unless: claimed }, letters] }
  - { name: emergencies, on: chat.push, when: { concern: urgent }, then: [team] }
  - { name: by-agent, on: [chat.push, agent.error], group_by: [event.agent], then: [team, crm], active: { days: [mon-fri], hours: "10:00-18:00", outside: hold } }
  - { name: by-lateness, on: chat.push, group_by: [event.late, event.id], then: [terminal], active: { hours: "10:00-18:00", outside: hold } }
  - { name: counts, on: chat.push, when: { count: { over: 2, within: 1m, per: [event.late, event.agent] } }, then: [terminal], throttle: { every: 30s, per: event.late } }
  - { name: limited, on: chat.push, then: [terminal, letters], fan_out: 2/m }
  - { name: elsewhere, on: chat.push, then: [terminal], active: { hours: "10:00-18:00", outside: { to: team } }, throttle: 20s }
  - { name: waits, when: { silence: { after: { type: chat.push, role: user }, without: { type: chat.push, role: agent }, for: 20s } }, then: [team] }
  - { name: names, on: chat.push, identify: { email: true }, then: [crm] }
  - { name: joins, on: room.join, then: [crm] }
  - { name: ends, on: session.end, then: [crm, team] }
  - { name: own, on: [relay.click, relay.subscription], then: [terminal] }${speaks}
`;
}

function programFrom(chance: Random): Program {
  const { file } = loaded(fileOf(chance), {
    conditions,
    destinations,
    variable: (name) => (name === "SMTP_URL" ? "smtp://localhost" : "s3cret"),
  });
  return compile({ file, version: "v1", conditions, digest, secrecy: { seal: String, unseal: String } });
}

const words = ["hello", "a human please", "refund", "fire, help me", "my mail is ada@example.com", "say it", "what now?"] as const;
const actions: readonly [ClickAction, ...ClickAction[]] = [
  "claim",
  "snooze",
  "resolve",
  "reopen",
  "mute",
  "unmute",
  "reply",
  "whisper",
  "useful",
];

interface Lived {
  readonly at: Instant;
  readonly incidents: readonly string[];
}

function eventFrom(chance: Random, { at, incidents }: Lived): Event {
  const session = chance.pick(["s1", "s2", "s3"]);
  const base = { session, agent: chance.pick(["A1", "A2"]), receivedAt: at, occurredAt: plus(at, chance.happens(0.2) ? -minute : 0) };
  const afterCall = chance.happens(0.1) ? ({ afterCall: true } as const) : {};
  const origin = chance.happens(0.1) ? ({ origin: "backfill", occurredAt: plus(at, -20 * minute) } as const) : {};
  const chat = () =>
    makeChat({ ...base, message: chance.pick(words), role: chance.pick(["user", "user", "agent"]), ...afterCall, ...origin });
  const kinds: readonly [() => Event, ...(() => Event)[]] = [
    chat,
    chat,
    chat,
    chat,
    () => makeJoin(base),
    () => makeSessionEnd(base),
    () => makeAgentError(base),
    () => makeIdentity({ email: "ada@example.com" }, base),
    () => clickFrom(chance, { at, incidents }, session),
    () => ownEventFrom(chance, { at, incidents }, session),
  ];
  return chance.pick(kinds)();
}

function clickFrom(chance: Random, { at, incidents }: Lived, session: string): Click {
  const { data: _, ...base } = makeOther({ source: "relay", type: "relay.click", session, receivedAt: at, occurredAt: at });
  const action = chance.pick(actions);
  const incident = incidents.length === 0 ? undefined : chance.pick(incidents as readonly [string, ...string[]]);
  const by = { id: "T1/U1", name: "anna", via: "slack" } as const;
  const until = action === "snooze" ? plus(at, minute) : undefined;
  return { ...base, kind: "click", action, by, incident, rule: "limited", text: "say it", until, data: { from: "bithuman" } };
}

function ownEventFrom(chance: Random, { at, incidents }: Lived, session: string): Event {
  const base = { source: "relay", receivedAt: at, occurredAt: at };
  const wish = { list: chance.pick(["rule", "digest"]), name: "limited", recipient: "0123456789abcdef", wanted: chance.happens(0.3) };
  const said = { incident: incidents.at(-1) ?? null, mode: "speak", name: "anna", text: "say it", outcome: "heard" };
  return chance.happens(0.5)
    ? makeOther({ ...base, type: "relay.subscription", session: undefined, data: wish })
    : makeOther({ ...base, type: "relay.said", session, data: said });
}

/** A history in which each event may act on the incidents that those before it have opened. */
function live(seed: number): readonly ReplayStep[] {
  const chance = random(seed);
  const replay = createReplay({ planner: createPlanner(programFrom(chance)), digest });
  const steps: ReplayStep[] = [];
  const incidents = new Set<string>();
  let at = monday;
  for (let n = 0; n < 120; n += 1) {
    at = plus(at, chance.pick([second, 5 * second, 15 * second, 50 * second, 3 * minute]));
    const done = replay.take(eventFrom(chance, { at, incidents: [...incidents] }));
    for (const { evaluation } of done)
      for (const rule of evaluation.trace.rules) if (rule.held === true && rule.incident) incidents.add(rule.incident);
    steps.push(...done);
  }
  return [...steps, ...replay.rest(2 * day)];
}

describe("what the engine reads", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])("was declared by a feature, whatever happens in history %i", (seed) => {
    const steps = live(seed);
    const broken = steps.flatMap(({ evaluation }) => evaluation.trace.rules.filter(({ held }) => held === "error"));
    expect(broken).toEqual([]);
    expect(new Set(steps.map(({ event }) => (event.kind === "due" ? String(event.timer.split(" ")[0]) : event.kind))).size).toBeGreaterThan(
      10,
    );
  });

  it("is refused where it was not declared, to read and to write", () => {
    const unit = new UnitOfWork(new Set(["declared"]), new Map([["other", [plus(monday, day), 1]]]));
    expect(unit.read("declared")).toBeUndefined();
    expect(() => unit.read("other")).toThrow('the memory "other" was not declared');
    expect(() => unit.write("other", { value: 2, expiresAt: monday })).toThrow('the memory "other" was not declared');
  });
});
