/** The store on PostgreSQL: the parts of this folder behind the port. */

import type { Failpoint } from "../../core/failpoint.ts";
import { mentionOf } from "../../core/mention.ts";
import type { News, Redrive, Redriven, Store } from "../../core/store.ts";
import type { Clock } from "../../core/time.ts";
import { withUnread } from "../of-many.ts";
import { written } from "../written.ts";
import { type Database, DatabaseLine, type DatabasePlace, type NamedStatement, type PostgresTrouble, troubleOf } from "./connection.ts";
import { eventsOfConversation, findConversation, searchConversations } from "./conversations.ts";
import { DispatchQueries } from "./dispatch.ts";
import { vacuum } from "./erase.ts";
import { forget } from "./forget.ts";
import { forgetUnread, type PostgresUnreadStep } from "./forget-unread.ts";
import { Heartbeat, type Serves } from "./heartbeat.ts";
import { countIncidents, findIncident } from "./incidents.ts";
import { PostgresIntake } from "./intake.ts";
import { findMemory, keep } from "./memory.ts";
import { reside, type Superseded } from "./migrate.ts";
import { projected, projectStep } from "./projection.ts";
import { discard, lastDead, type PostgresRedriveStep, redriveStep, stopRedriveStep } from "./redrive.ts";
import { ruleActivity } from "./rule-activity.ts";
import {
  countAll,
  findDelivery,
  findEvent,
  findRules,
  latestRules,
  recordedEvents,
  rulesVersions,
  searchDeliveries,
  searchEvents,
  searchIncidents,
} from "./search.ts";
import { beforeAllPending, type PendingPlace, type SetBackBounds, setDeliveriesBack, setEventsBack, setTimersBack } from "./set-back.ts";
import { emptyQuarantine, prune } from "./upkeep.ts";

export interface PostgresParts {
  readonly place: DatabasePlace;
  readonly clock: Clock;
  readonly serves: Serves;
  readonly failpoint: Failpoint;
  readonly superseded: Superseded;
}

export interface SharedStore {
  readonly store: Store;
  /** The process's clock put right by the database's. */
  readonly now: Clock;
}

/** A commit is on the disk when it returns, whatever the server's default is; a stricter default stays. */
const durable = "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')";
/** It is on the disk soon, and never before what was committed earlier. */
const soon = "SET synchronous_commit = off";

/** Enters the replicas of a migrated database. Rejects with the database's own error. */
export async function createPostgresStore({ place, clock, serves, failpoint, superseded }: PostgresParts): Promise<SharedStore> {
  const health = createHealth();
  const presence = new Heartbeat({ place, clock, serves, ...health, hear: health.tell, superseded });
  await presence.enter();
  const line = (name: string, mode: string) => {
    const setUp = async (db: Database) => {
      await reside(db, superseded);
      await db.say(mode);
    };
    return new DatabaseLine({ place, name, setUp, lost: health.failed });
  };
  const [door, work, post, desk] = [line("door", durable), line("work", soon), line("post", soon), line("desk", durable)];
  const index = line("index", soon);
  const announce = ({ events, deliveries }: { readonly events: boolean; readonly deliveries: readonly string[] }) => {
    health.tell({ events, deliveries: new Set(deliveries) });
    presence.tell(events, deliveries);
  };
  const shared = { failpoint, announce, succeeded: health.succeeded, failed: health.failed };
  const intake = await PostgresIntake.open({ ...shared, door, work, keeper: presence.id, part: () => presence.part });
  const dispatch = new DispatchQueries({ ...shared, line: post, owner: presence.id, now: presence.now });
  const store: Store = {
    accept: (arrival) => intake.accept(arrival),
    evaluate: (max, plan) => intake.evaluate(max, plan),
    fireTimers: (now, max, awaited) => intake.fireTimers(now, max, awaited),
    async setBack(by, now) {
      announce({ events: false, deliveries: await setBack(desk, { by, now }, () => intake.reread()) });
    },
    waiting: () => dispatch.waiting(),
    backlog: (to, now, max) => dispatch.backlog(to, now, max),
    claimDeliveries: (claim) => dispatch.claimDeliveries(claim),
    settle: (settled) => dispatch.settle(settled),
    release: (sending) => dispatch.release(sending),
    markAllDead: (...burial) => dispatch.markAllDead(...burial),
    hasten: (hastened, now) => dispatch.hasten(hastened, now),
    ...redrivePart(desk, announce, failpoint),
    ...searchPart(desk),
    ruleActivity: (query) => desk.use((db) => ruleActivity(db, query)),
    ...projectionPart(index, desk, failpoint),
    ...upkeepPart(desk, failpoint, (session) => intake.forget(session)),
    erase: () => vacuum(place),
    deliverers: () => presence.deliverers,
    watch: health.watch,
    trouble: health.trouble,
    async close() {
      await Promise.all([intake.idle(), dispatch.idle()]);
      await presence.leave();
      await Promise.all([door, work, post, desk, index].map((each) => each.close()));
    },
  };
  return { store, now: presence.now };
}

const sentences: Readonly<Record<PostgresTrouble, string>> = {
  full: "the database's disk is full",
  down: "the database cannot be reached",
  busy: "the database is overloaded",
  again: "the database's locks are held too long",
  other: "the database refused a transaction",
};

interface Health {
  readonly succeeded: () => void;
  readonly failed: (error: unknown) => void;
  readonly tell: (news: News) => void;
  readonly watch: Store["watch"];
  readonly trouble: Store["trouble"];
}

function createHealth(): Health {
  const watchers = new Set<(announce: News) => void>();
  let trouble: string | undefined;
  return {
    succeeded() {
      trouble = undefined;
    },
    failed(error) {
      trouble = sentences[troubleOf(error)];
    },
    tell(news) {
      for (const watcher of watchers) watcher(news);
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    trouble: () => trouble,
  };
}

type Part<Names extends keyof Store> = Pick<Store, Names>;

/** In many transactions: a kill in the middle leaves the rest dead, where the next redrive finds it. */
function redrivePart(
  desk: DatabaseLine,
  announce: (news: { readonly events: boolean; readonly deliveries: readonly string[] }) => void,
  failpoint: Failpoint,
): Part<"redrive" | "stopRedrive" | "discard"> {
  let stops = 0;

  async function redriveNext(redrive: Redrive, place: Parameters<typeof redriveStep>[2]): Promise<PostgresRedriveStep> {
    const step = await desk.transact(async (db) => {
      const taken = await redriveStep(db, redrive, place);
      if (!redrive.dryRun) failpoint("in-redrive");
      return taken;
    });
    if (step.queued > 0) announce({ events: false, deliveries: step.destinations });
    return step;
  }

  return {
    async redrive(redrive) {
      const stopsBefore = stops;
      const last = await desk.use(lastDead);
      let done: Required<Redriven> = { matched: 0, queued: 0, unfit: 0 };
      for (let after: number | undefined = 0; after !== undefined && stops === stopsBefore; ) {
        const step: PostgresRedriveStep = await redriveNext(redrive, { after, last, queued: done.queued });
        done = { matched: done.matched + step.matched, queued: done.queued + step.queued, unfit: done.unfit + step.unfit };
        after = step.next;
      }
      const { matched, queued } = done;
      return redrive.sendTo === undefined ? { matched, queued } : done;
    },
    discard: (id) => desk.use((db) => discard(db, id)),
    async stopRedrive() {
      stops += 1; // one that is under way ends
      for (let stopped = 0; ; ) {
        const step = await desk.transact(stopRedriveStep);
        stopped += step.stopped;
        if (step.found === 0) return stopped;
      }
    },
  };
}

/** In many transactions: what a kill leaves is due as late as it was. Returns the destinations for which something is due earlier now. */
async function setBack(desk: DatabaseLine, bounds: SetBackBounds, reread: () => void): Promise<readonly string[]> {
  for (let after: PendingPlace | undefined = beforeAllPending; after !== undefined; ) {
    const from: PendingPlace = after;
    after = await desk.transact((db) => setEventsBack(db, bounds, from));
  }
  reread();
  for (let after: string | undefined = ""; after !== undefined; ) {
    const from: string = after;
    after = await desk.transact((db) => setTimersBack(db, bounds, from));
  }
  return desk.transact((db) => setDeliveriesBack(db, bounds));
}

const saveRules: NamedStatement = {
  name: "save-rules",
  text: "INSERT INTO rules (version, text, at) VALUES ($1, $2, $3) ON CONFLICT (version) DO UPDATE SET at = excluded.at",
};

type SearchPart = Part<
  | "searchEvents"
  | "event"
  | "searchDeliveries"
  | "delivery"
  | "searchIncidents"
  | "countIncidents"
  | "incident"
  | "memory"
  | "stats"
  | "keep"
  | "saveRules"
  | "rules"
  | "latestRules"
  | "rulesVersions"
  | "recorded"
>;

function searchPart(desk: DatabaseLine): SearchPart {
  return {
    searchEvents: (query) => desk.use((db) => searchEvents(db, query)),
    event: (id) => desk.use((db) => findEvent(db, id)),
    searchDeliveries: (query) => desk.use((db) => searchDeliveries(db, query)),
    delivery: (id) => desk.use((db) => findDelivery(db, id)),
    countIncidents: () => desk.use(countIncidents),
    searchIncidents: (query) => desk.use((db) => searchIncidents(db, query)),
    incident: (id) => desk.use((db) => findIncident(db, id)),
    memory: (key) => desk.use((db) => findMemory(db, key)),
    stats: () => desk.use(countAll),
    keep: (name, text, instead) => desk.use((db) => keep(db, name, text, instead)),
    saveRules: (version, text, now) =>
      written(
        desk.use((db) => db.run(saveRules, [version, text, now])),
        troubleOf,
      ),
    rules: (version) => desk.use((db) => findRules(db, version)),
    latestRules: () => desk.use(latestRules),
    rulesVersions: (max) => desk.use((db) => rulesVersions(db, max)),
    recorded: (after, max) => desk.use((db) => recordedEvents(db, after, max)),
  };
}

type ProjectionPart = Part<"project" | "projected" | "searchConversations" | "conversation" | "conversationEvents">;

/** What is searched waits for no step that brings something in. */
function projectionPart(index: DatabaseLine, desk: DatabaseLine, failpoint: Failpoint): ProjectionPart {
  return {
    project: () =>
      index.transact(async (db) => {
        const step = await projectStep(db);
        if (step.count > 0) failpoint("in-project");
        return step;
      }),
    projected: () => desk.use(projected),
    searchConversations: (query) => desk.use((db) => searchConversations(db, query)),
    conversation: (id) => desk.use((db) => findConversation(db, id)),
    conversationEvents: (of, limit, before) => desk.use((db) => eventsOfConversation(db, of, limit, before)),
  };
}

function upkeepPart(
  desk: DatabaseLine,
  failpoint: Failpoint,
  drop: (session: string) => void,
): Part<"prune" | "emptyQuarantine" | "forget"> {
  return {
    prune: (retention, now, max) =>
      desk.transact(async (db) => {
        const count = await prune(db, retention, now, max);
        if (count > 0) failpoint("in-prune");
        return count;
      }),
    emptyQuarantine: (retention, now, max) => desk.transact((db) => emptyQuarantine(db, retention, now, max)),
    async forget(session, { dryRun } = { dryRun: false }) {
      const forgotten = await desk.transact((db) => forget(db, session, dryRun));
      if (!dryRun) drop(session);
      return withUnread(forgotten, await forgetAllUnread(desk, session, dryRun));
    },
  };
}

/** In many transactions: what a kill leaves is found by the next `forget`. */
async function forgetAllUnread(desk: DatabaseLine, session: string, dryRun: boolean): Promise<number> {
  const isMentioned = mentionOf(session);
  let found = 0;
  for (let after: number | undefined = 0; after !== undefined; ) {
    const from: number = after;
    const step: PostgresUnreadStep = await desk.transact((db) => forgetUnread(db, { after: from, isMentioned, dryRun }));
    found += step.found;
    after = step.next;
  }
  return found;
}
