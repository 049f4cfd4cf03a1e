/** What a rule that held comes to: what is recorded of it, and what goes out. */

import type { Sight } from "../../core/condition.ts";
import type { Message } from "../../core/delivery.ts";
import type { Action, Finding, Folded, HeldBack, RuleTrace } from "../../core/rule.ts";
import type { Instant } from "../../core/time.ts";
import { identityOf } from "./acquaintance.ts";
import type { Sighting } from "./active.ts";
import type { Passage } from "./brakes.ts";
import type { Draft } from "./draft.ts";
import { report } from "./incidents.ts";
import type { Program } from "./program.ts";
import { sortOut } from "./whom.ts";

/** What became of one rule at one event. */
export interface Applied {
  readonly trace: RuleTrace;
  readonly finding: Finding | undefined;
  readonly queued: readonly Message[];
}

export function heldBack({ rule, because, facts }: Sighting, back: HeldBack): Applied {
  const finding: Finding = { rule: rule.name, severity: rule.severity, because, facts };
  return { trace: { rule: rule.name, held: true, because, facts, back, sent: 0 }, finding, queued: [] };
}

type Through = Passage & { readonly kind: "through" };

/** Renders the actions. `folded` are events for which it speaks as well. */
export function sentOut(program: Program, sighting: Sighting, passage: Through, draft: Draft, folded?: Folded): Applied {
  const { rule, because, facts } = sighting;
  const { counted } = passage;
  const { sight, actions, ...missing } = aboutWhom(program, sighting, passage, draft);
  const finding: Finding = { rule: rule.name, severity: rule.severity, because, facts };
  const { queued, incident, unsubscribed } = report(program, { rule, finding, sight, actions }, draft);
  const told = {
    ...(incident === undefined ? {} : { incident }),
    ...(folded && folded.count > 0 ? { folded } : {}),
    ...(counted.length > 0 ? { counted } : {}),
    ...(unsubscribed > 0 ? { unsubscribed } : {}),
    ...missing,
  };
  return { trace: { rule: rule.name, held: true, because, facts, sent: queued.length, ...told }, finding, queued };
}

interface About {
  readonly sight: Sight;
  readonly actions: readonly Action[];
  readonly awaiting?: readonly string[];
  readonly awaitingUntil?: readonly Instant[];
  readonly skipped?: readonly string[];
}

/** With what is known of the visitor, and without the actions that need to know more. */
function aboutWhom(program: Program, sighting: Sighting, { actions }: Through, draft: Draft): About {
  const { rule, sight } = sighting;
  if (!rule.asksWhom) return { sight, actions };
  const { ready, awaiting, skipped } = sortOut(program, sighting, actions, draft);
  return {
    sight: { ...sight, identity: identityOf(sight.event, draft) },
    actions: ready,
    ...(awaiting.length > 0 ? { awaiting: awaiting.map(({ to }) => to), awaitingUntil: awaiting.map(({ until }) => until) } : {}),
    ...(skipped.length > 0 ? { skipped } : {}),
  };
}
