/** A preset's message as it waits in the queue: its requests, rendered, without what is secret or only known when they are sent. */

import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { AddressPart } from "./address.ts";
import type { Drawn, Gap } from "./body.ts";

/** One request. Types, not interfaces: they are kept as JSON. */
export type QueuedStep = {
  readonly id: string;
  readonly method: string;
  /** Left out where nothing in the URL depends on the event. */
  readonly path?: readonly AddressPart[];
  readonly json?: Json;
  /** Left out where there are none. */
  readonly gaps?: readonly Gap[];
};

export function queuedBody(preset: string, steps: readonly QueuedStep[]): JsonObject {
  return { preset, steps };
}

/** The requests of a queued message, which `queuedBody` has written. */
export function queuedSteps(body: Json): readonly QueuedStep[] {
  const steps = isJsonObject(body) ? body.steps : undefined;
  return Array.isArray(steps) ? (steps as unknown as readonly QueuedStep[]) : [];
}

export function drawnOf({ json = null, gaps = [] }: QueuedStep): Drawn {
  return { json, gaps };
}

/** How far a delivery is: the step to look at next, and what answers have told. */
export type PresetProgress = { readonly next: number; readonly saved: JsonObject };

export function progressOf(progress: Json | undefined): PresetProgress {
  if (progress === undefined || !isJsonObject(progress)) return { next: 0, saved: {} };
  const { next, saved } = progress;
  return { next: typeof next === "number" ? next : 0, saved: isJsonObject(saved ?? null) ? (saved as JsonObject) : {} }; // the line has looked
}
