/** What people said of alerts: each label covers what one rule found in one conversation, or one event. */

import type { Event } from "../../../core/event.ts";
import type { Instant } from "../../../core/time.ts";

export interface Label {
  /** The rule's name. */
  readonly rule: string;
  readonly label: "useful" | "noise";
  /** One of them is given. */
  readonly session?: string;
  readonly event?: string;
  /** For findings without a session. */
  readonly agent?: string;
  /** By the time of acceptance, both included. */
  readonly from: Instant;
  readonly to: Instant;
}

/** Whether the label speaks of what a rule found with this event. */
export function covers(label: Label, event: Event): boolean {
  if (label.event !== undefined) return label.event === event.id;
  if (event.receivedAt < label.from || event.receivedAt > label.to) return false;
  return label.session === undefined ? label.agent === event.agent && event.session === undefined : label.session === event.session;
}

/** Labels of one alert taken together: who found it useful outweighs who did not. */
export function agreed(labels: readonly Label[]): readonly Label[] {
  const byAlert = new Map<string, Label>();
  for (const label of labels) {
    const key = JSON.stringify([label.rule, label.event ?? null, label.session ?? null, label.agent ?? null, label.from]);
    const known = byAlert.get(key);
    byAlert.set(key, known === undefined ? label : merged(known, label));
  }
  return [...byAlert.values()];
}

function merged(one: Label, other: Label): Label {
  const label = one.label === "useful" || other.label === "useful" ? "useful" : "noise";
  return { ...one, label, to: Math.max(one.to, other.to) as Instant }; // the later of two instants
}
