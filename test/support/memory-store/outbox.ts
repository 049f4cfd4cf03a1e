/** Deliveries in memory: from being queued to their end. */

import { randomUUID } from "node:crypto";
import {
  type Attempt,
  type DeadReason,
  type DeliveryId,
  type Message,
  type Sending,
  type Settled,
  together,
} from "../../../src/core/delivery.ts";
import { forgetIn } from "../../../src/core/insights/report.ts";
import type { Json } from "../../../src/core/json.ts";
import type {
  Claim,
  DeliveryDetail,
  DeliveryQuery,
  DeliveryRow,
  DeliveryState,
  DueDestination,
  Forgotten,
  Hastened,
  Page,
  Redrive,
  Redriven,
  Retention,
} from "../../../src/core/store.ts";
import { type Duration, type Instant, plus, second } from "../../../src/core/time.ts";
import { pageOf } from "./page.ts";

interface Queued {
  readonly seq: number;
  message: Message;
  readonly history: Attempt[];
  key: string;
  state: DeliveryState;
  dueAt: Instant;
  firstDue: Instant | undefined;
  attempts: number;
  fence: number;
  leaseUntil: Instant;
  settledAt: Instant | undefined;
  reason: string | undefined;
  detail: string | undefined;
  reference: string | undefined;
  progress: Json | undefined;
  unsure: boolean;
  redriven: boolean;
}

interface Burial {
  readonly to: string;
  readonly reason: DeadReason;
  readonly detail: string;
  readonly now: Instant;
  readonly before: Instant | undefined;
}

export class MemoryOutbox {
  readonly #queued = new Map<string, Queued>();
  #seq = 0;
  #dropped = 0;

  /** False where it was there already. */
  insert(message: Message): boolean {
    if (this.#queued.has(message.id)) return false;
    if (this.#takenIn(message)) return true;
    this.#seq += 1;
    this.#queued.set(message.id, queuedOf(message, this.#seq));
    return true;
  }

  /** One that was never claimed takes in a later one that can be told with it. */
  #takenIn({ to, thread, mode = "new", body }: Message): boolean {
    if (mode === "new" || thread === undefined) return false;
    const standing = this.#to(to).findLast(
      ({ message, state, fence }) => message.thread === thread && message.mode === mode && state === "waiting" && fence === 0,
    );
    const merged = standing && together(mode, standing.message.body, body);
    if (standing === undefined || merged === undefined) return false;
    standing.message = { ...standing.message, body: merged };
    return true;
  }

  backlog(to: string, now: Instant, max: number): number {
    const all = this.#to(to);
    return Math.min(max, all.filter((each) => isDue(each, now, all) && (each.message.mode ?? "new") === "new").length);
  }

  #to(to: string): readonly Queued[] {
    return [...this.#queued.values()].filter(({ message }) => message.to === to);
  }

  waiting(): readonly DueDestination[] {
    const earliest = new Map<string, Instant>();
    for (const { message, state, dueAt } of this.#queued.values()) {
      const known = earliest.get(message.to);
      if (state === "waiting" && (known === undefined || dueAt < known)) earliest.set(message.to, dueAt);
    }
    return [...earliest].map(([to, dueAt]) => ({ to, dueAt }));
  }

  claim({ to, max, lease, now, mode }: Claim): readonly Sending[] {
    const all = this.#to(to);
    for (const each of all) if (each.state === "sending" && each.leaseUntil < now) Object.assign(each, { state: "waiting", unsure: true });
    const due = all
      .filter((each) => isDue(each, now, all) && (mode === undefined || (each.message.mode ?? "new") === mode))
      .sort((a, b) => a.dueAt - b.dueAt || a.seq - b.seq)
      .slice(0, max);
    for (const each of due) Object.assign(each, { state: "sending", fence: each.fence + 1, leaseUntil: now + lease });
    return due.map((each) => sendingOf(each, all));
  }

  /** Undefined where the fence is stale. */
  settle({ id, fence, attempts, attempt, next }: Settled): Message | undefined {
    const queued = this.#queued.get(id);
    if (queued?.state !== "sending" || queued.fence !== fence) return undefined;
    const ended =
      next.state === "waiting"
        ? {
            dueAt: next.dueAt,
            firstDue: queued.firstDue ?? queued.dueAt,
            progress: next.progress ?? queued.progress,
            unsure: next.unsure === true,
          }
        : { settledAt: next.at, unsure: false };
    const why = whyOf({ next, attempt });
    const reference = next.state === "delivered" ? next.reference : undefined;
    Object.assign(queued, { state: next.state, attempts, redriven: false, reference, ...ended, ...why });
    queued.history.push(attempt);
    return queued.message;
  }

  release({ message, fence }: Sending): void {
    const queued = this.#queued.get(message.id);
    if (queued?.state === "sending" && queued.fence === fence) queued.state = "waiting";
  }

  /** Returns the destinations for which something is due earlier now. */
  setBack(by: Duration, now: Instant): readonly string[] {
    const moved = [...this.#queued.values()].filter(({ state, dueAt }) => state === "waiting" && dueAt > now);
    for (const each of moved) Object.assign(each, { dueAt: plus(each.dueAt, -by) });
    return moved.map(({ message }) => message.to);
  }

  hasten(hastened: readonly Hastened[], now: Instant): void {
    for (const { id, fence, attempts } of hastened) {
      const queued = this.#queued.get(id);
      if (queued?.state === "waiting" && queued.fence === fence && queued.dueAt > now) Object.assign(queued, { dueAt: now, attempts });
    }
  }

  markAllDead({ to, reason, detail, now, before }: Burial): number {
    const isDoomed = ({ state, dueAt }: Queued) =>
      before === undefined ? state === "waiting" || state === "sending" : state === "waiting" && dueAt <= before;
    const doomed = this.#to(to).filter(isDoomed);
    for (const each of doomed) Object.assign(each, { state: "dead", reason, detail, settledAt: now });
    return doomed.length;
  }

  redrive(redrive: Redrive): Required<Redriven> & { readonly destinations: readonly string[] } {
    const matched = [...this.#queued.values()].filter((each) => isWanted(each, redrive));
    const { sendTo } = redrive;
    const fitting = matched.filter(({ message }) => sendTo === undefined || sendTo.adopt(message.body) !== undefined);
    const unfit = matched.length - fitting.length;
    if (redrive.dryRun) return { matched: matched.length, queued: 0, unfit, destinations: [] };
    for (const [index, each] of fitting.entries()) {
      const dueAt = redrive.now + (redrive.rate === undefined ? 0 : Math.floor((index * second) / redrive.rate));
      const key = redrive.newKey ? randomUUID() : each.key;
      Object.assign(each, { state: "waiting", dueAt, firstDue: undefined, attempts: 0, redriven: true, settledAt: undefined, key });
      const { message } = each;
      if (redrive.newKey || (sendTo !== undefined && sendTo.to !== message.to)) each.progress = undefined;
      if (sendTo !== undefined) each.message = { ...message, to: sendTo.to, body: sendTo.adopt(message.body) ?? null };
    }
    return { matched: matched.length, queued: fitting.length, unfit, destinations: fitting.map(({ message }) => message.to) };
  }

  discard(id: string): boolean {
    return this.#queued.get(id)?.state === "dead" && this.#queued.delete(id);
  }

  stopRedrive(): number {
    const stopped = [...this.#queued.values()].filter(({ redriven, state }) => redriven && state === "waiting");
    for (const each of stopped) each.state = "dead";
    return stopped.length;
  }

  search(query: DeliveryQuery, sessionOf: (event: string) => string | undefined): Page<DeliveryRow> {
    const { state, to, rule, event, reason, since, session, limit, before } = query;
    const found = [...this.#queued.values()].filter(
      (each) =>
        (state === undefined || each.state === state) &&
        (to === undefined || each.message.to === to) &&
        (rule === undefined || each.message.rule === rule) &&
        (event === undefined || each.message.event === event) &&
        (reason === undefined || each.reason === reason) &&
        (since === undefined || each.message.dueAt >= since) &&
        (session === undefined || sessionOf(each.message.event) === session),
    );
    return pageOf({ items: found, limit, before, read: rowOf });
  }

  reference(to: string, thread: string): string | undefined {
    return referenceOf([...this.#queued.values()], { to, thread });
  }

  find(id: string): DeliveryDetail | undefined {
    const queued = this.#queued.get(id);
    return queued && { ...rowOf(queued), history: queued.history };
  }

  count(state: DeliveryState): number {
    const standing = [...this.#queued.values()].filter((each) => each.state === state).length;
    return state === "delivered" ? standing + this.#dropped : standing;
  }

  prune(retention: Retention, now: Instant): number {
    const old = [...this.#queued].filter(
      ([, { state, settledAt = now }]) => state === "delivered" && settledAt < now - retention.deliveries,
    );
    for (const [id] of old) this.#queued.delete(id);
    this.#dropped += old.length;
    return old.length;
  }

  /** Whether one of these events has begun a thread of the incident. */
  hasParent(incident: string, events: readonly string[]): boolean {
    return [...this.#queued.values()].some(
      ({ message }) => isIn(message, [incident]) && (message.mode ?? "new") === "new" && events.includes(message.event),
    );
  }

  /** What goes with these events, with the threads of their incidents, and with what was told later in threads of several visitors. */
  of(events: readonly string[], own: readonly string[], shared: readonly string[]): readonly string[] {
    const goes = (message: Message) =>
      events.includes(message.event) || isIn(message, own) || (isIn(message, shared) && (message.mode ?? "new") !== "new");
    return [...this.#queued].filter(([, { message }]) => goes(message)).map(([id]) => id);
  }

  countOf(ids: readonly string[]): Pick<Forgotten, "deliveries" | "undelivered"> {
    const states = ids.map((id) => this.#queued.get(id)?.state);
    return { deliveries: ids.length, undelivered: states.filter((state) => state === "waiting" || state === "sending").length };
  }

  forget(ids: readonly string[]): void {
    for (const id of ids) this.#queued.delete(id);
  }

  /** The deliveries of these reports that quote the session. */
  quoting(reports: readonly string[], session: string): readonly string[] {
    const all = [...this.#queued.values()].filter(({ message }) => reports.includes(message.event));
    return all.filter(({ message }) => forgetIn(message.body, session) !== undefined).map(({ message }) => message.id);
  }

  forgetWords(ids: readonly string[], session: string): void {
    for (const id of ids) {
      const queued = this.#queued.get(id);
      if (queued !== undefined) queued.message = { ...queued.message, body: forgetIn(queued.message.body, session) ?? null };
    }
  }
}

/** A thread is named by its incident, where the rule has several actions with the action behind it. */
function isIn({ thread }: Message, incidents: readonly string[]): boolean {
  return thread !== undefined && incidents.some((id) => thread === id || thread.startsWith(`${id} `));
}

function queuedOf(message: Message, seq: number): Queued {
  const { renderFailure, dueAt } = message;
  return {
    seq,
    message,
    history: [],
    key: message.id,
    state: renderFailure === undefined ? "waiting" : "dead",
    dueAt,
    firstDue: undefined,
    attempts: 0,
    fence: 0,
    leaseUntil: dueAt,
    settledAt: undefined,
    reason: renderFailure?.reason,
    detail: renderFailure?.detail,
    reference: undefined,
    progress: undefined,
    unsure: false,
    redriven: false,
  };
}

function isDue(each: Queued, now: Instant, all: readonly Queued[]): boolean {
  return each.state === "waiting" && each.dueAt <= now && !isBehind(each, all);
}

/** Whether an earlier message of its thread is not settled yet. */
function isBehind({ message: { thread }, seq }: Queued, all: readonly Queued[]): boolean {
  if (thread === undefined) return false;
  return all.some((each) => each.message.thread === thread && each.seq < seq && (each.state === "waiting" || each.state === "sending"));
}

function sendingOf({ message, key, attempts, fence, dueAt, firstDue, progress, unsure }: Queued, all: readonly Queued[]): Sending {
  return {
    message: { ...message, dueAt },
    key,
    attempts,
    fence,
    reference: referenceOf(all, message),
    ...(unsure ? { unsure } : {}),
    ...(firstDue === undefined ? {} : { since: firstDue }),
    ...(progress === undefined ? {} : { progress }),
  };
}

function referenceOf(all: readonly Queued[], { to, thread }: Pick<Message, "to" | "thread">): string | undefined {
  const isOfThread = ({ message }: Queued) => thread !== undefined && message.thread === thread && message.to === to;
  const told = all.filter((each) => isOfThread(each) && each.reference !== undefined);
  return (told.findLast((each) => each.message.mode === "update") ?? told[0])?.reference;
}

/** Why it is dead, or why its last attempt did not deliver it. */
function whyOf({ next, attempt }: Pick<Settled, "next" | "attempt">): Pick<Queued, "reason" | "detail"> {
  if (next.state === "delivered") return { reason: undefined, detail: undefined };
  const { reason, detail } = next.state === "dead" ? next : attempt;
  return { reason, detail };
}

function isWanted({ state, message, reason, settledAt = 0 as Instant }: Queued, wanted: Redrive): boolean {
  return (
    state === "dead" &&
    (wanted.id === undefined || message.id === wanted.id) &&
    (wanted.to === undefined || message.to === wanted.to) &&
    (wanted.rule === undefined || message.rule === wanted.rule) &&
    (wanted.reason === undefined || reason === wanted.reason) &&
    (wanted.since === undefined || settledAt >= wanted.since)
  );
}

function rowOf({ message, key, state, attempts, history, reason, detail, dueAt, reference }: Queued): DeliveryRow {
  const { id, event, rule, to, body } = message;
  return {
    id: id satisfies DeliveryId,
    key,
    event,
    rule,
    to,
    state,
    attempts,
    attemptsMade: history.length,
    answer: history.at(-1)?.detail || undefined,
    reason,
    detail,
    dueAt,
    body,
    reference,
  };
}
