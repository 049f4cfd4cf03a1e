/** A rule that held for an event, before its messages are made. */

import type { Reason, Sight } from "../../core/condition.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Action, Folded, HeldBack, Rule } from "../../core/rule.ts";
import { groupFor } from "../kit/group.ts";
import type { Output } from "./feature.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

export interface Match {
  readonly rule: Rule;
  readonly sight: Sight;
  readonly because: readonly Reason[];
  readonly facts: JsonObject;
  /** The group that people see as one matter. */
  readonly group: string;
  /** The actions that are left. */
  readonly actions: readonly Action[];
  /** Destinations that have reached their limit. This match is only counted there. */
  readonly counted: readonly string[];
  /** Further events that the match stands for. */
  readonly folded: Folded;
}

/** A stage between a rule that held and its messages. It passes the match on, perhaps with other actions, or says why nothing is sent. */
export type Suppression = (match: Match, unit: UnitOfWork) => Match | HeldBack;

const nobodyElse: Folded = { count: 0, events: [] };

export function matchOf(
  found: Pick<Match, "rule" | "sight" | "because" | "facts"> & Partial<Pick<Match, "group" | "actions" | "folded">>,
): Match {
  const { rule, sight } = found;
  return { group: groupFor(rule, sight.event), actions: rule.actions, counted: [], folded: nobodyElse, ...found };
}

/** The record of a rule that held and sends nothing. It still names the events that it stands for. */
export function suppressed({ rule, because, facts, folded }: Match, back: HeldBack): Output {
  const others = folded.count > 0 ? { folded } : {};
  return {
    traces: [{ rule: rule.name, held: true, because, facts, back, sent: 0, ...others }],
    findings: [{ rule: rule.name, severity: rule.severity, because, facts }],
    messages: [],
  };
}
