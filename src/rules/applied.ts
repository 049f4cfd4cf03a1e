/** What a rule that held comes to: what is recorded of it, and what goes out. */

import type { Message } from "../core/delivery.ts";
import type { Finding, Folded, HeldBack, RuleTrace } from "../core/rule.ts";
import type { Sighting } from "./active.ts";
import type { Passage } from "./brakes.ts";
import type { Draft } from "./draft.ts";
import { report } from "./incidents.ts";
import type { Program } from "./program.ts";

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
  const { rule, sight, because, facts } = sighting;
  const { actions, counted } = passage;
  const finding: Finding = { rule: rule.name, severity: rule.severity, because, facts };
  const { queued, incident, unsubscribed } = report(program, { rule, finding, sight, actions }, draft);
  const told = {
    ...(incident === undefined ? {} : { incident }),
    ...(folded && folded.count > 0 ? { folded } : {}),
    ...(counted.length > 0 ? { counted } : {}),
    ...(unsubscribed > 0 ? { unsubscribed } : {}),
  };
  return { trace: { rule: rule.name, held: true, because, facts, sent: queued.length, ...told }, finding, queued };
}
