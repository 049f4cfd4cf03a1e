/** Quarantined bytes without a readable session. They are deleted with the session whose id they contain. */

import { mentionOf } from "../../core/mention.ts";
import { eventStatus } from "../rows.ts";
import type { Driver } from "./driver.ts";
import type { Emptying } from "./emptying.ts";

/** A body has at most 256 KB, so a step reads eight megabytes. */
const bodiesAStep = 32;

export interface UnreadStep {
  readonly found: number;
  /** Where the next step continues; undefined at the end. */
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
