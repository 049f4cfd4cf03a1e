/** Rules and histories by chance: what a sender may do to a relay, and what people may write into rules.yaml. */

import type { Random } from "../../crash/random.ts";
import type { Event } from "../../src/core/event.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { hour, type Instant, minute, plus, second } from "../../src/core/time.ts";
import { makeAgentError, makeChat, makeJoin, makeOther, makeSessionEnd, monday } from "./make.ts";

/** A rules.yaml (JSON is YAML) whose rules have a chance to hold in such a history. */
export function rulesFrom(chance: Random): JsonObject {
  const rules = Array.from({ length: chance.between(2, 7) }, (_, n) => ruleFrom(chance, `rule-${n}`));
  return {
    version: 1,
    settings: { sessions: sessionsFrom(chance), redact: chance.happens(0.3) ? ["email", "phone"] : [] },
    destinations: { terminal: { console: {} }, crm: { webhook: { url: "https://example.com/in", secret: "$" + "{HOOK_SECRET}" } } },
    rules,
  };
}

function sessionsFrom(chance: Random): JsonObject {
  const idle = { idle_after: chance.pick(["2m", "5m", "10m"]) };
  const split = chance.happens(0.5) ? { split_after: chance.pick(["15s", "40s", "90s"]) } : {};
  return { ...idle, ...split, ...(chance.happens(0.3) ? { rejoin: chance.pick(["20s", "2m"]) } : {}) };
}

function ruleFrom(chance: Random, name: string): JsonObject {
  return {
    name,
    ...(chance.happens(0.6) ? { on: chance.pick(["chat.push", "room.join", "agent.error", "session.end", "*"]) } : {}),
    when: whenFrom(chance, 2),
    severity: chance.pick(["low", "normal", "high", "critical"]),
    mode: chance.happens(0.1) ? chance.pick(["shadow", "off"]) : "live",
    then: chance.shuffled(["terminal", "crm"]).slice(0, chance.between(1, 2)),
    ...(chance.happens(0.4) ? { throttle: throttleFrom(chance) } : {}),
  };
}

function throttleFrom(chance: Random): string | JsonObject {
  const every = chance.pick(["30s", "3m", "20m"]);
  return chance.happens(0.5) ? every : { every, per: chance.pick(["event.agent", "event.data.lang"]) };
}

function whenFrom(chance: Random, depth: number): JsonObject {
  const kinds = chance.shuffled(conditionKinds).slice(0, chance.between(1, 3));
  const parts = kinds.map((kind) => [kind, settingsOf(kind, chance)] as const);
  if (depth === 0 || chance.happens(0.6)) return Object.fromEntries(parts);
  const nested = () => whenFrom(chance, depth - 1);
  const kind = chance.pick(["any", "all", "not"]);
  return Object.fromEntries([...parts.slice(0, 1), [kind, kind === "not" ? nested() : [nested(), nested()]]]);
}

const conditionKinds = [
  "role",
  "role",
  "keywords",
  "pattern",
  "field",
  "agent",
  "participants",
  "frustration",
  "repeat",
  "count",
  "count",
  "rate",
  "session",
  "silence",
] as const;

function settingsOf(kind: (typeof conditionKinds)[number], chance: Random): JsonObject | string | readonly string[] {
  const within = chance.pick(["20s", "2m", "15m"]);
  switch (kind) {
    case "role":
      return chance.pick(["user", "user", "agent"]);
    case "keywords":
      return chance.pick([["refund"], ["human", "broken"], ["order*"], ["hello", "invoice"]]);
    case "pattern":
      return chance.pick(["order #\\d+", "(broken|useless)", "[?]$"]);
    case "field":
      return chance.pick<JsonObject>([
        { path: "data.lang", in: ["de", "fr"] },
        { path: "late", equals: true },
        { path: "data.error.code", equals: "AUDIO" },
      ]);
    case "agent":
      return chance.pick(["lobby", "hall"]);
    case "participants":
      return { above: chance.between(0, 3) };
    case "frustration":
      return { above: chance.pick([0.3, 0.5, 0.7]) };
    case "repeat":
      return { times: chance.between(2, 3), within, similarity: chance.pick([0.4, 0.8]) };
    case "count":
      return {
        over: chance.between(0, 4),
        within,
        ...(chance.happens(0.5) ? { per: chance.pick([["event.agent"], ["event.agent", "event.data.error.code"]]) } : {}),
        ...(chance.happens(0.3) ? { of: { role: "user" } } : {}),
      };
    case "rate":
      return { of: { keywords: ["broken", "refund"] }, above: chance.pick([0.1, 0.4]), within, at_least: chance.between(1, 4) };
    case "session":
      return chance.pick<JsonObject>([
        { user_messages: { at_least: 2 } },
        { seconds: { above: 60 } },
        { quality: { below: 0.9 } },
        { errors: { above: 0 } },
      ]);
    case "silence":
      return { after: { type: "chat.push", role: "user" }, without: { type: "chat.push", role: "agent" }, for: chance.pick(["20s", "2m"]) };
    default:
      return kind satisfies never;
  }
}

/** What came in, in the order in which it came: some of it late, some of it twice. */
export function historyFrom(chance: Random): readonly Event[] {
  const events: Event[] = [];
  let now: Instant = plus(monday, chance.between(0, 20) * hour);
  for (let left = chance.between(10, 50); left > 0; left -= 1) {
    now = plus(now, pauseFrom(chance));
    const sentBefore = events.at(chance.between(-6, -1));
    if (sentBefore !== undefined && chance.happens(0.15)) events.push({ ...sentBefore, receivedAt: now });
    else events.push(eventFrom(chance, now));
  }
  return events;
}

/** Mostly seconds, now and then long enough for a session to end; a moment may hold several. */
function pauseFrom(chance: Random): number {
  if (chance.happens(0.1)) return 0;
  return chance.happens(0.12) ? chance.between(1, 25) * minute : chance.between(1, 30) * second;
}

const said = [
  "hello",
  "How do I reset my password?",
  "how can I reset the password",
  "this is useless, it is broken again!",
  "I want a refund for order #4711",
  "let me speak to a human, now!",
  "thank you, that works",
  "my address is ada@example.com and my number +49 30 1234567",
  "wo ist meine Bestellung?",
] as const;

function eventFrom(chance: Random, receivedAt: Instant): Event {
  const isLate = chance.happens(0.2);
  const occurredAt = plus(receivedAt, -(isLate ? chance.between(1, 400) * second : chance.between(0, 3) * 500));
  const base = {
    receivedAt,
    occurredAt,
    agent: chance.pick(["lobby", "hall"]),
    session: chance.happens(0.05) ? undefined : `s${chance.between(1, 3)}`,
  };
  const data = chance.happens(0.3) ? { lang: chance.pick(["de", "en"]) } : {};
  const kind = chance.next();
  if (kind < 0.7) return makeChat({ ...base, data, role: chance.happens(0.65) ? "user" : "agent", message: chance.pick(said) });
  if (kind < 0.8) return makeJoin({ ...base, participants: chance.between(1, 5) });
  if (kind < 0.9) return makeAgentError({ ...base, code: chance.pick(["AUDIO", "VIDEO"]) });
  if (kind < 0.95) return makeSessionEnd({ ...base, data: { ...data, duration_s: chance.between(1, 100) } });
  return makeOther({ ...base, data });
}
