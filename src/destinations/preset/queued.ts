/** A preset's queued message: its rendered requests, without secrets and without what is known only when they are sent. */

import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { AddressPart } from "./address.ts";
import type { Drawn, Gap } from "./body.ts";

/** One request. Types, not interfaces, because they are stored as JSON. */
export type QueuedStep = {
  readonly id: string;
  readonly method: string;
  /** Left out where the URL is independent of the event. */
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

/** The progress of a delivery: the next step, and the saved values. */
export type PresetProgress = { readonly next: number; readonly saved: JsonObject };

export function progressOf(progress: Json | undefined): PresetProgress {
  if (progress === undefined || !isJsonObject(progress)) return { next: 0, saved: {} };
  const { next, saved } = progress;
  return { next: typeof next === "number" ? next : 0, saved: isJsonObject(saved ?? null) ? (saved as JsonObject) : {} }; // the line has looked
}
