/** The clock was set back: what waits by the clock of before is due earlier by as much. */

import type { Duration, Instant } from "../../core/time.ts";
import { setBefore } from "../../core/timer.ts";
import type { Database, Statement } from "./connection.ts";

/** As `setBackBy` of core/timer.ts has it. */
const moveTimers: Statement = {
  name: "set-back-timers",
  text: `
    UPDATE timers SET due_at = due_at - $1::bigint,
      payload = (payload::jsonb || jsonb_build_object('ahead', coalesce((payload::json->>'ahead')::bigint, 0) + $1::bigint))::text
    WHERE due_at >= $2`,
};

/** What was due by the clock of before, and held back, stays due. */
const moveDeliveries: Statement = {
  name: "set-back-deliveries",
  text: `
    WITH moved AS (UPDATE outbox SET due_at = due_at - $1::bigint WHERE state IN (0, 4) AND due_at > $2 RETURNING dest)
    SELECT DISTINCT dest FROM moved`,
};

/** Returns the destinations for which something is due earlier now. */
export async function setBack(db: Database, by: Duration, now: Instant): Promise<readonly string[]> {
  await db.run(moveTimers, [by, setBefore(now, by)]);
  return (await db.run(moveDeliveries, [by, now])).map(({ dest }) => String(dest));
}
