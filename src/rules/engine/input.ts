/** Prepares an event for its evaluation: cuts and scans its texts, and finds the rules that may hold for it. */

import type { Term } from "../../core/condition.ts";
import type { Event } from "../../core/event.ts";
import { lookedAt } from "./bounds.ts";
import type { Input } from "./feature.ts";
import type { Program } from "./program.ts";
import { type PayloadOf, readTimer } from "./timers.ts";

export function inputOf(program: Program, cause: Event): Input {
  const timer = cause.kind === "due" ? readTimer(cause) : undefined;
  if (timer?.kind === "silence") return ofWait(program, timer, cause);
  const base = { cause, timer, cut: 0, found: new Set<Term>(), rules: [], waiters: [] };
  if (cause.kind === "due") return { ...base, event: cause };
  const { event, cut } = lookedAt(cause, program.bounds);
  const found = scanned(program, event);
  return { ...base, event, cut, found, rules: program.rulesFor(event, found), waiters: program.waiters(event) };
}

/** The rule is evaluated for the event that began the wait, as if that event came in now under the timer's id. */
function ofWait(program: Program, timer: PayloadOf<"silence">, cause: Event): Input {
  const event = { ...timer.event, session: timer.event.session ?? undefined, id: cause.id, receivedAt: cause.receivedAt };
  const rules = program.rules.filter(({ id, mode }) => id === timer.rule && mode !== "off");
  return { cause, timer, event, cut: 0, found: scanned(program, event), rules, waiters: [] };
}

function scanned(program: Program, event: Event): ReadonlySet<Term> {
  return program.scan(event.kind === "chat" ? event.message : "");
}
