/** Reads the records of a data folder beside the process that writes it. Nothing is locked and nothing is changed. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Event } from "../../core/event.ts";
import type { EventDetail, Recorded, Records } from "../../core/store.ts";
import { eventStatus, type Row } from "../rows.ts";
import { atMost, type Driver, loadDriver, type OpenDriver, troubleOf } from "./driver.ts";
import { createFigures } from "./figures/stored.ts";
import { createIncidents } from "./incidents.ts";
import { createQuestionSearch } from "./questions/search.ts";
import { schemaVersion } from "./schema.ts";
import { createSearch } from "./search.ts";
import { inSteps } from "./steps.ts";

export type OpenedRecords =
  | { readonly kind: "opened"; readonly records: Records }
  | { readonly kind: "missing" }
  | { readonly kind: "damaged" | "unsuited"; readonly detail: string };

/** Opens a folder for reading. Rejects only where the file cannot be opened at all, with SQLite's own error. */
export async function openSqliteRecords(folder: string): Promise<OpenedRecords> {
  const path = join(folder, "relay.db");
  if (!existsSync(path)) return { kind: "missing" };
  const open = await loadDriver();
  try {
    return opened(open, path);
  } catch (error) {
    if (troubleOf(error) !== "corrupt") throw error;
    return { kind: "damaged", detail: `${path}: ${(error as Error).message}` };
  }
}

function opened(open: OpenDriver, path: string): OpenedRecords {
  const db = open(path, { readOnly: true });
  const found = Number(db.prepare("PRAGMA user_version").get()?.user_version);
  if (found === schemaVersion) return { kind: "opened", records: recordsOf(db) };
  db.close();
  const detail = `the data was written by another version (schema ${found}, this one knows ${schemaVersion})`;
  return { kind: "unsuited", detail };
}

/** Ids are hexadecimal, so each id with this beginning sorts before this. */
const behindDigits = "g";

function recordsOf(db: Driver): Records {
  db.exec("PRAGMA busy_timeout = 2000");
  const totals = db.prepare("SELECT evaluated_to, projected_to, filled_to, fill_end, counted_to FROM totals");
  const get = (name: string) => Number(totals.get()?.[name] ?? 0);
  const mark = (name: string) => () => get(name);
  const search = createSearch(db, {
    evaluatedTo: mark("evaluated_to"),
    projectedTo: mark("projected_to"),
    filledTo: mark("filled_to"),
    fillEnd: mark("fill_end"),
  });
  const incidents = createIncidents(db);
  const figures = createFigures(db, { get });
  const questions = createQuestionSearch(db);
  const beginningWith = db.prepare(`SELECT id FROM inbox WHERE id >= ? AND id < ? ORDER BY id ${atMost}`);
  const version = db.prepare("SELECT version FROM evaluations WHERE seq = (SELECT seq FROM inbox WHERE id = ?)");

  /** Where no rule was evaluated there is no trace, only the version that decided so. */
  function withVersion(detail: EventDetail): EventDetail {
    const decidedBy = detail.trace === undefined ? version.get(detail.id)?.version : undefined;
    return decidedBy === undefined ? detail : { ...detail, trace: { version: String(decidedBy), rules: [] } };
  }

  return {
    searchEvents: (query) => inSteps(search.events(query)),
    async event(id) {
      const detail = search.event(id);
      return detail && withVersion(detail);
    },
    eventIds: (beginning, max) =>
      Promise.resolve(beginningWith.all(beginning, `${beginning}${behindDigits}`, max).map(({ id }) => String(id))),
    searchDeliveries: (query) => inSteps(search.deliveries(query)),
    searchIncidents: (query) => inSteps(incidents.search(query)),
    incident: (id) => Promise.resolve(incidents.find(id)),
    figures: (query) => inSteps(figures(query)),
    questions: (query) => inSteps(questions.list(query)),
    ...createHistory(db),
    close: async () => db.close(),
  };
}

/** The stored rules and events, as they were written. */
export function createHistory(db: Driver): Pick<Records, "rules" | "latestRules" | "recorded"> {
  const rules = db.prepare("SELECT text FROM rules WHERE version = ?");
  const latest = db.prepare("SELECT version, text FROM rules ORDER BY at DESC, version LIMIT 1");
  const version = "(SELECT version FROM evaluations WHERE evaluations.seq = inbox.seq) AS version";
  const events = db.prepare(`
    SELECT seq, event, ${version} FROM inbox
    WHERE seq > max(?, (SELECT emptied_to FROM totals WHERE one = 1)) AND status = ${eventStatus.kept} ORDER BY seq ${atMost}`);
  return {
    rules: (version) => Promise.resolve(rules.get(version)?.text as string | undefined), // a text column
    latestRules() {
      const row = latest.get();
      return Promise.resolve(row && { version: String(row.version), text: String(row.text) });
    },
    recorded(after, max) {
      return Promise.resolve(events.all(after, max).map(recordedOf));
    },
  };
}

function recordedOf({ seq, event, version }: Row): Recorded {
  const decided = version === null ? {} : { decidedBy: String(version) };
  return { place: Number(seq), event: JSON.parse(String(event)) as Event, ...decided }; // written from an Event
}
