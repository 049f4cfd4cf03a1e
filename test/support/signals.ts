/** Factories of signals: each makes a valid one; a test names only what it is about. */

import type { Signal } from "../../src/core/signal.ts";

type Of<Name extends Signal["name"]> = Extract<Signal, { name: Name }>;

export function makeAccepted(override: Partial<Of<"event.accepted">> = {}): Signal {
  return { name: "event.accepted", id: "e1", type: "chat.push", source: "bithuman", agent: "A1", session: "s1", ...override };
}

export function makeEvaluated(override: Partial<Of<"event.evaluated">> = {}): Signal {
  return {
    name: "event.evaluated",
    id: "e1",
    type: "chat.push",
    agent: "A1",
    session: "s1",
    rules: [],
    queued: [],
    skipped: [],
    cut: 0,
    unheard: undefined,
    left: 0,
    waited: 2,
    ...override,
  };
}

export function makeAnswered(override: Partial<Of<"request.answered">> = {}): Signal {
  return { name: "request.answered", source: "bithuman", status: 200, code: "accepted", took: 2, ...override };
}

export function makeBackfillFailed(override: Partial<Of<"backfill.failed">> = {}): Signal {
  return {
    name: "backfill.failed",
    code: "PLAN_REQUIRED",
    detail: "API and SDK access starts at the Creator plan.",
    cure: "move the bitHuman account to a plan with API access",
    link: "https://www.bithuman.ai/pricing",
    passes: false,
    failures: 1,
    ...override,
  };
}

export function makeAccountSeen(override: Partial<Of<"account.seen">> = {}): Signal {
  return { name: "account.seen", balance: 1_200, rate: 2, active: 1, minutesLeft: 600, isLow: true, ...override };
}

export function makeAccountRefused(override: Partial<Of<"account.refused">> = {}): Signal {
  const [detail, cure] = ["API and SDK access starts at the Creator plan.", "move the bitHuman account to a plan with API access"];
  return { name: "account.refused", code: "PLAN_REQUIRED", detail, cure, link: undefined, passes: false, ...override };
}

export function makeAttempted(override: Partial<Of<"delivery.attempted">> = {}): Signal {
  return {
    name: "delivery.attempted",
    id: "d1",
    event: "e1",
    to: "support",
    rule: "asks-for-a-human",
    attempt: 1,
    outcome: "delivered",
    state: "delivered",
    reason: "",
    detail: "",
    took: 20,
    waited: 40,
    dueAt: undefined,
    ...override,
  };
}
