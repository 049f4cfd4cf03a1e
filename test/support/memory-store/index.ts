/** The store without a disk: for tests, previews and rule tests. It keeps the same promises, but for surviving the process. */

import { sessionPrefix } from "../../../src/core/event.ts";
import { type Incident, type IncidentState, incidentKey } from "../../../src/core/incident.ts";
import { markOf, reportMarks } from "../../../src/core/insights/report.ts";
import type { Json } from "../../../src/core/json.ts";
import { type Decision, limitedIn, type MemoryChange, type Planner, readsOf, skippedIn } from "../../../src/core/rule.ts";
import type { Evaluated, Forgotten, IncidentQuery, Page, Retention, Stats, Store, StoreChanges } from "../../../src/core/store.ts";
import { type Duration, hour, type Instant } from "../../../src/core/time.ts";
import { isAbsence, isOfKind, sessionTimers, setBackBy, setBefore, type Timer } from "../../../src/core/timer.ts";
import { dueEvent } from "../../../src/stores/due-event.ts";
import { holdsOne, incidentsOf, isOpenedBy, recentKeys, releases, withoutWaiting, withUnread } from "../../../src/stores/of-many.ts";
import { conversationsPart } from "./conversations.ts";
import { MemoryInbox } from "./inbox.ts";
import { MemoryOutbox } from "./outbox.ts";
import { pageOf } from "./page.ts";

/** All that the store holds. */
class Shelf {
  readonly inbox = new MemoryInbox();
  readonly outbox = new MemoryOutbox();
  readonly memories = new Map<string, { readonly value: Json; readonly expiresAt: Instant }>();
  readonly timers = new Map<string, Timer & { readonly dueAt: Instant }>();
  readonly incidents = new Map<string, Incident>();
  readonly rules = new Map<string, { readonly text: string; readonly at: Instant }>();
  readonly kept = new Map<string, string>();
  readonly watchers = new Set<(news: StoreChanges) => void>();

  /** Tells watchers once the caller has heard. */
  tell(events: boolean, deliveries: Iterable<string> = []): void {
    const news = { events, deliveries: new Set(deliveries) };
    queueMicrotask(() => {
      for (const watcher of this.watchers) watcher(news);
    });
  }

  remember(changes: ReadonlyMap<string, MemoryChange>): void {
    for (const [key, { value, expiresAt }] of changes) {
      if (value === undefined) this.memories.delete(key);
      else this.memories.set(key, { value, expiresAt });
    }
  }

  setTimer(timer: Timer): void {
    if (timer.dueAt === undefined) this.timers.delete(timer.key);
    else this.timers.set(timer.key, { ...timer, dueAt: timer.dueAt });
  }
}

function redrivePart(shelf: Shelf): Pick<Store, "redrive" | "discard" | "stopRedrive"> {
  const { outbox } = shelf;
  return {
    async redrive(wanted) {
      const { matched, queued, unfit, destinations } = outbox.redrive(wanted);
      if (queued > 0) shelf.tell(false, destinations);
      return wanted.sendTo === undefined ? { matched, queued } : { matched, queued, unfit };
    },
    discard: async (id) => outbox.discard(id),
    stopRedrive: async () => outbox.stopRedrive(),
  };
}

export function createMemoryStore(): Store {
  const shelf = new Shelf();
  const { inbox, outbox } = shelf;
  return {
    async accept(arrival) {
      const acceptance = inbox.insert(arrival);
      if (acceptance.status === "accepted") shelf.tell(true);
      return acceptance;
    },
    evaluate: async (max, plan) => evaluate(shelf, max, plan),
    fireTimers: async (now, max, awaited) => fireTimers(shelf, { now, max, awaited }),
    async setBack(by, now) {
      inbox.setBack(by, now);
      for (const timer of shelf.timers.values()) if (timer.dueAt >= setBefore(now, by)) shelf.setTimer(setBackBy(timer, by));
      shelf.tell(false, outbox.setBack(by, now));
    },
    waiting: async () => outbox.waiting(),
    backlog: async (to, now, max) => outbox.backlog(to, now, max),
    claimDeliveries: async (claim) => outbox.claim(claim),
    async settle(settled) {
      const written = settled.filter((each) => {
        const message = outbox.settle(each);
        if (message?.thread !== undefined && each.next.state !== "waiting") shelf.tell(false, [message.to]);
        return message !== undefined;
      });
      return written.map(({ id }) => id);
    },
    async release(sending) {
      for (const each of sending) outbox.release(each);
    },
    markAllDead: async (to, reason, detail, now, before) => outbox.markAllDead({ to, reason, detail, now, before }),
    hasten: async (hastened, now) => outbox.hasten(hastened, now),
    ...redrivePart(shelf),
    searchEvents: async (query) => inbox.search(query),
    event: async (id) => inbox.find(id),
    searchDeliveries: async (query) => outbox.search(query, (event) => inbox.find(event)?.session),
    delivery: async (id) => outbox.find(id),
    searchIncidents: async (query) => searchIncidents(shelf, query),
    async countIncidents() {
      const of = (state: IncidentState) => [...shelf.incidents.values()].filter((each) => each.state === state).length;
      return { open: of("open"), claimed: of("claimed"), snoozed: of("snoozed"), resolved: of("resolved") };
    },
    incident: async (id) => shelf.incidents.get(id),
    threadReference: async (to, thread) => shelf.outbox.reference(to, thread),
    ...conversationsPart(inbox, () => shelf.incidents.values()),
    // It keeps no questions: what is promised of them is promised of stores on a disk.
    groupQuestions: async () => ({ count: 0, hasMore: false }),
    questions: async () => ({ rows: [], next: undefined }),
    question: async () => undefined,
    answerQuestion: async () => undefined,
    questionToName: async () => undefined,
    nameQuestion: async () => {},
    recordUpload: async () => {},
    memory: async (key) => shelf.memories.get(key)?.value,
    stats: async () => statsOf(shelf),
    size: async () => ({ bytes: 0, timers: shelf.timers.size }),
    ...rulesPart(shelf),
    recorded: async (after, max) => inbox.recorded(after, max),
    prune: async (retention, now) => prune(shelf, retention, now),
    emptyQuarantine: async (retention, now, max) => inbox.emptyQuarantine(retention, now, max),
    forget: async (session, options) => forget(shelf, session, options?.dryRun === true),
    erase: async () => ({ kind: "erased" }),
    deliverers: () => 1,
    notify() {},
    onNotice: () => () => {},
    watch(watcher) {
      shelf.watchers.add(watcher);
      return () => void shelf.watchers.delete(watcher);
    },
    trouble: () => undefined,
    close: async () => {},
  };
}

function rulesPart({ kept, rules }: Shelf): Pick<Store, "keep" | "saveRules" | "rules" | "latestRules" | "rulesVersions"> {
  return {
    async keep(name, text, instead) {
      const before = kept.get(name) ?? instead;
      const now = before === instead ? text : (before ?? text);
      kept.set(name, now);
      return now;
    },
    async saveRules(version, text, at) {
      rules.delete(version); // the last one saved is the last one in the map
      rules.set(version, { text, at });
      const [oldest] = rules.keys();
      if (rules.size > 500 && oldest !== undefined) rules.delete(oldest);
      return true;
    },
    rules: async (version) => rules.get(version)?.text,
    rulesVersions: async (max) =>
      [...rules]
        .map(([version, { at }]) => ({ version, at }))
        .reverse()
        .slice(0, max),
    async latestRules() {
      const [version, saved] = [...rules].at(-1) ?? [];
      return version === undefined || saved === undefined ? undefined : { version, text: saved.text };
    },
  };
}

/** Where the planner throws nothing has changed. */
function evaluate(shelf: Shelf, max: number, plan: Planner): Evaluated {
  const events = shelf.inbox.pending(max);
  if (events.length === 0) return { count: 0, decisions: [] };
  const planned = plan(events);
  const known = new Map<string, Json>();
  for (const key of readsOf(planned)) {
    const memory = shelf.memories.get(key);
    if (memory !== undefined) known.set(key, memory.value);
  }
  const decision = planned.decide(known);
  const queued = write(shelf, decision);
  const decisions = events.map((event, index) => {
    const evaluation = decision.evaluations[index];
    const skipped = evaluation === undefined ? [] : skippedIn(evaluation.trace);
    return {
      event,
      rules: evaluation?.findings.map(({ rule }) => rule) ?? [],
      queued: queued[index] ?? [],
      skipped,
      ...limitedIn(evaluation?.trace),
    };
  });
  return { count: events.length, decisions };
}

/** Returns the destinations that each event has queued something for. */
function write(shelf: Shelf, decision: Decision): readonly (readonly string[])[] {
  const { inbox, outbox } = shelf;
  inbox.finish(decision.evaluations);
  const queued = decision.evaluations.map(({ messages }) => messages.filter((message) => outbox.insert(message)).map(({ to }) => to));
  shelf.remember(decision.memories);
  for (const timer of decision.timers) shelf.setTimer(timer);
  for (const event of decision.events) inbox.insertOwn(event);
  for (const incident of decision.incidents) shelf.incidents.set(incident.id, incident);
  shelf.tell(decision.events.length > 0, queued.flat());
  return queued;
}

type DueTimer = Pick<Timer, "key" | "source"> & { readonly dueAt: Instant };

interface Firing {
  readonly now: Instant;
  readonly max: number;
  readonly awaited: readonly string[] | undefined;
}

function fireTimers(shelf: Shelf, { now, max, awaited }: Firing): number {
  const oldest = shelf.inbox.pending(1)[0]?.receivedAt ?? now + 1;
  const isHeld = ({ key, source, dueAt }: DueTimer) =>
    awaited !== undefined && (dueAt >= oldest || (isAbsence(key) && awaited.includes(source)));
  const mayFire = (timer: DueTimer) => timer.dueAt <= now && !isHeld(timer);
  const due = [...shelf.timers.values()]
    .filter(mayFire)
    .sort((a, b) => a.dueAt - b.dueAt)
    .slice(0, max);
  for (const timer of due) {
    shelf.timers.delete(timer.key);
    shelf.inbox.insertOwn(dueEvent(timer, now));
  }
  if (due.length > 0) shelf.tell(true);
  return due.length;
}

function statsOf({ inbox, outbox, timers }: Shelf): Stats {
  const [pending, evaluated, quarantined] = [inbox.count("pending"), inbox.count("evaluated"), inbox.count("quarantined")];
  const [waiting, sending] = [outbox.count("waiting"), outbox.count("sending")];
  return {
    events: pending + evaluated + quarantined,
    pending,
    evaluated,
    quarantined,
    quarantinedBytes: inbox.quarantinedBytes,
    deliveries: { waiting, sending, delivered: outbox.count("delivered"), dead: outbox.count("dead") },
    sessions: [...timers.keys()].filter((key) => isOfKind(key, sessionTimers.kind)).length,
  };
}

function searchIncidents({ incidents }: Shelf, query: IncidentQuery): Page<Incident> {
  const { states, session, rule, owner, limit, before } = query;
  const items = [...incidents.values()].map((incident, index) => ({ incident, seq: index + 1 })); // in the order in which they were opened
  const found = items.filter(
    ({ incident }) =>
      (states === undefined || states.includes(incident.state)) &&
      (session === undefined || incident.session === session) &&
      (rule === undefined || incident.rule === rule) &&
      (owner === undefined || incident.owner?.id === owner),
  );
  return pageOf({ items: found, limit, before, read: ({ incident }) => incident });
}

/** A timer that came in behind the event at hand was due earlier than that, by as much as we were busy. */
const timersLateBy: Duration = hour;

/** What waits to be decided happened when it came in, a timer when it was due: it is judged by what had not expired then. */
function lookedBackTo({ inbox, timers }: Shelf, now: Instant): number {
  const waiting = inbox.pending(1).flatMap(({ receivedAt, occurredAt }) => [receivedAt - timersLateBy, occurredAt]);
  const set = Array.from(timers.values(), ({ dueAt }) => dueAt);
  return [...waiting, ...set].reduce((earliest, at) => Math.min(earliest, at), now as number);
}

function prune(shelf: Shelf, retention: Retention, now: Instant): number {
  const { inbox, outbox, memories, incidents } = shelf;
  const until = lookedBackTo(shelf, now);
  const expired = [...memories].filter(([, { expiresAt }]) => expiresAt < until);
  for (const [key] of expired) memories.delete(key);
  const resolved = [...incidents.values()].filter(({ state, updatedAt }) => state === "resolved" && updatedAt < now - retention.deliveries);
  for (const { id } of resolved) incidents.delete(id);
  return inbox.prune(retention, now) + outbox.prune(retention, now) + expired.length + resolved.length;
}

function forget(shelf: Shelf, session: string, dryRun: boolean): Forgotten {
  const { inbox, outbox, memories, timers, incidents } = shelf;
  const known = inbox.ofSession(session);
  const events = known.map(({ id }) => id);
  const own = [...incidents.values()].filter((each) => each.session === session).map(({ id }) => id);
  const many = incidentsOf(known).filter((id) => incidents.get(id)?.session === null);
  const opened = many.filter((id) => isOpenedBy(id, known) || outbox.hasParent(id, events));
  const touched = many.filter((id) => !opened.includes(id));
  const held = heldOfMany(shelf).filter(({ value }) => holdsOne(JSON.stringify(value), known));
  const recent = recentKeys(known).filter((key) => JSON.stringify(memories.get(key)?.value ?? null).includes(JSON.stringify(session)));
  const others = [...[...own, ...opened].map(incidentKey), ...held.map(({ key }) => key), ...recent].filter((key) => memories.has(key));
  const keys = [...[...memories.keys()].filter((key) => key.startsWith(sessionPrefix(session))), ...others];
  const doomed = outbox.of(events, own, [...opened, ...touched]);
  const reports = reportsIn(shelf);
  const quoting = outbox.quoting(reports, session);
  const queued = outbox.countOf(doomed);
  const counts = {
    events: known.length,
    pending: known.filter(({ status }) => status === "pending").length,
    quarantined: known.filter(({ status }) => status === "quarantined").length,
    ...queued,
    deliveries: queued.deliveries + quoting.length,
    incidents: own.length + opened.length,
    memories: keys.length,
  };
  const all = withUnread(counts, inbox.unread(session).length);
  if (dryRun) return all;
  inbox.forget(session);
  outbox.forget(doomed);
  inbox.forgetWords(reports, session);
  outbox.forgetWords(quoting, session);
  for (const id of [...own, ...opened]) incidents.delete(id);
  for (const id of touched) emptyWaiting(shelf, id);
  for (const key of keys) memories.delete(key);
  const isReleased = new Set(held.map(({ timer }) => timer));
  const stays = new Set(heldOfMany(shelf).map(({ timer }) => timer)); // another one's words wait by it now
  for (const [key, timer] of timers) {
    const isStep = opened.some((id) => key.startsWith(`step ${id} `));
    if (isReleased.has(key) || isStep || (timer.session === session && !stays.has(key))) timers.delete(key);
    else if (timer.session === session) timers.set(key, { ...timer, session: undefined });
  }
  return all;
}

function reportsIn({ kept }: Shelf): readonly string[] {
  return [...kept].flatMap(([name, text]) => (name.startsWith(reportMarks.from) ? markOf(text).events : []));
}

/** What waits for the hours of a rule as one for several visitors, by the timer that brings it back. */
function heldOfMany({ timers, memories }: Shelf): readonly { readonly timer: string; readonly key: string; readonly value: Json }[] {
  const { from, ofSessions } = releases;
  const shared = [...timers.keys()].filter((key) => key.startsWith(from) && !key.startsWith(ofSessions.from));
  return shared.flatMap((timer) => {
    const key = timer.slice(from.length);
    const memory = memories.get(key);
    return memory === undefined ? [] : [{ timer, key, value: memory.value }];
  });
}

function emptyWaiting({ incidents, memories }: Shelf, id: string): void {
  const incident = incidents.get(id as Incident["id"]); // named by a trace
  if (incident !== undefined) incidents.set(id, withoutWaiting(incident as unknown as Json) as unknown as Incident); // an incident is JSON
  const memory = memories.get(incidentKey(id));
  if (memory !== undefined) memories.set(incidentKey(id), { ...memory, value: withoutWaiting(memory.value) });
}
