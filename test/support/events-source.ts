/** A source `events` as "Sources by preset" of the contract describes it: what has an id that it knows is a duplicate, a bad item is quarantined alone. */

import { createHmac } from "node:crypto";
import { type HttpSink, openHttpSink, type SinkAnswer, type SinkRequest, type SinkStep } from "./http-sink.ts";

export interface SourceEvent {
  readonly type: string;
  readonly agent: string;
  readonly session?: string;
  readonly time: number;
  readonly role?: string;
  readonly message?: string;
  readonly id: string;
  readonly data: { readonly [name: string]: unknown };
}

export interface EventsSource extends Pick<HttpSink, "url" | "requests" | "script" | "until" | "close"> {
  /** What it has accepted, in order. */
  readonly events: readonly SourceEvent[];
  /** How many events came again. */
  readonly duplicates: number;
  /** What to do with every request that no step of the script is left for, instead of taking it. */
  always(step: SinkStep | "take"): void;
  /** Takes a request, and then the answer gets lost. */
  readonly takeAndLose: SinkStep;
}

export async function openEventsSource({ secret, most = 1_000 }: { secret: string; most?: number }): Promise<EventsSource> {
  const sink = await openHttpSink();
  const events: SourceEvent[] = [];
  const known = new Set<string>();
  let duplicates = 0;

  function verdict(event: SourceEvent) {
    if (event.message === "quarantine me") return { event_id: event.id, status: "quarantined", reason: "invalid_item" };
    if (known.has(event.id)) {
      duplicates += 1;
      return { event_id: event.id, status: "duplicate" };
    }
    known.add(event.id);
    events.push(event);
    return { event_id: event.id, status: "accepted" };
  }

  function take(request: SinkRequest): SinkAnswer {
    if (!isFrom(request, secret)) return { status: 401, body: JSON.stringify({ error: { code: "signature_invalid", message: "no" } }) };
    const batch = JSON.parse(request.body) as readonly SourceEvent[]; // the script sends arrays only
    if (batch.length > most) return { status: 413, body: JSON.stringify({ error: { code: "too_large" } }) };
    const verdicts = batch.map(verdict);
    return { status: 200, body: JSON.stringify({ status: "accepted", event_id: verdicts[0]?.event_id, events: verdicts }) };
  }

  const taking: SinkStep = { kind: "respond", respond: take };
  sink.always(taking);
  return {
    url: `${sink.url}/events`,
    requests: sink.requests,
    script: sink.script,
    until: sink.until,
    close: sink.close,
    events,
    get duplicates() {
      return duplicates;
    },
    always: (step) => sink.always(step === "take" ? taking : step),
    takeAndLose: {
      kind: "depends",
      on(request) {
        take(request);
        return { kind: "lost" };
      },
    },
  };
}

function isFrom({ body, headers }: SinkRequest, secret: string): boolean {
  const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  return (
    headers["x-bithuman-signature"] === signature || headers["x-webhook-secret"] === secret || headers.authorization === `Bearer ${secret}`
  );
}
