/** Deliveries, from the queue to the end. Everything here runs inside a transaction of the writer. */

import { type DeadReason, type Message, type Sending, type Settled, together } from "../../core/delivery.ts";
import type { Json } from "../../core/json.ts";
import type { Claim, DueDestination, Handover, Hastened } from "../../core/store.ts";
import type { Elapsed, Instant } from "../../core/time.ts";
import { deliveryState, instantOf, messageOf, modes, type Row } from "../rows.ts";
import type { ChangeNotifier } from "./change-notifier.ts";
import { atMost, type Driver } from "./driver.ts";
import { rowsAStep } from "./steps.ts";
import type { Totals } from "./totals.ts";

/** Why the deliveries of a destination end. */
export interface SqliteDeadMark {
  readonly to: string;
  readonly reason: DeadReason;
  readonly detail: string;
  readonly now: Instant;
  /** Only waiting ones that have been due since then. */
  readonly before: Instant | undefined;
}

/** What became of a message. */
export interface InsertedMessage {
  /** False where it was queued already. */
  readonly isNew: boolean;
  readonly claimed?: Sending;
}

export interface MarkDeadStep {
  readonly dead: number;
  /** Where the next step continues; undefined at the end. */
  readonly next: number | undefined;
}

/** The most that are ended in one step. */
const deadAtOnce = 250;

/** The statements, prepared once. */
function prepare(db: Driver) {
  return {
    insert: db.prepare(`
      INSERT INTO outbox (id, key, event, rule, dest, thread, mode, urgent, state, lease_until, fence, due_at, reason, detail, body)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO NOTHING`),
    // One that was never claimed, because a message that may have arrived must not change under its key.
    standing: db.prepare(`
      SELECT seq, body FROM outbox WHERE dest = ? AND thread = ? AND thread IS NOT NULL AND state IN (0, 1, 4) AND state <> 1 AND mode = ? AND fence = 0
      ORDER BY seq DESC LIMIT 1`),
    rewrite: db.prepare("UPDATE outbox SET body = ? WHERE seq = ?"),
    backlog: db.prepare(
      `SELECT count(*) AS n FROM (SELECT 1 FROM outbox WHERE dest = ? AND state = 0 AND due_at <= ? AND mode = 0 ${atMost})`,
    ),
    nextDestination: db.prepare("SELECT dest, due_at FROM outbox WHERE state = 0 AND dest > ? ORDER BY dest, due_at LIMIT 1"),
    expire: db.prepare("UPDATE outbox SET state = 0, unsure = 1 WHERE dest = ? AND state = 1 AND lease_until < ?"),
    // Read, then written row by row: one UPDATE … RETURNING fills a table of its own, and takes 85 µs where these take 5.
    claimable: db.prepare(`
      SELECT * FROM outbox WHERE dest = ? AND state = 0 AND due_at <= ? AND (? IS NULL OR mode = ?) ORDER BY due_at, seq ${atMost}`),
    claim: db.prepare("UPDATE outbox SET state = 1, lease_until = ?, fence = fence + 1 WHERE seq = ?"),
    held: db.prepare("SELECT seq, dest, thread FROM outbox WHERE id = ? AND fence = ? AND state = 1"),
    update: db.prepare(`
      UPDATE outbox SET state = ?, first_due = coalesce(first_due, due_at), due_at = coalesce(?, due_at), settled_at = ?, attempts = ?, reason = ?, detail = ?, reference = ?, redriven = 0,
        progress = coalesce(?, progress), unsure = ?
      WHERE seq = ?`),
    record: db.prepare("INSERT INTO attempts (delivery, at, took, kind, reason, detail) VALUES (?, ?, ?, ?, ?, ?)"),
    release: db.prepare("UPDATE outbox SET state = 0 WHERE id = ? AND fence = ? AND state = 1"),
    releaseAll: db.prepare("UPDATE outbox SET state = 0, unsure = 1 WHERE state = 1"),
    open: db.prepare(`
      SELECT seq, dest FROM outbox INDEXED BY outbox_open WHERE state IN (0, 1, 4) AND seq > ? ORDER BY seq LIMIT ${rowsAStep}`),
    markDead: db.prepare("UPDATE outbox SET state = 3, settled_at = ?, reason = ?, detail = ? WHERE seq = ?"),
    old: db.prepare(
      `SELECT seq, dest, thread FROM outbox WHERE dest = ? AND state = 0 AND due_at <= ? ORDER BY due_at, seq LIMIT ${deadAtOnce}`,
    ),
    hasten: db.prepare("UPDATE outbox SET due_at = ?, attempts = ? WHERE id = ? AND fence = ? AND state = 0 AND due_at > ?"),
  };
}

export interface OutboxParts {
  readonly totals: Totals;
  readonly news: ChangeNotifier;
  readonly elapsed: Elapsed;
}

export class Outbox {
  readonly #totals: Totals;
  readonly #news: ChangeNotifier;
  readonly #threads: Threads;
  readonly #statements: ReturnType<typeof prepare>;

  readonly #elapsed: Elapsed;

  /** Leases use `elapsed`, a clock that nobody can set, because only this process has leases. */
  constructor(db: Driver, { totals, news, elapsed }: OutboxParts) {
    this.#elapsed = elapsed;
    this.#totals = totals;
    this.#news = news;
    this.#threads = createThreads(db);
    this.#statements = prepare(db);
  }

  /**
   * Queues a message once. A later one is merged into a waiting one where they can be sent together. One that its lane has room for is
   * claimed at once.
   */
  insert(message: Message, handover?: Handover): InsertedMessage {
    if (this.#takenIn(message)) return { isNew: true };
    const { id, event, rule, to, thread, mode = "new", urgent, dueAt, renderFailure, body } = message;
    const first = this.#firstState(message);
    const lease = first === deliveryState.waiting && thread === undefined ? handover?.lease(message) : undefined;
    const state = lease === undefined ? first : deliveryState.sending;
    const claim = lease === undefined ? [0, 0] : [Math.floor(this.#elapsed()) + lease, 1];
    const why = [renderFailure?.reason ?? null, renderFailure?.detail ?? null];
    const values = [
      id,
      id,
      event,
      rule,
      to,
      thread ?? null,
      modes.indexOf(mode),
      urgent ? 1 : 0,
      state,
      ...claim,
      dueAt,
      ...why,
      JSON.stringify(body),
    ];
    if (Number(this.#statements.insert.run(...values).changes) === 0) return { isNew: false };
    this.#totals.add("queued", 1);
    if (state === deliveryState.dead) this.#totals.add("dead", 1);
    if (state === deliveryState.waiting) this.#news.deliveriesWait(to);
    return { isNew: true, ...(lease !== undefined && { claimed: { message, key: id, attempts: 0, fence: 1, reference: undefined } }) };
  }

  #takenIn({ to, thread, mode = "new", body }: Message): boolean {
    if (mode === "new" || thread === undefined) return false;
    const row = this.#statements.standing.get(to, thread, modes.indexOf(mode));
    const merged = row && together(mode, JSON.parse(String(row.body)) as Json, body); // written by `insert`
    if (row === undefined || merged === undefined) return false;
    this.#statements.rewrite.run(JSON.stringify(merged), Number(row.seq));
    return true;
  }

  #firstState({ to, thread, renderFailure }: Message): number {
    if (renderFailure !== undefined) return deliveryState.dead;
    return thread !== undefined && this.#threads.isBusy(to, thread) ? deliveryState.behind : deliveryState.waiting;
  }

  waiting(): readonly DueDestination[] {
    const { nextDestination } = this.#statements;
    const found: DueDestination[] = [];
    for (let row = nextDestination.get(""); row !== undefined; row = nextDestination.get(String(row.dest))) {
      found.push({ to: String(row.dest), dueAt: instantOf(row.due_at) });
    }
    return found;
  }

  backlog(to: string, now: Instant, max: number): number {
    return Number(this.#statements.backlog.get(to, now, max)?.n ?? 0);
  }

  claim({ to, max, lease, now, mode }: Claim): readonly Sending[] {
    const elapsed = Math.floor(this.#elapsed());
    this.#statements.expire.run(to, elapsed);
    const only = mode === undefined ? null : modes.indexOf(mode);
    const rows = this.#statements.claimable.all(to, now, only, only, max);
    for (const { seq } of rows) this.#statements.claim.run(elapsed + lease, Number(seq));
    return rows.map((row) => this.#sendingOf({ ...row, fence: Number(row.fence) + 1 }));
  }

  #sendingOf(row: Row): Sending {
    const message = messageOf(row);
    return {
      message,
      key: String(row.key),
      attempts: Number(row.attempts),
      fence: Number(row.fence),
      reference: message.thread === undefined ? undefined : this.#threads.reference(message.to, message.thread),
      ...(row.unsure === 1 ? { unsure: true } : {}),
      ...(row.first_due === null ? {} : { since: instantOf(row.first_due) }),
      ...(row.progress === null ? {} : { progress: JSON.parse(String(row.progress)) as Json }), // written by #write
    };
  }

  /** False where the fence is stale. */
  settle(settled: Settled): boolean {
    const row = this.#statements.held.get(settled.id, settled.fence);
    if (row === undefined) return false;
    const { attempt, next } = settled;
    this.#write(settled, Number(row.seq));
    this.#statements.record.run(Number(row.seq), attempt.at, attempt.took, attempt.kind, attempt.reason, attempt.detail);
    if (next.state === "waiting") return true;
    this.#totals.add(next.state, 1);
    if (row.thread === null) return true;
    this.#threads.promote(String(row.dest), String(row.thread));
    this.#news.deliveriesWait(String(row.dest));
    return true;
  }

  #write({ next, attempts, attempt }: Settled, seq: number): void {
    const { update } = this.#statements;
    const { reason, detail } = attempt;
    if (next.state === "waiting") {
      const progress = next.progress === undefined ? null : JSON.stringify(next.progress);
      update.run(deliveryState.waiting, next.dueAt, null, attempts, reason, detail, null, progress, next.unsure === true ? 1 : 0, seq);
    }
    if (next.state === "delivered")
      update.run(deliveryState.delivered, null, next.at, attempts, null, null, next.reference ?? null, null, 0, seq);
    if (next.state === "dead") update.run(deliveryState.dead, null, next.at, attempts, next.reason, next.detail, null, null, 0, seq);
  }

  release(sending: Sending): void {
    this.#statements.release.run(sending.message.id, sending.fence);
  }

  /** After a restart nothing is claimed, so deliveries in state sending are due again. */
  releaseAll(): void {
    this.#statements.releaseAll.run();
  }

  /** Makes a delivery due that waits for its retry. */
  hasten({ id, fence, attempts }: Hastened, now: Instant): void {
    this.#statements.hasten.run(now, attempts, id, fence, now);
  }

  /** Ends those of the next open deliveries after `after` that are for the destination. */
  markDead(mark: SqliteDeadMark, after: number): MarkDeadStep {
    const { to, before } = mark;
    if (before !== undefined) return this.#buryOld(mark, before);
    const rows = this.#statements.open.all(after);
    const found = rows.filter(({ dest }) => dest === to).slice(0, deadAtOnce);
    for (const row of found) this.#buryOne(mark, row);
    this.#totals.add("dead", found.length);
    const last = found.length === deadAtOnce ? found.at(-1) : rows.length === rowsAStep ? rows.at(-1) : undefined;
    return { dead: found.length, next: last && Number(last.seq) };
  }

  /** The next step finds those behind these. */
  #buryOld(mark: SqliteDeadMark, before: Instant): MarkDeadStep {
    const rows = this.#statements.old.all(mark.to, before);
    for (const row of rows) this.#buryOne(mark, row);
    for (const { dest, thread } of rows) if (thread !== null) this.#threads.promote(String(dest), String(thread));
    this.#totals.add("dead", rows.length);
    return { dead: rows.length, next: rows.length === 0 ? undefined : 0 };
  }

  #buryOne({ now, reason, detail }: SqliteDeadMark, { seq }: Row): void {
    this.#statements.markDead.run(now, reason, detail, Number(seq));
  }
}

/** One message of a thread is waiting or being sent; the others wait behind it until it is settled. */
export interface Threads {
  isBusy(to: string, thread: string): boolean;
  promote(to: string, thread: string): void;
  /** The reference of the first delivered message of the thread, or of an update that had to begin it again. */
  reference(to: string, thread: string): string | undefined;
}

export function createThreads(db: Driver): Threads {
  const unsettled = db.prepare("SELECT 1 FROM outbox WHERE dest = ? AND thread = ? AND thread IS NOT NULL AND state IN (0, 1, 4) LIMIT 1");
  const promote = db.prepare(`
    UPDATE outbox SET state = 0 WHERE state = 4 AND seq =
      (SELECT min(seq) FROM outbox WHERE dest = ? AND thread = ? AND thread IS NOT NULL AND state IN (0, 1, 4))`);
  const ordered = (order: "ASC" | "DESC") =>
    db.prepare(`
      SELECT seq, reference FROM outbox WHERE dest = ? AND thread = ? AND mode = ? AND thread IS NOT NULL AND reference IS NOT NULL
      ORDER BY seq ${order} LIMIT 1`);
  const [first, last] = [ordered("ASC"), ordered("DESC")];

  function reference(to: string, thread: string): Row | undefined {
    const begunAnew = last.get(to, thread, modes.indexOf("update"));
    if (begunAnew !== undefined) return begunAnew;
    const firsts = (["new", "append"] as const).map((mode) => first.get(to, thread, modes.indexOf(mode)));
    return firsts.filter((row) => row !== undefined).sort((a, b) => Number(a.seq) - Number(b.seq))[0];
  }

  return {
    isBusy: (to, thread) => unsettled.get(to, thread) !== undefined,
    promote: (to, thread) => void promote.run(to, thread),
    reference: (to, thread) => reference(to, thread)?.reference as string | undefined, // a text column that is not null here
  };
}
