/** Quarantined bytes without a readable session. They are deleted with the session whose id they contain. */

import { eventStatus } from "../rows.ts";
import type { Database, NamedStatement } from "./connection.ts";
import { slot } from "./schema.ts";

/** A body has at most 256 KB, so a step reads eight megabytes. */
const bodiesAStep = 32;

export interface PostgresUnreadStep {
  readonly found: number;
  /** Where the next step continues; undefined at the end. */
  readonly next: number | undefined;
}

const some: NamedStatement = {
  name: "some-unread",
  text: `
    SELECT seq, CASE WHEN session IS NULL THEN raw END AS raw FROM inbox WHERE status = ${eventStatus.quarantined} AND seq > $1
    ORDER BY seq LIMIT ${bodiesAStep} FOR UPDATE`,
};

const emptyUnread: NamedStatement = {
  name: "empty-unread",
  text: `
    WITH due AS MATERIALIZED (SELECT seq, octet_length(raw) AS bytes FROM inbox WHERE seq = ANY($1::bigint[])),
    emptied AS (UPDATE inbox SET status = ${eventStatus.emptied}, event = NULL, raw = NULL, detail = NULL FROM due WHERE inbox.seq = due.seq)
    UPDATE totals SET quarantined = quarantined - (SELECT count(*) FROM due), evaluated = evaluated + (SELECT count(*) FROM due),
      quarantined_bytes = quarantined_bytes - (SELECT coalesce(sum(bytes), 0) FROM due)
    WHERE slot = ${slot}`,
};

export interface UnreadRow {
  readonly after: number;
  readonly isMentioned: (raw: Uint8Array) => boolean;
  readonly dryRun: boolean;
}

export async function forgetUnread(db: Database, { after, isMentioned, dryRun }: UnreadRow): Promise<PostgresUnreadStep> {
  const rows = await db.run(some, [after]);
  const found = rows.filter(({ raw }) => raw instanceof Uint8Array && isMentioned(raw)).map(({ seq }) => Number(seq));
  if (!dryRun && found.length > 0) await db.run(emptyUnread, [found]);
  return { found: found.length, next: rows.length < bodiesAStep ? undefined : Number(rows.at(-1)?.seq) };
}
