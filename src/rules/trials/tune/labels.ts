/** What people said of alerts. Each label covers the findings of one rule in one conversation, or with one event. */

import type { Event } from "../../../core/event.ts";
import type { Instant } from "../../../core/time.ts";

export interface Label {
  /** The rule's name. */
  readonly rule: string;
  readonly label: "useful" | "noise";
  /** One of the two is given. */
  readonly session?: string;
  readonly event?: string;
  /** For findings without a session. */
  readonly agent?: string;
  /** By the time of acceptance, both included. */
  readonly from: Instant;
  readonly to: Instant;
}

/** Whether the label is about the rule's finding with this event. */
export function covers(label: Label, event: Event): boolean {
  if (label.event !== undefined) return label.event === event.id;
  if (event.receivedAt < label.from || event.receivedAt > label.to) return false;
  return label.session === undefined ? label.agent === event.agent && event.session === undefined : label.session === event.session;
}

/** Combines the labels of one alert. Useful takes precedence over noise. */
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
