/** What was set aside without anybody being able to read whose it is: it goes with the session whose id stands in its bytes. */

import { mentionOf } from "../../core/mention.ts";
import { eventStatus } from "../rows.ts";
import type { Driver } from "./driver.ts";
import type { Emptying } from "./emptying.ts";

/** A body has 256 KB at most: a step looks at eight megabytes. */
const bodiesAStep = 32;

export interface UnreadStep {
  readonly found: number;
  /** After which the next step goes on; undefined at the end. */
  readonly next: number | undefined;
}

export type ForgetUnread = (session: string, after: number, dryRun: boolean) => UnreadStep;

export function createForgetUnread(db: Driver, empty: Emptying): ForgetUnread {
  const some = db.prepare(`
    SELECT seq, CASE WHEN session IS NULL THEN raw END AS raw FROM inbox WHERE status = ${eventStatus.quarantined} AND seq > ?
    ORDER BY seq LIMIT ${bodiesAStep}`);
  return (session, after, dryRun) => {
    const isMentioned = mentionOf(session);
    const rows = some.all(after);
    const found = rows.filter(({ raw }) => raw instanceof Uint8Array && isMentioned(raw));
    if (!dryRun) for (const { seq } of found) empty(Number(seq));
    return { found: found.length, next: rows.length < bodiesAStep ? undefined : Number(rows.at(-1)?.seq) };
  };
}
