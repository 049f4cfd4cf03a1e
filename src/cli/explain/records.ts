/** Explains recorded events. It only reads the data, also while a relay uses it. */

import { exitCodes } from "../../app/ending.ts";
import type { DeliveryRow, EventDetail, Records } from "../../core/store.ts";
import { asTraced, type Explained, explain } from "../../rules/trials/explain.ts";
import { openSqliteRecords } from "../../stores/sqlite/records.ts";
import { type CliIo, type Refused, refused } from "../command.ts";
import { createOldRules, type OldRules } from "./rules.ts";

/** An event with its results. */
export interface EventAccount {
  readonly detail: EventDetail;
  readonly rules: readonly Explained[];
  readonly deliveries: readonly DeliveryRow[];
  /** Why the explanation is incomplete; undefined where it is complete. */
  readonly problem: string | undefined;
}

export interface Archive {
  readonly kind: "archive";
  /** Undefined where there is no such event. */
  account(id: string): Promise<EventAccount | undefined>;
  /** Ids with this beginning, a few of them where there are many. */
  eventIds(beginning: string): Promise<readonly string[]>;
  /** The ids of a session's events, oldest first, without timers of the relay. */
  session(session: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openArchive(folder: string, io: CliIo): Promise<Archive | Refused> {
  const opened = await openRecords(folder);
  return opened.kind === "refused" ? opened : archiveOf(opened.records, io);
}

/** The records of a folder, or why they cannot be read. */
export async function openRecords(folder: string): Promise<{ readonly kind: "opened"; readonly records: Records } | Refused> {
  const opened = await openSqliteRecords(folder);
  switch (opened.kind) {
    case "opened":
      return opened;
    case "missing":
      return refused(exitCodes.usage, `there is no data in ${folder}: name the folder of the relay with --data`);
    case "damaged":
      return refused(exitCodes.damaged, `${opened.detail}: restore relay.db from a backup`);
    case "unsuited":
      return refused(
        exitCodes.configuration,
        `${opened.detail}: use the version of avatar-relay that wrote it, or start this one on it once`,
      );
    default:
      return opened satisfies never;
  }
}

/** How many are shown where a beginning fits several ids. */
const mostLike = 5;

function archiveOf(records: Records, io: CliIo): Archive {
  const oldRules = createOldRules((version) => records.rules(version), io);
  return {
    kind: "archive",
    async account(id) {
      const detail = await records.event(id);
      if (detail === undefined) return undefined;
      const { rows: deliveries } = await records.searchDeliveries({ event: id, limit: 500 });
      const rules = detail.trace && (await oldRules(detail.trace.version));
      return { detail, deliveries, ...explained(detail, rules) };
    },
    eventIds: (beginning) => records.eventIds(beginning, mostLike),
    session: (session) => sessionEvents(records, session),
    close: () => records.close(),
  };
}

function explained(
  { event, trace, status, quarantine }: EventDetail,
  rules: OldRules | undefined,
): Pick<EventAccount, "rules" | "problem"> {
  if (trace === undefined || rules === undefined) return { rules: [], problem: whyUnexplained(status, quarantine) };
  if (rules.kind === "unknown") return { rules: trace.rules.map((each) => asTraced(each, {})), problem: rules.problem };
  if (event === undefined) return { rules: trace.rules.map((each) => asTraced(each, {})), problem: whyUnexplained("evaluated") };
  return { rules: explain({ event, trace, ...rules }), problem: undefined };
}

function whyUnexplained(status: EventDetail["status"], quarantine?: EventDetail["quarantine"]): string {
  if (status === "pending") return "the event waits for its evaluation";
  if (status !== "quarantined") return "retention has removed what was known of this event";
  const why = quarantine === undefined ? "" : `, ${quarantine.reason}: ${quarantine.detail}`;
  return `the event is quarantined and no rule looks at it${why}`;
}

const page = 500;

async function sessionEvents(records: Records, session: string): Promise<readonly string[]> {
  const ids: string[] = [];
  let before: string | undefined;
  do {
    const found = await records.searchEvents({ session, limit: page, ...(before === undefined ? {} : { before }) });
    ids.push(...found.rows.filter(({ type, findings }) => type !== "relay.timer" || findings.length > 0).map(({ id }) => id));
    before = found.next;
  } while (before !== undefined);
  return ids.reverse();
}
