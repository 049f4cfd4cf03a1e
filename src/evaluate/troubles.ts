/** Finds the signals that are trouble for people, who write rules for it. */

import type { InternalFact } from "../core/internal-event.ts";
import type { Signal } from "../core/signal.ts";
import { type Duration, type Instant, minute } from "../core/time.ts";

/** The trouble, and the event of the delivery that it is about, where there is one. */
export interface RelayTrouble {
  readonly fact: InternalFact;
  readonly event: string | undefined;
}

export interface Troubles {
  /** The trouble in a signal; undefined where all is well. */
  of(signal: Signal, at: Instant): RelayTrouble | undefined;
}

/** A source signs with another secret where this many requests are refused, and none is accepted, within this span. */
const refusals = 5;
const refusedWithin: Duration = 10 * minute;
/** Failed looks into bitHuman's record in a row, within some seconds. */
const failuresInARow = 3;

export function createTroubles(): Troubles {
  const refused = new Map<string, readonly Instant[]>();
  /** Destinations whose breaker is not closed. Each failed try opens it again, but only the first one is reported. */
  const down = new Set<string>();

  function breakerTrouble({ to, state, isKnown }: Signal & { name: "breaker.changed" }, at: Instant): RelayTrouble | undefined {
    const wasDown = down.has(to);
    if (state === "open") down.add(to);
    if (state === "closed" && down.delete(to)) return trouble("relay.destination.resumed", to, at, { to, was: "unavailable" });
    return state === "open" && !wasDown && isKnown !== true ? trouble("relay.breaker.open", to, at, { to }) : undefined;
  }

  function rejecting({ source, status, code }: Signal & { name: "request.answered" }, at: Instant): RelayTrouble | undefined {
    if (status === 200) refused.delete(source);
    if (status !== 401) return undefined;
    const times = [...(refused.get(source) ?? []), at].filter((each) => each > at - refusedWithin).slice(-refusals);
    refused.set(source, times);
    if (times.length < refusals) return undefined;
    return trouble("relay.source.rejecting", source, at, { source, reason: code, refused: times.length });
  }

  return {
    of(signal, at) {
      if (signal.name === "breaker.changed") return breakerTrouble(signal, at);
      if (signal.name !== "request.answered") return troubleOf(signal, at);
      if (signal.code === "storage_full") return trouble("relay.store.full", "store", at, { reason: signal.code });
      return rejecting(signal, at);
    },
  };
}

function troubleOf(signal: Signal, at: Instant): RelayTrouble | undefined {
  switch (signal.name) {
    case "delivery.attempted": {
      if (signal.state !== "dead") return undefined;
      const { to, rule, id, event, attempt, reason, detail } = signal;
      return { ...trouble("relay.delivery.dead", to, at, { to, rule, delivery: id, attempts: attempt, reason, detail }), event };
    }
    case "deliveries.ended": {
      const { to, reason, detail, count } = signal;
      return trouble("relay.delivery.dead", to, at, { to, rule: null, delivery: null, attempts: null, reason, detail, deliveries: count });
    }
    case "destination.paused": {
      const { to, reason, detail, isKnown } = signal;
      return isKnown === true ? undefined : trouble("relay.destination.paused", to, at, { to, reason, detail });
    }
    case "destination.resumed": {
      const { to, was = null, lasted } = signal;
      return trouble("relay.destination.resumed", to, at, { to, was, minutes: lasted === undefined ? null : Math.round(lasted / minute) });
    }
    case "rules.refused":
      return trouble("relay.reload.failed", "rules", at, { problems: signal.problems, first: signal.first });
    case "backfill.failed":
      return backfillTrouble(signal, at);
    case "account.low": {
      const { balance, rate, active, minutesLeft, below } = signal;
      const data = { balance, rate, active, minutes_left: minutesLeft ?? null, below_minutes: below / minute };
      return trouble("relay.bithuman.balance_low", "balance", at, data);
    }
    case "account.refused": {
      const { code, detail, cure, link, passes } = signal;
      return passes ? undefined : trouble("relay.bithuman.refused", code, at, { code, detail, cure, link: link ?? null });
    }
    default:
      return undefined;
  }
}

/** Trouble that may pass by itself is reported only when it does not. */
function backfillTrouble(signal: Signal & { name: "backfill.failed" }, at: Instant): RelayTrouble | undefined {
  const { code, detail, cure, link, passes, failures } = signal;
  if (passes && failures < failuresInARow) return undefined;
  return trouble("relay.backfill.failed", code, at, { code, detail, cure, link: link ?? null, failures });
}

function trouble(type: InternalFact["type"], subject: string, at: Instant, data: InternalFact["data"]): RelayTrouble {
  return { fact: { type, subject, at, data }, event: undefined };
}
