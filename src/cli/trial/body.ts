/** The events that a sender's body becomes, read as the receiver reads it. Nothing is stored. */

import type { Event } from "../../core/event.ts";
import type { Source } from "../../core/source.ts";
import type { Instant } from "../../core/time.ts";
import type { SimulatedBody } from "../../core/trial.ts";
import { type Arrived, arrivalsOf } from "../../receive/arrival.ts";
import { sourceShelf } from "../../receive/mapping/shelf.ts";
import { defaultLimits } from "../../receive/receiver.ts";
import type { Verified } from "../../receive/signature.ts";

export type BodyEvent = { readonly kind: "event"; readonly event: Event } | { readonly kind: "problem"; readonly problem: string };

export interface BodyReader {
  read(body: SimulatedBody, receivedAt: Instant): readonly BodyEvent[];
}

/** Reads the bodies of one conversation. It remembers what came before, as the store does. */
export function createBodyReader(sources: readonly Source[]): BodyReader {
  const seen = new Set<string>();
  let requests = 0;
  return {
    read({ body, from }, receivedAt) {
      const source = sources.find(({ name }) => name === from) ?? presetNamed(from);
      if (source === undefined) return [noEvent(`no source of the rules and no preset is called "${from}"`)];
      requests += 1;
      const requestId = `simulation-${requests}`;
      const raw = Buffer.from(body) as Verified; // nobody has sent it, and its events take no effect
      const { depth } = defaultLimits;
      const arrived = arrivalsOf({ raw, source, receivedAt, requestId: () => requestId, depth, keepFor: Number.POSITIVE_INFINITY });
      return arrived.map((each) => readEvent(each, seen));
    },
  };
}

/** Only a preset of the package: a path would read a file. */
function presetNamed(name: string): Pick<Source, "name" | "preset" | "sessions"> | undefined {
  const taken = sourceShelf.names.includes(name) ? sourceShelf.take(name) : undefined;
  return taken?.kind === "taken" ? { name, preset: taken.preset, sessions: undefined } : undefined;
}

function readEvent({ arrival, doubt }: Arrived, seen: Set<string>): BodyEvent {
  if (arrival.kind === "quarantined") return noEvent(`it would be quarantined: ${arrival.reason} ${arrival.detail}`.trim());
  const { event } = arrival;
  if (seen.has(event.id)) return noEvent(`${event.type}: the relay has this event already`);
  const words = event.kind === "chat" ? JSON.stringify([event.session, event.role, event.message]) : event.id;
  if (doubt?.kind === "said" && seen.has(words)) return noEvent(`${event.type}: the conversation has this message already`);
  seen.add(event.id).add(words);
  return { kind: "event", event };
}

function noEvent(text: string): BodyEvent {
  return { kind: "problem", problem: text };
}
