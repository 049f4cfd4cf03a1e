/**
 * The search tables, made from evaluated events: a row for each conversation, an index of events and findings, and the words that were
 * said. Everything here runs inside a transaction of the writer (docs/decisions/0016-conversations-follow-the-evaluation.md).
 */

import { type Conversation, type Entry, findingsOf } from "../../core/conversation.ts";
import type { Event } from "../../core/event.ts";
import type { ProjectedStep } from "../../core/store.ts";
import { searchWordsVersion } from "../../text/search-words.ts";
import { entryOf, nothingProjected, wordsOf } from "../conversations.ts";
import { allCounted } from "../figures.ts";
import { eventStatus, type Row } from "../rows.ts";
import { createConversationRows } from "./conversation-rows.ts";
import { atMost, type Driver } from "./driver.ts";
import { createCounting, type FigureCounting } from "./figures/counting.ts";
import { createPace } from "./pace.ts";
import type { Totals } from "./totals.ts";

/** Whether stored conversations or incidents are not counted yet. */
export function isCounting(totals: Pick<Totals, "get">): boolean {
  return totals.get("counted_to") < allCounted || totals.get("incidents_counted_to") < allCounted;
}

/** From the next step on everything stored is counted again. */
export function countFromStart(totals: Pick<Totals, "set">): void {
  totals.set("counted_to", 0);
  totals.set("incidents_counted_to", 0);
}

/** How long an arrival may wait for a step. */
const longestStep = 8;
const mostAtOnce = 500;

export interface Projection {
  /** Takes some events: first the newest evaluated ones, then those of an earlier version. `counts`: they are counted as well. */
  step(counts: boolean): ProjectedStep;
  /** An event's content will be deleted, so it can no longer be found. */
  drop(seq: number): void;
  /** Deletes the conversations of a session whose events were dropped. */
  forget(session: string): void;
}

export function createProjection(db: Driver, totals: Totals): Projection {
  const counting = createCounting(db, totals);
  const take = createTaking(db, counting);
  const emptyAll = () =>
    db.exec(`
      DELETE FROM conversations; DELETE FROM conversation_rules; DELETE FROM event_index; DELETE FROM findings;
      INSERT INTO said (said) VALUES ('delete-all')`);

  /** Words that another version of this program made cannot be removed one by one, so the tables are filled again. */
  function renew(): void {
    const version = totals.get("words_version");
    if (version === searchWordsVersion) return;
    totals.set("words_version", searchWordsVersion);
    if (version === 0) return;
    emptyAll();
    totals.set("filled_to", 0);
    totals.set("fill_end", totals.get("projected_to"));
    totals.set("counted_to", 0); // conversations get new numbers
  }

  const isBehind = (mark: "projected_to" | "filled_to", end: "evaluated_to" | "fill_end") => totals.get(mark) < totals.get(end);

  function stepTo(mark: "projected_to" | "filled_to", end: "evaluated_to" | "fill_end", isFresh: boolean): Omit<ProjectedStep, "hasMore"> {
    const { to, ...taken } = take(totals.get(mark), totals.get(end), isFresh);
    totals.set(mark, to);
    return taken;
  }

  function next(counts: boolean): Omit<ProjectedStep, "hasMore"> {
    if (isBehind("projected_to", "evaluated_to")) return stepTo("projected_to", "evaluated_to", counts);
    if (isBehind("filled_to", "fill_end")) return stepTo("filled_to", "fill_end", false);
    return counts ? { ...nothingProjected, count: counting.again() } : nothingProjected;
  }

  return {
    step(counts) {
      renew();
      if (!counts) countFromStart(totals); // once that is wanted again, with everything that is stored then
      const taken = next(counts);
      const isBusy = isBehind("projected_to", "evaluated_to") || isBehind("filled_to", "fill_end") || (counts && isCounting(totals));
      return { ...taken, hasMore: isBusy };
    },
    ...createRemoval(db),
  };
}

/** Takes some events of a range, and returns how far the tables are complete then. Events of an earlier version are counted later. */
type Taking = (after: number, upTo: number, isFresh: boolean) => Omit<ProjectedStep, "hasMore"> & { readonly to: number };

function createTaking(db: Driver, counting: Pick<FigureCounting, "fresh">): Taking {
  const entries = db.prepare(`
    SELECT inbox.seq, inbox.id, status, event, received_at, trace, conversation, reading FROM inbox LEFT JOIN evaluations ON evaluations.seq = inbox.seq
    WHERE inbox.seq > ? AND inbox.seq <= ? ORDER BY inbox.seq ${atMost}`);
  // An earlier version has no list of them.
  const insertEmptied = db.prepare("INSERT OR IGNORE INTO emptied (id, received_at, seq) VALUES (?, ?, ?)");
  const insert = db.prepare("INSERT INTO event_index (seq, conversation, at, type, agent, said, found) VALUES (?, ?, ?, ?, ?, ?, ?)");
  const insertFinding = db.prepare("INSERT INTO findings (rule, seq) VALUES (?, ?)");
  const insertWords = db.prepare("INSERT INTO said (rowid, words) VALUES (?, ?)");
  const rows = createConversationRows(db);
  const pace = createPace(longestStep);

  function indexOne({ place, event, trace }: Entry, at: number, conversation: number | undefined): void {
    const words = wordsOf(event).join(" ");
    if (words !== "") insertWords.run(place, words);
    const found = new Set(findingsOf(trace).map(({ rule }) => rule));
    insert.run(place, conversation ?? null, at, event.type, event.agent, words === "" ? 0 : 1, found.size > 0 ? 1 : 0);
    for (const rule of found) insertFinding.run(rule, place);
  }

  function project(found: readonly Row[], isFresh: boolean): ProjectedStep["conversations"] {
    const batch = rows.begin();
    const taken = found.map((row) => {
      const entry = entryOf(row);
      return { entry, at: Number(row.received_at), id: batch.add(entry) };
    });
    const numOf = rows.write(batch);
    for (const { entry, at, id } of taken) indexOne(entry, at, id === undefined ? undefined : numOf(id));
    if (isFresh) counting.fresh(taken, (id) => batch.numOf(id) !== undefined);
    return batch.changedNames();
  }

  return (after, upTo, isFresh) => {
    const startedAt = performance.now();
    const most = pace.within(mostAtOnce);
    const found = entries.all(after, upTo, most);
    const kept = found.filter(({ status }) => status === eventStatus.kept);
    const conversations = project(kept, isFresh);
    for (const { id, received_at: receivedAt, seq } of found.filter(({ status }) => status === eventStatus.emptied))
      insertEmptied.run(String(id), Number(receivedAt), Number(seq));
    pace.took(found.length, performance.now() - startedAt);
    return { count: Math.max(found.length, 1), conversations, to: found.length < most ? upTo : Number(found.at(-1)?.seq) };
  };
}

function createRemoval(db: Driver): Pick<Projection, "drop" | "forget"> {
  const indexed = db.prepare("SELECT conversation, said, event FROM event_index JOIN inbox USING (seq) WHERE seq = ?");
  const dropWords = db.prepare("INSERT INTO said (said, rowid, words) VALUES ('delete', ?, ?)");
  const dropEvent = db.prepare("DELETE FROM event_index WHERE seq = ?");
  const dropFindings = db.prepare("DELETE FROM findings WHERE rule = ? AND seq = ?");
  const findings = db.prepare("SELECT rule FROM findings WHERE seq = ?");
  const dropOver = db.prepare("DELETE FROM conversations WHERE num = ? AND last_seq <= ? RETURNING id, num, place, more");
  const dropOf = db.prepare("DELETE FROM conversations WHERE session = ? RETURNING id, num, place, more");
  const dropShare = db.prepare("DELETE FROM figure_shares WHERE id = ?");
  const dropRule = db.prepare("DELETE FROM conversation_rules WHERE rule = ? AND place = ? AND conversation = ?");

  function dropRest(gone: readonly Row[]): void {
    for (const { id, num, place, more } of gone) {
      dropShare.run(String(id)); // what it has added to the figures stays
      for (const rule of Object.keys((JSON.parse(String(more)) as Pick<Conversation, "findings">).findings))
        dropRule.run(rule, Number(place), Number(num));
    }
  }

  return {
    drop(seq) {
      const row = indexed.get(seq);
      if (row === undefined) return;
      if (row.said === 1 && typeof row.event === "string") dropWords.run(seq, wordsOf(JSON.parse(row.event) as Event).join(" ")); // written from an Event
      dropEvent.run(seq);
      for (const { rule } of findings.all(seq)) dropFindings.run(String(rule), seq);
      if (row.conversation !== null) dropRest(dropOver.all(Number(row.conversation), seq));
    },
    forget: (session) => dropRest(dropOf.all(session)),
  };
}
