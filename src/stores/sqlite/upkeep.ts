/** Retention, in small steps, and deletion of sessions. Everything here runs inside a transaction of the writer. */

import { idPrefix } from "../../core/event.ts";
import type { EmptiedQuarantine, Forgotten, Retention } from "../../core/store.ts";
import { type Duration, hour, type Instant, plus } from "../../core/time.ts";
import { oldestFigures } from "../figures.ts";
import { dayOf } from "../questions.ts";
import { eventStatus } from "../rows.ts";
import { atMost, type Driver, type Statement } from "./driver.ts";
import type { Emptying } from "./emptying.ts";
import { createForget } from "./forget.ts";
import { createForgetUnread, type ForgetUnread } from "./forget-unread.ts";
import type { Incidents } from "./incidents.ts";
import type { Projection } from "./projection.ts";
import type { Questions } from "./questions/groups.ts";
import type { Timers } from "./timers.ts";
import type { Totals } from "./totals.ts";

export interface Upkeep {
  prune(retention: Retention, now: Instant, max: number): number;
  emptyQuarantine(retention: Retention, now: Instant, max: number): EmptiedQuarantine;
  forget(session: string): Forgotten;
  /** What `forget` would delete. */
  known(session: string): Forgotten;
  forgetUnread: ForgetUnread;
}

export interface UpkeepParts {
  readonly db: Driver;
  readonly totals: Totals;
  readonly incidents: Incidents;
  readonly timers: Timers;
  readonly projection: Pick<Projection, "drop" | "forget">;
  readonly questions: Pick<Questions, "drop" | "forget" | "prune">;
}

export function createUpkeep({ db, totals, incidents, timers, projection, questions }: UpkeepParts): Upkeep {
  const drop = (seq: number) => {
    projection.drop(seq);
    questions.drop(seq);
  };
  const { outdate, forget: empty } = createEmptying(db, totals, drop);
  const forget = createForget({ db, totals, incidents, timers, projection, questions, empty });
  return {
    ...pruning(db, totals, { outdate, incidents, timers, questions }),
    emptyQuarantine: emptying(db, totals, outdate),
    forget,
    known: (session) => triedOut(db, totals, () => forget(session)),
    forgetUnread: createForgetUnread(db, empty),
  };
}

/** Does the work and rolls it back, so the counts are exact. */
function triedOut<Result>(db: Driver, totals: Totals, work: () => Result): Result {
  const goBack = totals.mark();
  db.exec("SAVEPOINT counting");
  try {
    return work();
  } finally {
    goBack();
    db.exec("ROLLBACK TO counting; RELEASE counting");
  }
}

interface Removal {
  readonly outdate: Emptying;
  readonly incidents: Incidents;
  readonly timers: Timers;
  readonly questions: Pick<Questions, "prune">;
}

function emptying(db: Driver, totals: Totals, outdate: Emptying): Upkeep["emptyQuarantine"] {
  const oldest = db.prepare(`SELECT seq, received_at FROM inbox WHERE status = ${eventStatus.quarantined} ORDER BY seq ${atMost}`);
  return (retention, now, max) => {
    const counts = { old: 0, over: 0 };
    for (const { seq, received_at: receivedAt } of oldest.all(max)) {
      const isOld = Number(receivedAt) < now - retention.quarantined;
      if (!isOld && totals.get("quarantined_bytes") <= retention.quarantinedBytes) break;
      outdate(Number(seq));
      counts[isOld ? "old" : "over"] += 1;
    }
    return counts;
  };
}

/** A timer that came in after the present event was due earlier, by as long as the relay was busy. */
const timersLateBy: Duration = hour;

/** After retention an event keeps its session, which finds its deliveries while they are stored. */
function createEmptying(
  db: Driver,
  totals: Totals,
  drop: (seq: number) => void,
): { readonly outdate: Emptying; readonly forget: Emptying } {
  const emptied = `status = ${eventStatus.emptied}, event = NULL, raw = NULL, detail = NULL`;
  const emptyRow = db.prepare(`UPDATE inbox SET ${emptied} WHERE seq = ?`);
  const forgetRow = db.prepare(`UPDATE inbox SET ${emptied}, session = NULL WHERE seq = ?`);
  const putAside = db.prepare(`SELECT length(raw) AS bytes FROM inbox WHERE seq = ? AND status = ${eventStatus.quarantined}`);
  const dropEvaluation = db.prepare("DELETE FROM evaluations WHERE seq = ?");
  const noteEmptied = db.prepare(
    "INSERT OR IGNORE INTO emptied (id, received_at, seq) SELECT id, received_at, seq FROM inbox WHERE seq = ?",
  );
  const emptying = (update: Statement) => (seq: number) => {
    const aside = putAside.get(seq);
    if (aside !== undefined) {
      totals.add("quarantined_bytes", -Number(aside.bytes ?? 0));
      totals.add("quarantined", -1);
      totals.add("evaluated", 1); // it never will be
    }
    drop(seq);
    update.run(seq);
    noteEmptied.run(seq);
    dropEvaluation.run(seq);
  };
  return { outdate: emptying(emptyRow), forget: emptying(forgetRow) };
}

function pruning(db: Driver, totals: Totals, { outdate, incidents, timers, questions }: Removal): Pick<Upkeep, "prune"> {
  const evaluatedFrom = db.prepare(`SELECT seq, status, received_at FROM inbox WHERE seq > ? AND seq <= ? ORDER BY seq ${atMost}`);
  // By its own time as well: a key is kept longer than its event could be repeated. An event without a
  // usable time of its own could be repeated for ever, so its key is kept for ever.
  const dropKeys = db.prepare(`
    DELETE FROM inbox WHERE seq IN
      (SELECT seq FROM emptied WHERE received_at < ? AND id >= '00000001' AND id < ? ORDER BY id ${atMost}) RETURNING id`);
  const dropEmptied = db.prepare("DELETE FROM emptied WHERE id = ?");
  const dropDelivered = db.prepare(
    `DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox WHERE state = 2 AND settled_at < ? ORDER BY settled_at ${atMost}) RETURNING seq`,
  );
  const dropAttempts = db.prepare("DELETE FROM attempts WHERE delivery = ?");
  const dropFigures = db.prepare(`DELETE FROM figures WHERE id IN (SELECT id FROM figures WHERE id < ? ORDER BY id ${atMost})`);
  const dropShares = db.prepare(`DELETE FROM figure_shares WHERE id IN (SELECT id FROM figure_shares WHERE id > '' ORDER BY id ${atMost})`);
  const dropMemories = db.prepare(`DELETE FROM memory WHERE key IN (SELECT key FROM memory WHERE expires_at < ? ${atMost})`);
  const { lookedBackTo, passQuarantined } = waiting(db, totals, timers);

  /** Continues after the last step, up to the first event that is young or not evaluated. */
  function emptyEvents(before: number, max: number): number {
    let emptied = 0;
    for (const row of evaluatedFrom.all(totals.get("emptied_to"), totals.get("evaluated_to"), max)) {
      if (Number(row.received_at) >= before) break;
      if (row.status === eventStatus.kept) outdate(Number(row.seq));
      totals.set("emptied_to", Number(row.seq));
      emptied += 1;
    }
    return emptied;
  }

  function deleteDelivered(before: number, max: number): number {
    const rows = dropDelivered.all(before, max);
    for (const row of rows) dropAttempts.run(Number(row.seq));
    return rows.length;
  }

  function deleteFigures(keep: number, now: Instant, max: number): number {
    const shares = keep > 0 ? 0 : Number(dropShares.run(max).changes);
    return shares + Number(dropFigures.run(oldestFigures(keep, now), max).changes);
  }

  return {
    prune(retention, now, max) {
      const passed = passQuarantined(max);
      const emptied = emptyEvents(now - retention.events, max);
      const before = now - retention.dedupe;
      const keys = dropKeys.all(before, idPrefix(before), max);
      for (const { id } of keys) dropEmptied.run(String(id));
      const delivered = deleteDelivered(now - retention.deliveries, max);
      const resolved = incidents.prune(plus(now, -retention.deliveries), max);
      const figures = deleteFigures(retention.figures, now, max);
      const counts = questions.prune(dayOf(plus(now, -retention.figures)), max);
      return (
        passed + emptied + keys.length + delivered + resolved + figures + counts + Number(dropMemories.run(lookedBackTo(now), max).changes)
      );
    },
  };
}

/** Events that still wait, and events that only look so. */
function waiting(db: Driver, totals: Totals, timers: Timers) {
  const firstWaiting = db.prepare(
    `SELECT min(received_at - ${timersLateBy}, json_extract(event, '$.occurredAt')) AS at FROM inbox WHERE seq > ? AND status = ${eventStatus.kept} ORDER BY seq LIMIT 1`,
  );
  const behindEvaluated = db.prepare(`SELECT seq, status FROM inbox WHERE seq > ? ORDER BY seq ${atMost}`);

  return {
    /** A waiting event happened when it came in, and a timer when it was due. Memories that had not expired then are still needed. */
    lookedBackTo(now: Instant): number {
      const first = Number(firstWaiting.get(totals.get("evaluated_to"))?.at ?? now);
      return Math.min(now, first, timers.earliest() ?? now);
    },
    /**
     * Quarantined rows wait for no evaluation. This moves the mark past them, so that a search for waiting events need not skip them each
     * time.
     */
    passQuarantined(max: number): number {
      let passed = 0;
      for (const { seq, status } of behindEvaluated.all(totals.get("evaluated_to"), max)) {
        if (status === eventStatus.kept) break;
        totals.set("evaluated_to", Number(seq));
        passed += 1;
      }
      return passed;
    },
  };
}
