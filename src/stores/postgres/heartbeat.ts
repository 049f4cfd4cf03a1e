/**
 * This process among those that share the database: it sends a heartbeat, gets notices of the others' work and reads the database's clock.
 */

import type { StoreChanges } from "../../core/store.ts";
import { type Clock, type Duration, type Instant, plus, second } from "../../core/time.ts";
import { type Database, type DatabaseAddress, DatabaseConnection, type NamedStatement } from "./connection.ts";
import { reside, type Superseded } from "./migrate.ts";
import { databaseNow } from "./outbox.ts";
import { schemaVersion } from "./steps.ts";

const beatEach: Duration = 2 * second;
/** A process without a heartbeat for this long loses what it claimed. */
const deadAfter: Duration = 10 * second;
/** Notices for other processes are collected for this long: each is a transaction and wakes all processes. */
const announceEach: Duration = 20;
/** Notices about work that this process does itself are delayed by this. Others then help with what is left. */
const askForHelpEach: Duration = 100;

const enter: NamedStatement = {
  name: "enter",
  text: `INSERT INTO replicas (seen_at, delivers, evaluates) VALUES (${databaseNow}, $1, $2) RETURNING id`,
};
const announce: NamedStatement = { name: "tell", text: "SELECT pg_notify($1, $2)" };
const leave: NamedStatement = {
  name: "leave",
  text: `
    WITH left_over AS (UPDATE outbox SET state = 0, owner = NULL, unsure = true WHERE state = 1 AND owner = $1)
    DELETE FROM replicas WHERE id = $1`,
};

/**
 * Also releases what dead processes have claimed; their fences become stale with the next claim. A process that was away itself releases
 * nothing.
 * A heartbeat in the future was sent before the database's clock was set back; its process gets the usual time for the next one.
 */
const beat: NamedStatement = {
  name: "beat",
  text: `
    WITH clock AS MATERIALIZED (SELECT ${databaseNow} AS now),
    here AS (INSERT INTO replicas (id, seen_at, delivers, evaluates) SELECT $1, now, $3, $4 FROM clock ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at),
    from_before AS (
      UPDATE replicas SET seen_at = (SELECT now FROM clock) WHERE id IN
        (SELECT id FROM replicas WHERE id <> $1 AND seen_at > (SELECT now FROM clock) + ${deadAfter} FOR UPDATE SKIP LOCKED)),
    dead AS (DELETE FROM replicas WHERE $2 AND id <> $1 AND seen_at < (SELECT now FROM clock) - ${deadAfter} RETURNING id),
    alive AS (SELECT id FROM replicas WHERE evaluates AND seen_at >= (SELECT now FROM clock) - ${deadAfter}),
    freed AS (UPDATE outbox SET state = 0, owner = NULL, unsure = true WHERE state = 1 AND owner IN (SELECT id FROM dead) RETURNING dest)
    SELECT now, (SELECT count(*) FROM replicas) AS replicas, (SELECT count(*) FROM replicas WHERE delivers AND id <> $1) AS deliverers,
      (SELECT count(*) FROM alive WHERE id <> $1) AS evaluators, (SELECT count(*) FROM alive WHERE id < $1) AS place,
      EXISTS (SELECT 1 FROM pending) AS waits,
      (SELECT coalesce(json_agg(DISTINCT dest), '[]')::text FROM freed) AS freed,
      (SELECT oldest FROM relay_schema) AS oldest FROM clock`,
};

/** The work that this process does itself. Other work is announced at once. */
export interface Serves {
  readonly evaluate: boolean;
  readonly deliver: boolean;
}

export interface HeartbeatOptions {
  readonly address: DatabaseAddress;
  readonly clock: Clock;
  readonly serves: Serves;
  readonly hear: (news: StoreChanges) => void;
  readonly noticed: (notice: string) => void;
  readonly succeeded: () => void;
  readonly failed: (error: unknown) => void;
  readonly superseded: Superseded;
}

export interface HeartbeatPart {
  readonly parts: number;
  /** From 0 on. */
  readonly part: number;
}

/** A notice between processes. */
interface Telegram {
  readonly from: number;
  /** A text for the observers. Earlier versions ignore it. */
  readonly notice?: string;
  readonly events: boolean;
  readonly deliveries: readonly string[];
}

/** PostgreSQL accepts no longer ones (postgresql.org/docs/current/sql-notify.html). */
const longestTelegram = 7_900;

export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #connection: DatabaseConnection;
  #channel = "";
  #id = 0;
  #replicas = 1;
  #otherDeliverers = 0;
  #part: HeartbeatPart = { parts: 1, part: 0 };
  readonly #startedAt: Instant;
  readonly #startedAtElapsed = performance.now();
  #skew: Duration = 0;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;
  /** Since when its heartbeats came without a gap. */
  #since = Number.POSITIVE_INFINITY;
  #events = false;
  readonly #deliveries = new Set<string>();
  #announcing: NodeJS.Timeout | undefined;
  /** When the next notice is sent. */
  #tellsAt = Number.POSITIVE_INFINITY;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#startedAt = options.clock();
    this.#connection = new DatabaseConnection({
      address: options.address,
      name: "heartbeat",
      setUp: (db) => this.#listen(db),
      notified: (payload) => this.#hear(payload),
      lost: (error) => {
        this.#since = Number.POSITIVE_INFINITY;
        options.failed(error);
      },
    });
  }

  get id(): number {
    return this.#id;
  }

  /** How many processes share the evaluation, and the index of this one. */
  get part(): HeartbeatPart {
    return this.#part;
  }

  get deliverers(): number {
    return this.#otherDeliverers + 1;
  }

  /** This process's clock, corrected by the database's, so that replicas agree on the time. Nobody sets it while the process runs. */
  readonly now = (): Instant => plus(this.#ownTime(), this.#skew);

  #ownTime(): Instant {
    return plus(this.#startedAt, Math.round(performance.now() - this.#startedAtElapsed));
  }

  async enter(): Promise<void> {
    const [row] = await this.#connection.use((db) => db.run(enter, [this.#options.serves.deliver, this.#options.serves.evaluate]));
    this.#id = Number(row?.id);
    await this.#beat();
    this.#timer = setInterval(() => {
      this.#beating ??= this.#beat()
        .catch(() => {}) // the connection has reported it
        .finally(() => {
          this.#beating = undefined;
        });
    }, beatEach);
  }

  async #listen(db: Database): Promise<void> {
    await reside(db, this.#options.superseded);
    const [row] = await db.say("SELECT current_schema() AS schema");
    this.#channel = `avatar_relay_${String(row?.schema)}`.slice(0, 63);
    await db.say(`LISTEN "${this.#channel.replaceAll('"', '""')}"`);
  }

  async #beat(): Promise<void> {
    const { serves } = this.#options;
    const wasLost = this.#since === Number.POSITIVE_INFINITY;
    const before = this.#ownTime();
    const started = performance.now();
    const [row] = await this.#connection.use((db) =>
      db.run(beat, [this.#id, performance.now() - this.#since > deadAfter, serves.deliver, serves.evaluate]),
    );
    this.#learnTime(Number(row?.now), before, performance.now() - started);
    if (wasLost) this.#since = performance.now();
    this.#replicas = Number(row?.replicas ?? 1);
    this.#otherDeliverers = Number(row?.deliverers ?? 0);
    this.#part = { parts: Number(row?.evaluators ?? 0) + 1, part: Number(row?.place ?? 0) };
    this.#options.succeeded();
    if (Number(row?.oldest) > schemaVersion) this.#options.superseded(Number(row?.oldest));
    const freed = JSON.parse(String(row?.freed ?? "[]")) as string[]; // json_agg of a text column
    if (row?.waits === true || freed.length > 0 || wasLost) this.#options.hear({ events: true, deliveries: new Set(freed) });
  }

  /** A difference that the round trip explains does not count. */
  #learnTime(database: number, before: number, took: Duration): void {
    const skew = Math.round(database - (before + took / 2));
    if (Math.abs(skew - this.#skew) > took / 2 + 1) this.#skew = Math.abs(skew) <= took / 2 + 1 ? 0 : skew;
  }

  /** Announces to the others what a commit has brought. */
  announce(events: boolean, deliveries: readonly string[]): void {
    this.#events ||= events;
    for (const to of deliveries) this.#deliveries.add(to);
    const { serves } = this.#options;
    const isOurs = (!events || serves.evaluate) && (deliveries.length === 0 || serves.deliver);
    if (this.#replicas > 1) this.#announceWithin(isOurs ? askForHelpEach : announceEach);
    else this.#forgetNews();
  }

  /** Passes a text to the others. It may get lost. */
  notify(notice: string): void {
    if (this.#replicas > 1) this.#send({ from: this.#id, events: false, deliveries: [], notice });
  }

  #announceWithin(span: Duration): void {
    const at = performance.now() + span;
    if (at >= this.#tellsAt) return;
    this.#tellsAt = at;
    clearTimeout(this.#announcing);
    this.#announcing = setTimeout(() => this.#announceNow(), span);
  }

  #forgetNews(): void {
    this.#events = false;
    this.#deliveries.clear();
  }

  #announceNow(): void {
    this.#tellsAt = Number.POSITIVE_INFINITY;
    const telegram: Telegram = { from: this.#id, events: this.#events, deliveries: [...this.#deliveries] };
    this.#forgetNews();
    this.#send(telegram);
  }

  #send(telegram: Telegram): void {
    const text = JSON.stringify(telegram);
    const payload = text.length <= longestTelegram ? text : JSON.stringify({ ...telegram, deliveries: [] }); // these are found by the regular look
    this.#connection.use((db) => db.run(announce, [this.#channel, payload])).catch(() => {}); // nobody depends on the notice, because every process also looks regularly
  }

  #hear(payload: string): void {
    const { from, events, deliveries, notice } = JSON.parse(payload) as Telegram; // sent by #send
    if (from === this.#id) return;
    if (notice !== undefined) this.#options.noticed(notice);
    if (events || deliveries.length > 0) this.#options.hear({ events, deliveries: new Set(deliveries) });
  }

  /** Releases what this process has claimed, and its name. */
  async leave(): Promise<void> {
    clearInterval(this.#timer);
    clearTimeout(this.#announcing);
    await this.#beating;
    await this.#connection.use((db) => db.run(leave, [this.#id])).catch(() => {}); // the others will notice
    await this.#connection.close();
  }
}
