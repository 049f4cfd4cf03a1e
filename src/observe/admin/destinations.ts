/** `/api/destinations`: the state of each, and what to do about trouble. */

import type { RequestHandler } from "express";
import type { PauseReason } from "../../core/delivery.ts";
import { triesWords } from "../../core/delivery-standing.ts";
import type { JsonObject } from "../../core/json.ts";
import { toIso } from "../../core/time.ts";
import type { DestinationFigures } from "../destination-figures.ts";
import type { SinkHealth } from "../health.ts";
import type { AdminParts } from "./parts.ts";
import type { Refuse } from "./problem.ts";
import type { Change } from "./record.ts";
import { principalOf } from "./sign-in/principal.ts";

/**
 * What a person can do about a pause. The messages wait meanwhile, and now and then one of them tries again (docs/operations.md, "When a
 * destination is down").
 */
const cures: Readonly<Record<PauseReason | "throttled", string>> = {
  credentials:
    "set its token or password anew where the relay runs (environment or secret file), and start the relay again; or give the token the right that is missing",
  account: "look at its account at the vendor: the plan, the balance, a suspension",
  missing: "make what it writes to (channel, table, bucket, list), or correct its name in rules.yaml",
  proxy: "let the proxy of HTTPS_PROXY pass requests to it, or name it in NO_PROXY",
  address: "what answers there is not the receiver, or the address is not public: correct the URL, or allow the range with allow_private",
  gone: "it has answered that it is gone for good (410): take it out of rules.yaml, or correct its URL",
  failing: "it has failed too often in a row: mend what its last answer names",
  throttled:
    "it asks to wait (429, or Retry-After), and is tried again when it says: if it goes on, lower limit: of the destination, or mend what its last answer names",
};

export function listDestinations({ health, destinationFigures, store }: AdminParts): RequestHandler {
  return async (_request, response) => {
    const waiting = new Set((await store.waiting()).map(({ to }) => to));
    const { sinks } = health.readiness();
    const figuresOf = (name: string) => destinationFigures?.of(name) ?? { attempts: 0, failed: 0, last: undefined };
    response.json({ destinations: sinks.map((sink) => destinationView(sink, figuresOf(sink.name), waiting.has(sink.name))) });
  };
}

export function testDestination({ testDestination: test }: AdminParts, refuse: Refuse): Change {
  return async (request, response) => {
    const name = String(request.params.id);
    const tested = (await test?.(name, principalOf(response).name)) ?? { kind: "unknown" };
    if (tested.kind === "unknown") return void refuse(response, "not_found", "The rules have no destination of this name.");
    if (tested.kind === "unfit") return void refuse(response, "conflict", `${name} is not tested: ${tested.why}.`);
    if (tested.kind === "busy") return void refuse(response, "too_busy");
    const { outcome, reason, detail, took, resumed } = tested;
    return { answer: { outcome, reason, detail, took_ms: took, resumed }, did: { about: { destination: name, outcome, resumed } } };
  };
}

function destinationView(
  { name, type, breaker, paused }: SinkHealth,
  { attempts, failed, last }: DestinationFigures,
  waits: boolean,
): JsonObject {
  const [, reason = "", detail = ""] = /^(\w+): (.*)$/s.exec(paused ?? "") ?? [];
  return {
    name,
    type,
    state: paused !== undefined ? "paused" : breaker === "closed" ? "ok" : "failing",
    breaker,
    waiting: waits,
    attempts_last_hour: attempts,
    rate_per_minute: Math.round((attempts / 60) * 100) / 100,
    error_share: attempts === 0 ? 0 : Math.round((failed / attempts) * 1_000) / 1_000,
    pause: paused === undefined ? null : { reason, detail, cure: cureOf(reason) },
    last: last === undefined ? null : { ...last, at: toIso(last.at) },
  };
}

function cureOf(reason: string): string | null {
  const [known, cure] = Object.entries(cures).find(([each]) => each === reason) ?? [];
  if (cure === undefined) return null;
  return known === "throttled" ? cure : `${cure}: ${triesWords(known as PauseReason)}`; // a key of `cures`
}
