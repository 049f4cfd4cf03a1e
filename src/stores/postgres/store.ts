/** The store on PostgreSQL: the parts of this folder behind the port. */

import type { Failpoint } from "../../core/failpoint.ts";
import type { QuestionStore } from "../../core/insights/questions.ts";
import { mentionOf } from "../../core/mention.ts";
import type { Redrive, Redriven, Store, StoreChanges } from "../../core/store.ts";
import type { Clock } from "../../core/time.ts";
import { withUnread } from "../of-many.ts";
import { countTimers, mostRulesVersions, sizeOf } from "../rows.ts";
import { written } from "../written.ts";
import {
  type Database,
  type DatabaseAddress,
  DatabaseConnection,
  type NamedStatement,
  type PostgresTrouble,
  troubleOf,
} from "./connection.ts";
import { eventsOfConversation, findConversation, lastWords, searchConversations } from "./conversations.ts";
import { DeliveryQueries } from "./delivery-queries.ts";
import { vacuum } from "./erase.ts";
import { EventQueries } from "./event-queries.ts";
import { rebuildFigures, storedFigures } from "./figures.ts";
import { forget } from "./forget.ts";
import { forgetUnread, type PostgresUnreadStep } from "./forget-unread.ts";
import { Heartbeat, type Serves } from "./heartbeat.ts";
import { countIncidents, findIncident } from "./incidents.ts";
import { findMemory, keep } from "./memory.ts";
import { reside, type Superseded } from "./migrate.ts";
import { threadReference } from "./outbox.ts";
import { projected, projectStep } from "./projection.ts";
import { createGroupStep } from "./questions/groups.ts";
import { answerQuestion, findQuestion, listQuestions, nameQuestion, questionToName, recordUpload } from "./questions/search.ts";
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
} from "./search/search.ts";
import { beforeAllPending, type PendingPosition, type SetBackBounds, setDeliveriesBack, setEventsBack, setTimersBack } from "./set-back.ts";
import { emptyQuarantine, prune } from "./upkeep.ts";

export interface PostgresParts {
  readonly address: DatabaseAddress;
  readonly clock: Clock;
  readonly serves: Serves;
  readonly failpoint: Failpoint;
  readonly superseded: Superseded;
}

export interface SharedStore {
  readonly store: Store;
  /** This process's clock, corrected by the database's. */
  readonly now: Clock;
}

/** A commit is on the disk when it returns, whatever the server's default is. A stricter default stays. */
const durable = "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')";
/** It is on the disk soon, and never before what was committed earlier. */
const soon = "SET synchronous_commit = off";

/** Joins the replicas of a migrated database. Rejects with the database's own error. */
export async function createPostgresStore({ address: place, clock, serves, failpoint, superseded }: PostgresParts): Promise<SharedStore> {
  const health = createHealth();
  const heartbeat = new Heartbeat({ address: place, clock, serves, ...health, hear: health.tell, noticed: health.noticed, superseded });
  await heartbeat.enter();
  const connection = (name: string, mode: string) => {
    const setUp = async (db: Database) => {
      await reside(db, superseded);
      await db.say(mode);
    };
    return new DatabaseConnection({ address: place, name, setUp, lost: health.failed });
  };
  const [accepting, evaluating, delivering, reading] = [
    connection("accept", durable),
    connection("evaluate", soon),
    connection("deliver", soon),
    connection("read", durable),
  ];
  const index = connection("index", soon);
  const announce = ({ events, deliveries }: { readonly events: boolean; readonly deliveries: readonly string[] }) => {
    health.tell({ events, deliveries: new Set(deliveries) });
    heartbeat.announce(events, deliveries);
  };
  const shared = { failpoint, announce, succeeded: health.succeeded, failed: health.failed };
  const events = await EventQueries.open({ ...shared, accepting, evaluating, replica: heartbeat.id, part: () => heartbeat.part });
  const deliveries = new DeliveryQueries({ ...shared, connection: delivering, owner: heartbeat.id, now: heartbeat.now });
  const store: Store = {
    accept: (arrival) => events.accept(arrival),
    evaluate: (max, plan) => events.evaluate(max, plan),
    fireTimers: (now, max, awaited) => events.fireTimers(now, max, awaited),
    async setBack(by, now) {
      announce({ events: false, deliveries: await setBack(reading, { by, now }, () => events.reread()) });
    },
    waiting: () => deliveries.waiting(),
    backlog: (to, now, max) => deliveries.backlog(to, now, max),
    claimDeliveries: (claim) => deliveries.claimDeliveries(claim),
    settle: (settled) => deliveries.settle(settled),
    release: (sending) => deliveries.release(sending),
    markAllDead: (...mark) => deliveries.markAllDead(...mark),
    hasten: (hastened, now) => deliveries.hasten(hastened, now),
    ...redrivePart(reading, announce, failpoint),
    ...searchPart(reading),
    ruleActivity: (query) => reading.use((db) => ruleActivity(db, query)),
    ...projectionPart(index, reading, failpoint),
    ...questionsPart(index, reading, failpoint),
    ...upkeepPart(reading, failpoint, (session) => events.forget(session)),
    erase: () => vacuum(place),
    deliverers: () => heartbeat.deliverers,
    watch: health.watch,
    notify: (notice) => heartbeat.notify(notice),
    onNotice: health.onNotice,
    trouble: health.trouble,
    async close() {
      await Promise.all([events.idle(), deliveries.idle()]);
      await heartbeat.leave();
      await Promise.all([accepting, evaluating, delivering, reading, index].map((each) => each.close()));
    },
  };
  return { store, now: heartbeat.now };
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
  readonly tell: (news: StoreChanges) => void;
  readonly watch: Store["watch"];
  readonly noticed: (notice: string) => void;
  readonly onNotice: Store["onNotice"];
  readonly trouble: Store["trouble"];
}

function createHealth(): Health {
  const watchers = new Set<(announce: StoreChanges) => void>();
  const listeners = new Set<(notice: string) => void>();
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
    noticed(notice) {
      for (const listener of listeners) listener(notice);
    },
    onNotice(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    trouble: () => trouble,
  };
}

type Part<Names extends keyof Store> = Pick<Store, Names>;

/** In many transactions: a kill in the middle leaves the rest dead, and the next redrive finds it. */
function redrivePart(
  reading: DatabaseConnection,
  announce: (news: { readonly events: boolean; readonly deliveries: readonly string[] }) => void,
  failpoint: Failpoint,
): Part<"redrive" | "stopRedrive" | "discard"> {
  let stops = 0;

  async function redriveNext(redrive: Redrive, position: Parameters<typeof redriveStep>[2]): Promise<PostgresRedriveStep> {
    const step = await reading.transact(async (db) => {
      const taken = await redriveStep(db, redrive, position);
      if (!redrive.dryRun) failpoint("in-redrive");
      return taken;
    });
    if (step.queued > 0) announce({ events: false, deliveries: step.destinations });
    return step;
  }

  return {
    async redrive(redrive) {
      const stopsBefore = stops;
      const last = await reading.use(lastDead);
      let done: Required<Redriven> = { matched: 0, queued: 0, unfit: 0 };
      for (let after: number | undefined = 0; after !== undefined && stops === stopsBefore; ) {
        const step: PostgresRedriveStep = await redriveNext(redrive, { after, last, queued: done.queued });
        done = { matched: done.matched + step.matched, queued: done.queued + step.queued, unfit: done.unfit + step.unfit };
        after = step.next;
      }
      const { matched, queued } = done;
      return redrive.sendTo === undefined ? { matched, queued } : done;
    },
    discard: (id) => reading.use((db) => discard(db, id)),
    async stopRedrive() {
      stops += 1; // a running one ends
      for (let stopped = 0; ; ) {
        const step = await reading.transact(stopRedriveStep);
        stopped += step.stopped;
        if (step.found === 0) return stopped;
      }
    },
  };
}

/**
 * In many transactions: a kill leaves the rest with its later due time. Returns the destinations for which something is due earlier now.
 */
async function setBack(reading: DatabaseConnection, bounds: SetBackBounds, reread: () => void): Promise<readonly string[]> {
  for (let after: PendingPosition | undefined = beforeAllPending; after !== undefined; ) {
    const from: PendingPosition = after;
    after = await reading.transact((db) => setEventsBack(db, bounds, from));
  }
  reread();
  for (let after: string | undefined = ""; after !== undefined; ) {
    const from: string = after;
    after = await reading.transact((db) => setTimersBack(db, bounds, from));
  }
  return reading.transact((db) => setDeliveriesBack(db, bounds));
}

const saveRules: NamedStatement = {
  name: "save-rules",
  text: `
    WITH saved AS (INSERT INTO rules (version, text, at) VALUES ($1, $2, $3) ON CONFLICT (version) DO UPDATE SET at = excluded.at)
    DELETE FROM rules WHERE version IN
      (SELECT version FROM rules WHERE version <> $1 ORDER BY at DESC, version OFFSET ${mostRulesVersions - 1})`,
};

type SearchPart = Part<
  | "searchEvents"
  | "event"
  | "searchDeliveries"
  | "delivery"
  | "searchIncidents"
  | "countIncidents"
  | "incident"
  | "threadReference"
  | "memory"
  | "stats"
  | "size"
  | "keep"
  | "saveRules"
  | "rules"
  | "latestRules"
  | "rulesVersions"
  | "recorded"
>;

const storeSize: NamedStatement = {
  name: "store-size",
  text: `
    SELECT coalesce(sum(pg_total_relation_size(oid)), 0) AS bytes, (${countTimers}) AS timers
    FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'`,
};

function searchPart(reading: DatabaseConnection): SearchPart {
  return {
    searchEvents: (query) => reading.use((db) => searchEvents(db, query)),
    event: (id) => reading.use((db) => findEvent(db, id)),
    searchDeliveries: (query) => reading.use((db) => searchDeliveries(db, query)),
    delivery: (id) => reading.use((db) => findDelivery(db, id)),
    countIncidents: () => reading.use(countIncidents),
    searchIncidents: (query) => reading.use((db) => searchIncidents(db, query)),
    incident: (id) => reading.use((db) => findIncident(db, id)),
    threadReference: (to, thread) => reading.use((db) => threadReference(db, to, thread)),
    memory: (key) => reading.use((db) => findMemory(db, key)),
    stats: () => reading.use(countAll),
    size: () => reading.use(async (db) => sizeOf((await db.run(storeSize))[0])),
    keep: (name, text, instead) => reading.use((db) => keep(db, name, text, instead)),
    saveRules: (version, text, now) =>
      written(
        reading.use((db) => db.run(saveRules, [version, text, now])),
        troubleOf,
      ),
    rules: (version) => reading.use((db) => findRules(db, version)),
    latestRules: () => reading.use(latestRules),
    rulesVersions: (max) => reading.use((db) => rulesVersions(db, max)),
    recorded: (after, max) => reading.use((db) => recordedEvents(db, after, max)),
  };
}

type ProjectionPart = Part<
  "project" | "projected" | "figures" | "rebuildFigures" | "searchConversations" | "conversation" | "conversationEvents" | "lastWords"
>;

/** Searches do not wait for a step that fills the tables. */
function projectionPart(index: DatabaseConnection, reading: DatabaseConnection, failpoint: Failpoint): ProjectionPart {
  return {
    project: (counts = true) =>
      index.transact(async (db) => {
        const step = await projectStep(db, counts);
        if (step.count > 0) failpoint("in-project");
        return step;
      }),
    projected: () => reading.use(projected),
    figures: (query) => reading.use((db) => storedFigures(db, query)),
    rebuildFigures: () => reading.use(rebuildFigures),
    searchConversations: (query) => reading.use((db) => searchConversations(db, query)),
    conversation: (id) => reading.use((db) => findConversation(db, id)),
    conversationEvents: (of, limit, before) => reading.use((db) => eventsOfConversation(db, of, limit, before)),
    lastWords: (of) => reading.use((db) => lastWords(db, of)),
  };
}

function questionsPart(index: DatabaseConnection, reading: DatabaseConnection, failpoint: Failpoint): QuestionStore {
  const group = createGroupStep();
  return {
    groupQuestions: (open) =>
      index.transact(async (db) => {
        const step = await group(db, open);
        if (step.count > 0) failpoint("in-questions");
        return step;
      }),
    questions: (query) => reading.use((db) => listQuestions(db, query)),
    question: (num) => reading.use((db) => findQuestion(db, num)),
    answerQuestion: (answer) => reading.use((db) => answerQuestion(db, answer)),
    recordUpload: (question, revision, upload) => reading.use((db) => recordUpload(db, question, revision, upload)),
    questionToName: (span, least) => reading.use((db) => questionToName(db, span, least)),
    nameQuestion: (num, name, quotes) => reading.use((db) => nameQuestion(db, num, name, quotes)),
  };
}

function upkeepPart(
  reading: DatabaseConnection,
  failpoint: Failpoint,
  drop: (session: string) => void,
): Part<"prune" | "emptyQuarantine" | "forget"> {
  return {
    prune: (retention, now, max) =>
      reading.transact(async (db) => {
        const count = await prune(db, retention, now, max);
        if (count > 0) failpoint("in-prune");
        return count;
      }),
    emptyQuarantine: (retention, now, max) => reading.transact((db) => emptyQuarantine(db, retention, now, max)),
    async forget(session, { dryRun } = { dryRun: false }) {
      const forgotten = await reading.transact((db) => forget(db, session, dryRun));
      if (!dryRun) drop(session);
      return withUnread(forgotten, await forgetAllUnread(reading, session, dryRun));
    },
  };
}

/** In many transactions: the next `forget` finds what a kill leaves. */
async function forgetAllUnread(reading: DatabaseConnection, session: string, dryRun: boolean): Promise<number> {
  const isMentioned = mentionOf(session);
  let found = 0;
  for (let after: number | undefined = 0; after !== undefined; ) {
    const from: number = after;
    const step: PostgresUnreadStep = await reading.transact((db) => forgetUnread(db, { after: from, isMentioned, dryRun }));
    found += step.found;
    after = step.next;
  }
  return found;
}
