/** Sends the messages of a rule that held, and notes in the trace what happened to the rest. */

import type { Sight } from "../../core/condition.ts";
import type { Action, Finding } from "../../core/rule.ts";
import type { Instant } from "../../core/time.ts";
import type { Output } from "./feature.ts";
import { queueMatch } from "./incidents/incident-findings.ts";
import type { Match } from "./match.ts";
import type { Program } from "./program.ts";
import type { UnitOfWork } from "./unit-of-work.ts";
import { sortByProfile } from "./visitors/pending-messages.ts";
import { identityOf } from "./visitors/visitor-profile.ts";

/** Renders the actions. */
export function sendMatch(program: Program, match: Match, unit: UnitOfWork): Output {
  const { rule, because, facts, counted, folded } = match;
  const { sight, actions, ...missing } = aboutVisitor(program, match, unit);
  const finding: Finding = { rule: rule.name, severity: rule.severity, because, facts };
  const { messages, incident, unsubscribed } = queueMatch(program, { ...match, sight, actions }, unit);
  const noted = {
    ...(incident === undefined ? {} : { incident }),
    ...(folded.count > 0 ? { folded } : {}),
    ...(counted.length > 0 ? { counted } : {}),
    ...(unsubscribed > 0 ? { unsubscribed } : {}),
    ...missing,
  };
  return { traces: [{ rule: rule.name, held: true, because, facts, sent: messages.length, ...noted }], findings: [finding], messages };
}

interface AboutVisitor {
  readonly sight: Sight;
  readonly actions: readonly Action[];
  readonly awaiting?: readonly string[];
  readonly awaitingUntil?: readonly Instant[];
  readonly skipped?: readonly string[];
}

/** Adds what is known of the visitor, and holds back the actions that need to know more. */
function aboutVisitor(program: Program, match: Match, unit: UnitOfWork): AboutVisitor {
  const { rule, sight, actions } = match;
  if (!rule.needsIdentity) return { sight, actions };
  const { ready, awaiting, skipped } = sortByProfile(program, match, unit);
  return {
    sight: { ...sight, identity: identityOf(sight.event, unit) },
    actions: ready,
    ...(awaiting.length > 0 ? { awaiting: awaiting.map(({ to }) => to), awaitingUntil: awaiting.map(({ until }) => until) } : {}),
    ...(skipped.length > 0 ? { skipped } : {}),
  };
}
