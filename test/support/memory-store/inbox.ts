/** Events in memory: from arrival to evaluation. */

import { rowFindings, saidIn } from "../../../src/core/conversation.ts";
import { type Event, type EventId, idPrefix } from "../../../src/core/event.ts";
import { forgetIn } from "../../../src/core/insights/report.ts";
import type { Json } from "../../../src/core/json.ts";
import { mentionOf } from "../../../src/core/mention.ts";
import { type Evaluation, type Trace, unsaidIn } from "../../../src/core/rule.ts";
import type {
  Acceptance,
  Arrival,
  EmptiedQuarantine,
  EventDetail,
  EventQuery,
  EventRow,
  EventStatus,
  Page,
  QuarantineReason,
  Recorded,
  Retention,
} from "../../../src/core/store.ts";
import type { Duration, Instant } from "../../../src/core/time.ts";
import { receivedBackBy } from "../../../src/core/timer.ts";
import type { TurnReading } from "../../../src/core/turn-reading.ts";
import { askedWords, holdsAll } from "../../../src/text/search-words.ts";
import { pageOf } from "./page.ts";

export interface Stored {
  readonly seq: number;
  readonly id: EventId;
  readonly type: string;
  readonly source: string;
  readonly agent: string;
  receivedAt: Instant;
  quarantine: { readonly reason: QuarantineReason; readonly detail: string } | undefined;
  session: string | undefined;
  /** Undefined where it is quarantined, or was emptied. */
  event: Event | undefined;
  raw: Uint8Array;
  status: EventStatus;
  trace: Trace | undefined;
  conversation: string | undefined;
  reading: TurnReading | undefined;
}

/** An event without a usable time of its own could be replayed for ever, so its key is kept for ever (receive/event/event-id.ts). */
const keptForEver = "00000000";

export class MemoryInbox {
  readonly #events = new Map<string, Stored>();
  #pending: Stored[] = [];
  #seq = 0;
  #dropped = 0;

  insert(arrival: Arrival): Acceptance {
    const stored = storedOf(arrival, this.#seq + 1);
    if (this.#events.has(stored.id)) return { status: "duplicate", id: stored.id };
    this.#seq += 1;
    this.#events.set(stored.id, stored);
    if (stored.status === "pending") this.#pending.push(stored);
    return { status: stored.status === "pending" ? "accepted" : "quarantined", id: stored.id };
  }

  /** Removes the words of a session from reports. */
  forgetWords(reports: readonly string[], session: string): void {
    for (const id of reports) {
      const stored = this.#events.get(id);
      const left = stored?.event && forgetIn(stored.event as unknown as Json, session); // an event is JSON
      if (stored === undefined || left === undefined) continue;
      stored.event = left as unknown as Event;
      stored.raw = new TextEncoder().encode(JSON.stringify(left));
    }
  }

  /** An event that the relay made itself. */
  insertOwn(event: Event): void {
    this.insert({ kind: "event", event, raw: new TextEncoder().encode(JSON.stringify(event)) });
  }

  /** The oldest pending events; they stay so until `finish`. */
  pending(max: number): readonly Event[] {
    return this.#pending.slice(0, max).flatMap(({ event }) => event ?? []);
  }

  /** What waits was received by a clock that was set back by `by` and shows `now`. */
  setBack(by: Duration, now: Instant): void {
    for (const stored of this.#pending) if (stored.event && stored.receivedAt > now) setReceivedBack(stored, stored.event, by);
  }

  /** The oldest pending events were evaluated. */
  finish(evaluations: readonly Evaluation[]): void {
    for (const [index, stored] of this.#pending.splice(0, evaluations.length).entries()) {
      stored.status = "evaluated";
      stored.trace = evaluations[index]?.trace;
      stored.conversation = evaluations[index]?.conversation;
      stored.reading = evaluations[index]?.reading;
    }
  }

  /** Those that were evaluated, in the order in which they came. */
  evaluated(): readonly Stored[] {
    return [...this.#events.values()].filter(({ status }) => status === "evaluated");
  }

  search(query: EventQuery): Page<EventRow> {
    const found = [...this.#events.values()].filter((each) => fits(each, query));
    return pageOf({ items: found, limit: query.limit, before: query.before, read: rowOf });
  }

  recorded(after: number, max: number): readonly Recorded[] {
    const behind = [...this.#events.values()].filter(({ seq, status }) => seq > after && status !== "quarantined");
    return behind
      .flatMap(({ seq, event, trace }) => (event === undefined ? [] : [{ place: seq, event, ...(trace && { decidedBy: trace.version }) }]))
      .slice(0, max);
  }

  find(id: string): EventDetail | undefined {
    const stored = this.#events.get(id);
    if (stored === undefined) return undefined;
    const { event, raw, trace, quarantine } = stored;
    return { ...rowOf(stored), event, raw, trace, quarantine };
  }

  count(status: EventStatus): number {
    const standing = [...this.#events.values()].filter((each) => each.status === status).length;
    return status === "evaluated" ? standing + this.#dropped : standing;
  }

  prune(retention: Retention, now: Instant): number {
    let count = 0;
    for (const stored of this.#events.values()) {
      if (stored.status !== "evaluated") continue;
      if (stored.event !== undefined && stored.receivedAt < now - retention.events) {
        emptyOut(stored);
        count += 1;
      } else if (stored.event === undefined && isOver(stored, (now - retention.dedupe) as Instant)) {
        this.#events.delete(stored.id);
        this.#dropped += 1;
        count += 1;
      }
    }
    return count;
  }

  get quarantinedBytes(): number {
    return this.#quarantined().reduce((sum, { raw }) => sum + raw.length, 0);
  }

  #quarantined(): readonly Stored[] {
    return [...this.#events.values()].filter(({ status }) => status === "quarantined");
  }

  /** The oldest first. */
  emptyQuarantine({ quarantined, quarantinedBytes }: Retention, now: Instant, max: number): EmptiedQuarantine {
    const counts = { old: 0, over: 0 };
    let bytes = this.quarantinedBytes;
    for (const stored of this.#quarantined().slice(0, max)) {
      const isOld = stored.receivedAt < now - quarantined;
      if (!isOld && bytes <= quarantinedBytes) break;
      bytes -= stored.raw.length;
      stored.status = "evaluated";
      emptyOut(stored);
      counts[isOld ? "old" : "over"] += 1;
    }
    return counts;
  }

  ofSession(session: string): readonly Pick<Stored, "id" | "source" | "agent" | "trace" | "status">[] {
    return [...this.#events.values()].filter((each) => each.session === session);
  }

  /** What was set aside unread and mentions it. */
  unread(session: string): readonly Stored[] {
    const isMentioned = mentionOf(session);
    return [...this.#events.values()].filter(
      (each) => each.status === "quarantined" && each.session === undefined && isMentioned(each.raw),
    );
  }

  forget(session: string): void {
    for (const stored of [...[...this.#events.values()].filter((each) => each.session === session), ...this.unread(session)]) {
      this.#pending = this.#pending.filter((each) => each !== stored);
      stored.status = "evaluated";
      emptyOut(stored);
      stored.session = undefined;
    }
  }
}

/** Whether no replay of it is taken any more: by when it came, and by its own time. */
function isOver({ id, receivedAt }: Stored, before: Instant): boolean {
  return receivedAt < before && !id.startsWith(keptForEver) && id < idPrefix(before);
}

/** By retention an event keeps its session, by which its deliveries are found for as long as they are kept. */
function emptyOut(stored: Stored): void {
  stored.event = undefined;
  stored.raw = new Uint8Array();
  stored.trace = undefined;
  stored.conversation = undefined;
  stored.reading = undefined;
  if (stored.quarantine !== undefined) stored.quarantine = { ...stored.quarantine, detail: "" };
}

function storedOf(arrival: Arrival, seq: number): Stored {
  if (arrival.kind === "event") {
    const { event, raw } = arrival;
    const { id, type, source, agent, session, receivedAt } = event;
    const undecided = { trace: undefined, conversation: undefined, reading: undefined, quarantine: undefined };
    return { seq, id, type, source, agent, session, receivedAt, event, raw, status: "pending", ...undecided };
  }
  const { id, source, session, receivedAt, raw, reason, detail } = arrival;
  const undecided = { trace: undefined, conversation: undefined, reading: undefined };
  const unread = { type: "", agent: "", session, event: undefined, ...undecided } as const;
  return { seq, id, source, receivedAt, raw, status: "quarantined", quarantine: { reason, detail }, ...unread };
}

function rowOf({ id, type, source, agent, session, receivedAt, status, trace, event }: Stored): EventRow {
  const said = saidIn(event);
  return { id, type, source, agent, session, receivedAt, status, said, findings: rowFindings(trace), unsaid: unsaidIn(trace) };
}

function fits(each: Stored, { session, type, status, agent, rule, found, q, since, until }: EventQuery): boolean {
  const findings = rowFindings(each.trace);
  return [
    session === undefined || each.session === session,
    type === undefined || each.type === type,
    status === undefined || each.status === status,
    agent === undefined || each.agent === agent,
    rule === undefined || findings.some((finding) => finding.rule === rule),
    found === undefined || findings.length > 0,
    q === undefined || (each.event?.kind === "chat" && holdsAll(each.event.message, askedWords(q))),
    since === undefined || each.receivedAt >= since,
    until === undefined || each.receivedAt < until,
  ].every(Boolean);
}

function setReceivedBack(stored: Stored, event: Event, by: Duration): void {
  stored.event = receivedBackBy(event, by);
  stored.receivedAt = stored.event.receivedAt;
}
