/** The store on one SQLite file: the parts of this folder behind the port. */

import type { Sending, Settled } from "../../core/delivery.ts";
import type { Failpoint } from "../../core/failpoint.ts";
import type { QuestionStore } from "../../core/insights/questions.ts";
import type { Claim, Redrive, Redriven, Stats, Store, StoreChanges } from "../../core/store.ts";
import type { Duration, Elapsed, Instant } from "../../core/time.ts";
import { nothingProjected } from "../conversations.ts";
import { withUnread } from "../of-many.ts";
import { countTimers, mostRulesVersions, rulesVersionOf, sizeOf } from "../rows.ts";
import { written } from "../written.ts";
import { type ChangeNotifier, createChangeNotifier } from "./change-notifier.ts";
import { createConversations } from "./conversations.ts";
import { atMost, type Driver, type SqliteTrouble, shortWait, troubleOf } from "./driver.ts";
import { EventWrites } from "./event-writes.ts";
import { createFigures } from "./figures/stored.ts";
import { type Checkpointer, Checkpoints } from "./files/checkpoints.ts";
import { type Damage, watchDamage } from "./files/damage.ts";
import { Erasing, type Overwriter } from "./files/erase.ts";
import { openLogSync } from "./files/log-sync.ts";
import type { UnreadStep } from "./forget-unread.ts";
import { createInbox } from "./inbox.ts";
import { createIncidents, type Incidents } from "./incidents.ts";
import { createKeyValues, createMemories, createMemoryReader, type Memories } from "./memory.ts";
import { createThreads, type MarkDeadStep, Outbox, type SqliteDeadMark } from "./outbox.ts";
import { createPace, inPacedSteps } from "./pace.ts";
import { countFromStart, createProjection, isCounting, type Projection } from "./projection.ts";
import { createQuestions, type Questions } from "./questions/groups.ts";
import { createQuestionSearch } from "./questions/search.ts";
import { createHistory } from "./records.ts";
import { createRedriving, type RedriveStep, type Redriving } from "./redrive.ts";
import { createRuleActivity } from "./rule-activity.ts";
import { createSearch } from "./search.ts";
import { createSetBack, type SetBack } from "./set-back.ts";
import { inSteps } from "./steps.ts";
import { createTimers } from "./timers.ts";
import { createTotals, type Totals } from "./totals.ts";
import { createUpkeep, type UpkeepParts } from "./upkeep.ts";
import { Writer } from "./writer.ts";

/** Why the process has to end: its answers could no longer be trusted. */
export type Fatal = "fsync_failed" | "damaged";

export interface SqliteParts {
  readonly db: Driver;
  /** The path of its write-ahead log. */
  readonly log: string;
  readonly lock: Driver;
  readonly failpoint: Failpoint;
  readonly fatal: (why: Fatal, error: unknown) => void;
  /** The folder for the answers that people write; none are written as files where it is left out. */
  readonly knowledge?: string | undefined;
  readonly openOverwriter?: (() => Overwriter) | undefined;
  readonly openCheckpointer?: (() => Checkpointer) | undefined;
  /** Called with the reason why checkpoints are made in this thread, which answers nothing meanwhile. */
  readonly fellBack: (detail: string) => void;
  /** For leases. */
  readonly elapsed?: Elapsed | undefined;
}

/** Events that wait for their evaluation while it still gets as much time as arrivals do. */
const farBehind = 1_000;

/** Nobody can set it. */
const sinceStart: Elapsed = () => performance.now();

type Part<Names extends keyof Store> = Pick<Store, Names>;

/** Builds the store on an open, migrated and locked database. */
export function createSqliteStore(parts: SqliteParts): Store {
  const { db: opened, log, lock, failpoint, fatal, knowledge, elapsed = sinceStart, ...beside } = parts;
  const damage = watchDamage(opened);
  const { db } = damage;
  const totals = createTotals(db);
  const news = createChangeNotifier();
  const memories = createMemories(db);
  const timers = createTimers(db, totals);
  const incidents = createIncidents(db);
  const outbox = new Outbox(db, { totals, news, elapsed });
  const health = createHealth({ totals, news, drop: () => memories.drop(), damage, fatal, committed: () => checkpoints.committed() });
  const events: EventWrites = new EventWrites({
    inbox: createInbox(db, totals, news),
    outbox,
    memories,
    timers,
    incidents,
    failpoint,
    writer: () => writer,
  });
  const sync = openLogSync({ path: log, failed: health.syncFailed, idle: () => writer.rest() });
  const writer: Writer = new Writer({
    db,
    sync,
    collected: () => events.collected(),
    isBehind: () => totals.get("events") - totals.get("evaluated") - totals.get("quarantined") > farBehind,
    mark: totals.mark,
    closing: totals.flush,
    ...health,
  });
  const checkpoints: Checkpoints = new Checkpoints({ db, writer, failed: health.failed, ...beside });
  outbox.releaseAll();
  db.exec(`${shortWait}; PRAGMA synchronous = NORMAL`); // from here on the process serves others, and waits for the disk beside that
  const projection = createProjection(db, totals);
  const questions = createQuestions(db, totals, knowledge);
  const erasing = new Erasing({ db, writer, checkpoints, failed: health.failed, ...beside });
  return {
    accept: (arrival) => events.accept(arrival),
    evaluate: (max, plan, handover) => events.evaluate(max, plan, handover),
    fireTimers: (now, max, awaited) => events.fireTimers(now, max, awaited),
    setBack: (by, now) => setBack({ writer, steps: createSetBack(db, news, totals), reread: () => events.reread() }, by, now),
    ...deliveriesPart(writer, outbox, failpoint),
    ...redrivePart({ writer, redriving: createRedriving(db, totals, news), failpoint }),
    ...searchPart({ db, damage, totals, incidents }),
    ...projectionPart({ writer, projection, totals, failpoint }),
    ...questionsPart({ db, writer, questions, damage, failpoint }),
    ...rulesPart(db, writer),
    ...upkeepPart({ db, writer, totals, incidents, timers, projection, questions, failpoint, drop: () => dropAll(memories, events) }),
    erase: () => erasing.erase(),
    deliverers: () => 1,
    watch: health.watch,
    notify() {}, // no other process has the file
    onNotice: () => () => {},
    trouble: health.trouble,
    close: () => closeAll({ erasing, checkpoints, writer }, [db, lock]),
  };
}

interface Running {
  readonly erasing: Erasing;
  readonly checkpoints: Checkpoints;
  readonly writer: Writer;
}

async function closeAll({ erasing, checkpoints, writer }: Running, databases: readonly Driver[]): Promise<void> {
  await erasing.stop();
  await writer.idle();
  await checkpoints.close();
  writer.close();
  for (const each of databases) each.close();
}

/** Rows were deleted, so caches are dropped. */
function dropAll(memories: Memories, events: EventWrites): void {
  memories.drop();
  events.reread();
}

const sentences: Readonly<Record<SqliteTrouble, string>> = {
  full: "the disk is full",
  io: "the disk does not take what is written",
  corrupt: "the database is damaged",
  busy: "another program holds the database",
  unopened: "the files of the database cannot be opened or written",
  other: "the database refused a transaction",
};

interface Health {
  readonly succeeded: () => void;
  readonly failed: (error: unknown) => void;
  readonly syncFailed: (error: unknown) => void;
  readonly watch: Store["watch"];
  readonly trouble: Store["trouble"];
}

interface HealthParts {
  readonly totals: Totals;
  readonly news: ChangeNotifier;
  /** Drops what a rolled back transaction left in memory. */
  readonly drop: () => void;
  readonly damage: Damage;
  readonly fatal: SqliteParts["fatal"];
  /** Called after each commit. */
  readonly committed: () => void;
}

function createHealth({ totals, news, drop, damage, fatal, committed }: HealthParts): Health {
  const watchers = new Set<(changes: StoreChanges) => void>();
  let trouble: string | undefined;
  return {
    succeeded() {
      trouble = undefined;
      const changes = news.take();
      if (changes !== undefined) for (const watcher of watchers) watcher(changes);
      committed();
    },
    failed(error) {
      totals.reload();
      news.take();
      drop();
      const why = troubleOf(error);
      trouble = sentences[why];
      if (why === "io") fatal("fsync_failed", error); // the kernel does not report dropped data twice, so fsync is never repeated
      if (why === "corrupt") fatal("damaged", error);
    },
    syncFailed(error) {
      trouble = sentences.io;
      fatal("fsync_failed", error);
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    trouble: () => damage.found() ?? trouble,
  };
}

type DeliveriesPart = Part<"waiting" | "backlog" | "claimDeliveries" | "settle" | "release" | "markAllDead" | "hasten">;

function deliveriesPart(writer: Writer, outbox: Outbox, failpoint: Failpoint): DeliveriesPart {
  return {
    waiting: () => Promise.resolve(outbox.waiting()),
    backlog: (to, now, max) => Promise.resolve(outbox.backlog(to, now, max)),
    claimDeliveries: (claim: Claim) =>
      writer.perform({
        write: () => outbox.claim(claim),
        committed: (claimed) => claimed.length > 0 && failpoint("after-claim"),
        leaves: true,
      }),
    settle: (settled: readonly Settled[]) =>
      writer.perform({
        write() {
          const ids = settled.filter((each) => outbox.settle(each)).map(({ id }) => id);
          failpoint(settled.some(({ next }) => next.state === "dead") ? "in-bury" : "in-settle");
          return ids;
        },
      }),
    release: (sending: readonly Sending[]) => writer.perform({ write: () => sending.forEach((each) => void outbox.release(each)) }),
    markAllDead: (to, reason, detail, now, before) => markAllDead(writer, outbox, { to, reason, detail, now, before }),
    hasten: async (hastened, now) => {
      if (hastened.length > 0) await writer.perform({ write: () => hastened.forEach((each) => void outbox.hasten(each, now)) });
    },
  };
}

/** In many transactions: after a kill the next start ends the rest. */
async function markAllDead(writer: Writer, outbox: Outbox, mark: SqliteDeadMark): Promise<number> {
  let dead = 0;
  for (let after: number | undefined = 0; after !== undefined; ) {
    const from: number = after;
    const step: MarkDeadStep = await writer.perform({ write: () => outbox.markDead(mark, from) });
    dead += step.dead;
    after = step.next;
  }
  return dead;
}

interface SetBackParts {
  readonly writer: Writer;
  readonly steps: SetBack;
  /** Events in memory are read again from the disk. */
  readonly reread: () => void;
}

/** In many transactions: a kill leaves the rest with its later due time. */
async function setBack({ writer, steps: { events, timers, deliveries }, reread }: SetBackParts, by: Duration, now: Instant): Promise<void> {
  for (let after: number | undefined = 0; after !== undefined; ) {
    const from: number = after;
    after = await writer.perform({ write: () => events(by, now, from), committed: reread });
  }
  for (let after: string | undefined = ""; after !== undefined; ) {
    const from: string = after;
    after = await writer.perform({ write: () => timers(by, now, from) });
  }
  for (let after: number | undefined = 0; after !== undefined; ) {
    const from: number = after;
    after = await writer.perform({ write: () => deliveries(by, now, from) });
  }
}

interface RedriveParts {
  readonly writer: Writer;
  readonly redriving: Redriving;
  readonly failpoint: Failpoint;
}

/** In many transactions: a kill in the middle leaves the rest dead, and the next redrive finds it. */
function redrivePart({ writer, redriving, failpoint }: RedriveParts): Part<"redrive" | "stopRedrive" | "discard"> {
  let stops = 0;

  async function redrive(wanted: Redrive): Promise<Redriven> {
    const stopsBefore = stops;
    const last = redriving.last();
    let done: Required<Redriven> = { matched: 0, queued: 0, unfit: 0 };
    for (let after: number | undefined = 0; after !== undefined && stops === stopsBefore; ) {
      const position = { after, last, queued: done.queued };
      const step: RedriveStep = await writer.perform({
        write() {
          const redriven = redriving.redrive(wanted, position);
          if (!wanted.dryRun) failpoint("in-redrive");
          return redriven;
        },
      });
      done = { matched: done.matched + step.matched, queued: done.queued + step.queued, unfit: done.unfit + step.unfit };
      after = step.next;
    }
    const { matched, queued } = done;
    return wanted.sendTo === undefined ? { matched, queued } : done;
  }

  return {
    redrive,
    discard: (id) => writer.perform({ write: () => redriving.discard(id) }),
    async stopRedrive() {
      stops += 1; // a running one ends
      let stopped = 0;
      for (;;) {
        const count = await writer.perform({ write: () => redriving.stop() });
        if (count === 0) return stopped;
        stopped += count;
      }
    },
  };
}

interface ProjectionParts {
  readonly writer: Writer;
  readonly projection: Projection;
  readonly totals: Totals;
  readonly failpoint: Failpoint;
}

function projectionPart({ writer, projection, totals, failpoint }: ProjectionParts): Part<"project" | "projected" | "rebuildFigures"> {
  const projected = () => ({
    behind: totals.get("evaluated_to") - totals.get("projected_to"),
    filled: totals.get("filled_to"),
    toFill: totals.get("fill_end"),
  });
  return {
    async project(counts = true) {
      const { behind, filled, toFill } = projected();
      if (behind === 0 && filled >= toFill && !(counts && isCounting(totals))) return nothingProjected;
      return writer.perform({
        write() {
          const projected = projection.step(counts);
          failpoint("in-project");
          return projected;
        },
        background: true,
      });
    },
    projected: async () => projected(),
    rebuildFigures: () => writer.perform({ write: () => countFromStart(totals) }),
  };
}

interface QuestionParts {
  readonly db: Driver;
  readonly writer: Writer;
  readonly questions: Questions;
  readonly damage: Damage;
  readonly failpoint: Failpoint;
}

function questionsPart({ db, writer, questions, damage, failpoint }: QuestionParts): QuestionStore {
  const search = createQuestionSearch(db);
  return {
    async groupQuestions(open) {
      if (!questions.isBehind()) return { count: 0, hasMore: false };
      return writer.perform({
        write() {
          const step = questions.step(open);
          failpoint("in-questions");
          return step;
        },
      });
    },
    questions: (query) => inSteps(search.list(query), damage.read),
    question: (num) => new Promise((resolve) => resolve(damage.read(() => search.find(num)))),
    answerQuestion: (answer) => writer.perform({ write: () => questions.answer(answer), committed: questions.writeFiles }),
    recordUpload: (question, revision, upload) => writer.perform({ write: () => questions.recordUpload(question, revision, upload) }),
    questionToName: (span, least) => new Promise((resolve) => resolve(damage.read(() => search.unnamed(span, least)))),
    nameQuestion: (num, name, quotes) => writer.perform({ write: () => questions.name(num, name, quotes) }),
  };
}

type SearchPart = Part<
  | "searchEvents"
  | "event"
  | "searchDeliveries"
  | "delivery"
  | "searchIncidents"
  | "countIncidents"
  | "incident"
  | "threadReference"
  | "searchConversations"
  | "size"
  | "ruleActivity"
  | "figures"
  | "conversation"
  | "conversationEvents"
  | "lastWords"
  | "memory"
  | "stats"
>;

interface SearchParts {
  readonly db: Driver;
  readonly damage: Damage;
  readonly totals: Totals;
  readonly incidents: Incidents;
}

function searchPart({ db, damage, totals, incidents }: SearchParts): SearchPart {
  const search = createSearch(db, {
    evaluatedTo: () => totals.get("evaluated_to"),
    projectedTo: () => totals.get("projected_to"),
    filledTo: () => totals.get("filled_to"),
    fillEnd: () => totals.get("fill_end"),
  });
  const sending = db.prepare("SELECT count(*) AS n FROM outbox WHERE state = 1");

  function stats(): Stats {
    const [events, evaluated, quarantined] = [totals.get("events"), totals.get("evaluated"), totals.get("quarantined")];
    const [delivered, dead, inFlight] = [totals.get("delivered"), totals.get("dead"), Number(sending.get()?.n ?? 0)];
    return {
      events,
      pending: events - evaluated - quarantined,
      evaluated,
      quarantined,
      quarantinedBytes: totals.get("quarantined_bytes"),
      deliveries: { waiting: totals.get("queued") - delivered - dead - inFlight, sending: inFlight, delivered, dead },
      sessions: totals.get("sessions"),
    };
  }

  const size = db.prepare(
    `SELECT page_count * page_size AS bytes, (${countTimers}) AS timers FROM pragma_page_count(), pragma_page_size()`,
  );
  const threads = createThreads(db);
  const memory = createMemoryReader(db);
  const conversations = createConversations(db);
  const ruleActivity = createRuleActivity(db);
  const figures = createFigures(db, totals);

  const reading = <Result>(read: () => Result) => new Promise<Result>((resolve) => resolve(damage.read(read)));
  return {
    searchEvents: (query) => inSteps(search.events(query), damage.read),
    event: (id) => reading(() => search.event(id)),
    searchDeliveries: (query) => inSteps(search.deliveries(query), damage.read),
    delivery: (id) => reading(() => search.delivery(id)),
    searchIncidents: (query) => inSteps(incidents.search(query), damage.read),
    incident: (id) => reading(() => incidents.find(id)),
    threadReference: (to, thread) => reading(() => threads.reference(to, thread)),
    countIncidents: () => reading(() => incidents.count()),
    ruleActivity: (query) => inSteps(ruleActivity(query), damage.read),
    figures: (query) => inSteps(figures(query), damage.read),
    searchConversations: (query) => inSteps(conversations.search(query), damage.read),
    conversation: (id) => reading(() => conversations.find(id)),
    conversationEvents: (of, limit, before) => reading(() => conversations.events(of, limit, before)),
    lastWords: (of) => reading(() => conversations.lastWords(of)),
    memory: (key) => reading(() => memory(key)),
    stats: () => reading(stats),
    size: () => reading(() => sizeOf(size.get())),
  };
}

function rulesPart(db: Driver, writer: Writer): Part<"keep" | "saveRules" | "rules" | "latestRules" | "rulesVersions" | "recorded"> {
  const keyValues = createKeyValues(db);
  const save = db.prepare("INSERT INTO rules (version, text, at) VALUES (?, ?, ?) ON CONFLICT (version) DO UPDATE SET at = excluded.at");
  const dropOld = db.prepare(
    `DELETE FROM rules WHERE version IN (SELECT version FROM rules ORDER BY at DESC, version LIMIT -1 OFFSET ${mostRulesVersions})`,
  );
  const saveOne = (version: string, text: string, now: Instant) => {
    save.run(version, text, now);
    dropOld.run();
  };
  const versions = db.prepare(`SELECT version, at FROM rules ORDER BY at DESC, version ${atMost}`);
  return {
    keep: async (name, text, instead) =>
      (instead === undefined ? keyValues.find(name) : undefined) ??
      (await writer.perform({ write: () => keyValues.keep(name, text, instead) })),
    saveRules: (version, text, now) => written(writer.perform({ write: () => saveOne(version, text, now) }), troubleOf),
    rulesVersions: async (max) => versions.all(max).map(rulesVersionOf),
    ...createHistory(db),
  };
}

interface UpkeepPart extends UpkeepParts {
  readonly writer: Writer;
  readonly failpoint: Failpoint;
  readonly questions: Questions;
  readonly drop: () => void;
}

/** Each step looks for several kinds of rows, of which there may be few. */
const longestPruning: Duration = 10;

function upkeepPart({ writer, failpoint, drop, ...parts }: UpkeepPart): Part<"prune" | "emptyQuarantine" | "forget"> {
  const upkeep = createUpkeep(parts);
  const pace = createPace(longestPruning);
  return {
    prune: (retention, now, max) =>
      inPacedSteps({ writer, pace }, max, {
        write(most) {
          const count = upkeep.prune(retention, now, most);
          if (count > 0) failpoint("in-prune");
          return count;
        },
        committed: (count) => count > 0 && drop(),
        background: true,
      }),
    emptyQuarantine: (retention, now, max) =>
      writer.perform({ write: () => upkeep.emptyQuarantine(retention, now, max), background: true }),
    async forget(session, { dryRun } = { dryRun: false }) {
      const known = await writer.perform({
        write: () => (dryRun ? upkeep.known : upkeep.forget)(session),
        committed: () => dryRun || drop(),
      });
      if (!dryRun) parts.questions.writeFiles();
      return withUnread(known, await forgetUnread(writer, (after) => upkeep.forgetUnread(session, after, dryRun)));
    },
  };
}

/** In many transactions: the next `forget` finds what a kill leaves. */
async function forgetUnread(writer: Writer, look: (after: number) => UnreadStep): Promise<number> {
  let found = 0;
  for (let after: number | undefined = 0; after !== undefined; ) {
    const from: number = after;
    const step: UnreadStep = await writer.perform({ write: () => look(from) });
    found += step.found;
    after = step.next;
  }
  return found;
}
