/** OpenTelemetry spans: receive, evaluate and deliver of one event are one trace. Nothing is done where no SDK is registered. */

import { type Context, context, type SpanContext, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import type { Signal } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import { type Clock, type Duration, second } from "../core/time.ts";

export interface TracingOptions {
  readonly store: Pick<Store, "event">;
  readonly now: Clock;
  readonly version: string;
}

type Traced = Extract<Signal, { readonly name: "event.accepted" | "event.evaluated" | "delivery.attempted" }>;

/** Events whose last span is cached, so that the next one is below it. */
const most = 5_000;

/** Undefined where nobody records spans; then each step costs nothing. */
export function createTracing({ store, now, version }: TracingOptions): ((signal: Signal) => void) | undefined {
  const tracer = trace.getTracer("avatar-relay", version);
  if (!tracer.startSpan("probe").isRecording()) return undefined; // it is never ended, so it is never exported
  const parents = new Map<string, SpanContext>();

  async function parentOf(id: string): Promise<SpanContext | undefined> {
    const known = parents.get(id);
    if (known !== undefined) return known;
    const detail = await store.event(id);
    return readTraceparent(detail?.event?.traceparent) ?? ownRoot(id);
  }

  async function add(signal: Traced, endedAt: number): Promise<void> {
    const event = tracedEvent(signal);
    const parent = await parentOf(event);
    if (parent === undefined) return;
    const below = spanOf(signal, endedAt, { tracer, parent: trace.setSpanContext(context.active(), parent) });
    if (parents.size >= most) parents.delete(parents.keys().next().value ?? "");
    if (signal.name !== "delivery.attempted") parents.set(event, below);
  }

  let last = Promise.resolve(); // one after the other, so that each finds the span before it
  const queue = (signal: Traced, endedAt: number) => {
    last = last.then(() => add(signal, endedAt)).catch(() => {}); // the store reports its own trouble
  };
  const order = createOrder(queue);
  return (signal) => {
    if (signal.name === "event.accepted" || signal.name === "event.evaluated" || signal.name === "delivery.attempted") order(signal, now());
  };
}

/** A webhook is answered when it is on the disk, and its evaluation does not wait for that. */
const answeredWithin: Duration = second;

/**
 * The signals of one event in the order of its steps. What comes before `event.accepted` waits for it. Another process may have accepted
 * the event, so it waits only for a moment.
 */
function createOrder(next: (signal: Traced, endedAt: number) => void): (signal: Traced, endedAt: number) => void {
  const begun = new Set<string>();
  const early = new Map<string, (readonly [signal: Traced, endedAt: number])[]>();

  function begin(event: string): void {
    if (begun.size >= most) begun.delete(begun.values().next().value ?? "");
    begun.add(event);
    for (const [signal, endedAt] of early.get(event) ?? []) next(signal, endedAt);
    early.delete(event);
  }

  return (signal, endedAt) => {
    const event = tracedEvent(signal);
    if (signal.name === "event.accepted" || begun.has(event)) next(signal, endedAt);
    else {
      const waiting = early.get(event);
      early.set(event, [...(waiting ?? []), [signal, endedAt]]);
      if (waiting === undefined) setTimeout(() => begin(event), answeredWithin).unref();
    }
    if (signal.name === "event.accepted") begin(event);
  };
}

function tracedEvent(signal: Traced): string {
  return signal.name === "delivery.attempted" ? signal.event : signal.id;
}

interface TraceFile {
  readonly tracer: Tracer;
  readonly parent: Context;
}

/** A finished step. No span contains a text of a visitor. */
function spanOf(signal: Traced, endedAt: number, { tracer, parent }: TraceFile): SpanContext {
  const { name, kind, took, attributes } = described(signal);
  const span = tracer.startSpan(name, { kind, startTime: endedAt - took, attributes }, parent);
  if (signal.name === "delivery.attempted" && signal.reason !== "") span.setStatus({ code: SpanStatusCode.ERROR, message: signal.reason });
  span.end(endedAt);
  return span.spanContext();
}

function described(signal: Traced) {
  switch (signal.name) {
    case "event.accepted":
      return {
        name: "receive",
        kind: SpanKind.SERVER,
        took: 0,
        attributes: { "event.id": signal.id, "event.type": signal.type, source: signal.source },
      };
    case "event.evaluated":
      return {
        name: "evaluate",
        kind: SpanKind.INTERNAL,
        took: signal.waited,
        attributes: { "event.id": signal.id, rules: [...signal.rules] },
      };
    case "delivery.attempted": {
      const { to, rule, attempt, outcome, reason, took } = signal;
      return { name: "deliver", kind: SpanKind.CLIENT, took, attributes: { "event.id": signal.event, to, rule, attempt, outcome, reason } };
    }
    default:
      return signal satisfies never;
  }
}

/** www.w3.org/TR/trace-context, "traceparent Header". */
function readTraceparent(written: string | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(written ?? "") ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}

/** Without the sender's trace, the event's id is the trace id: every replica knows it, also after a restart. */
function ownRoot(id: string): SpanContext | undefined {
  if (!/^[0-9a-f]{32}$/.test(id) || /^0+$/.test(id)) return undefined;
  return { traceId: id, spanId: id.slice(16), traceFlags: 1, isRemote: true };
}
