/** This process among those that share the database: it shows that it lives, hears of the others' work and reads the database's clock. */

import type { StoreChanges } from "../../core/store.ts";
import { type Clock, type Duration, type Instant, plus, second } from "../../core/time.ts";
import { type Database, type DatabaseAddress, DatabaseConnection, type NamedStatement } from "./connection.ts";
import { reside, type Superseded } from "./migrate.ts";
import { databaseNow } from "./outbox.ts";
import { schemaVersion } from "./steps.ts";

const beatEach: Duration = 2 * second;
/** Who has not been seen for so long has lost what it claimed. */
const deadAfter: Duration = 10 * second;
/** News for others travel together: each telegram is a transaction, and wakes everybody. */
const announceEach: Duration = 20;
/** What this process does by itself is told to others only so much later: they help with what is left of it then. */
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
 * Also frees what the dead have held: with the next claim their fences are stale. Who was away itself judges nobody. Who was seen at a moment
 * that is still to come was seen before the database's clock was set back: it has as long as everybody to be seen again.
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

/** What this process does by itself; the rest is for others at once. */
export interface Serves {
  readonly evaluate: boolean;
  readonly deliver: boolean;
}

export interface HeartbeatOptions {
  readonly place: DatabaseAddress;
  readonly clock: Clock;
  readonly serves: Serves;
  readonly hear: (news: StoreChanges) => void;
  readonly succeeded: () => void;
  readonly failed: (error: unknown) => void;
  readonly superseded: Superseded;
}

export interface HeartbeatPart {
  readonly parts: number;
  /** From 0 on. */
  readonly part: number;
}

/** As it travels from process to process. */
interface Telegram {
  readonly from: number;
  readonly events: boolean;
  readonly deliveries: readonly string[];
}

/** PostgreSQL takes no longer ones (postgresql.org/docs/current/sql-notify.html). */
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
  /** Since when it has been seen without a break. */
  #since = Number.POSITIVE_INFINITY;
  #events = false;
  readonly #deliveries = new Set<string>();
  #announcing: NodeJS.Timeout | undefined;
  /** When the next telegram leaves. */
  #tellsAt = Number.POSITIVE_INFINITY;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#startedAt = options.clock();
    this.#connection = new DatabaseConnection({
      place: options.place,
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

  /** The work of evaluation is dealt out to so many processes, and this is our place among them. */
  get part(): HeartbeatPart {
    return this.#part;
  }

  get deliverers(): number {
    return this.#otherDeliverers + 1;
  }

  /** The process's clock put right by the database's, so that replicas agree on what time it is. Nobody sets it while the process runs. */
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
        .catch(() => {}) // the line has told
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

  /** What could as well be the way there and back is no difference. */
  #learnTime(database: number, before: number, took: Duration): void {
    const skew = Math.round(database - (before + took / 2));
    if (Math.abs(skew - this.#skew) > took / 2 + 1) this.#skew = Math.abs(skew) <= took / 2 + 1 ? 0 : skew;
  }

  /** Tells the others what a commit of ours has brought. */
  announce(events: boolean, deliveries: readonly string[]): void {
    this.#events ||= events;
    for (const to of deliveries) this.#deliveries.add(to);
    const { serves } = this.#options;
    const isOurs = (!events || serves.evaluate) && (deliveries.length === 0 || serves.deliver);
    if (this.#replicas > 1) this.#announceWithin(isOurs ? askForHelpEach : announceEach);
    else this.#forgetNews();
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
    const text = JSON.stringify(telegram);
    const payload = text.length <= longestTelegram ? text : JSON.stringify({ ...telegram, deliveries: [] }); // these are found by looking
    this.#connection.use((db) => db.run(announce, [this.#channel, payload])).catch(() => {}); // nobody has to hear of it: everybody looks, too
  }

  #hear(payload: string): void {
    const { from, events, deliveries } = JSON.parse(payload) as Telegram; // sent by tellNow
    if (from !== this.#id) this.#options.hear({ events, deliveries: new Set(deliveries) });
  }

  /** Gives back what this process holds, and its name. */
  async leave(): Promise<void> {
    clearInterval(this.#timer);
    clearTimeout(this.#announcing);
    await this.#beating;
    await this.#connection.use((db) => db.run(leave, [this.#id])).catch(() => {}); // the others will find out
    await this.#connection.close();
  }
}
