/**
 * The search tables, made from evaluated events. A trigger notes each evaluation of any version of the program, and another
 * one removes what retention and `forget` delete (steps.ts). One process at a time handles the notes, in the transaction after them.
 */

import { type Entry, findingsOf } from "../../core/conversation.ts";
import type { Projected, ProjectedStep } from "../../core/store.ts";
import { searchWordsVersion } from "../../text/search-words.ts";
import { ConversationBatch, type StoredConversation } from "../conversation-batch.ts";
import { cellsOf, conversationOf, entryOf, nothingProjected, positionOf, wordsOf } from "../conversations.ts";
import { eventStatus, type Row } from "../rows.ts";
import type { Database, NamedStatement } from "./connection.ts";
import { countEvaluated, countSomeAgain, isCounting, rebuildFigures } from "./figures.ts";

const atOnce = 300;

const isMine: NamedStatement = {
  name: "project-alone",
  text: "SELECT pg_try_advisory_xact_lock(hashtext('avatar-relay project ' || current_schema())) AS mine",
};

/** Rows of evaluations are locked, so that what is deleted meanwhile is removed here as well. */
const columns = "inbox.seq, event, received_at, trace, conversation, reading";

const takeNoted: NamedStatement = {
  name: "take-noted",
  text: `
    WITH taken AS (
      DELETE FROM unprojected WHERE seq IN (SELECT seq FROM unprojected ORDER BY seq LIMIT $1) RETURNING seq)
    SELECT taken.seq AS noted, ${columns} FROM taken
    LEFT JOIN evaluations ON evaluations.seq = taken.seq LEFT JOIN inbox ON inbox.seq = taken.seq AND status = ${eventStatus.kept}
    ORDER BY taken.seq`,
};

const lockNoted: NamedStatement = {
  name: "lock-noted",
  text: "SELECT seq FROM evaluations WHERE seq = ANY($1::bigint[]) ORDER BY seq FOR KEY SHARE",
};

const takeLeft: NamedStatement = {
  name: "take-left",
  text: `
    SELECT evaluations.seq AS noted, ${columns} FROM evaluations JOIN inbox ON inbox.seq = evaluations.seq AND status = ${eventStatus.kept}
    WHERE evaluations.seq > (SELECT value FROM marks WHERE name = 'filled_to') AND evaluations.seq <= (SELECT value FROM marks WHERE name = 'fill_end')
      AND NOT EXISTS (SELECT 1 FROM event_index WHERE event_index.seq = evaluations.seq)
      AND NOT EXISTS (SELECT 1 FROM unprojected WHERE unprojected.seq = evaluations.seq)
    ORDER BY evaluations.seq LIMIT $1`,
};

const setFilled: NamedStatement = {
  name: "set-filled",
  text: `
    UPDATE marks SET value = coalesce($1::bigint, (SELECT value FROM marks WHERE name = 'fill_end'))
    WHERE name = 'filled_to'`,
};

export async function projectStep(db: Database, counts: boolean): Promise<ProjectedStep> {
  const [lock] = await db.run(isMine);
  if (lock?.mine !== true) return nothingProjected;
  await renew(db);
  if (!counts) await rebuildFigures(db); // once that is wanted again, with everything that is stored then
  const isBusy = async () => (await isFilling(db)) || (counts && (await isCounting(db)));
  const noted = await db.run(takeNoted, [atOnce]);
  if (noted.length > 0) {
    const conversations = await write(db, await stillThere(db, noted), counts);
    return { count: noted.length, conversations, hasMore: noted.length === atOnce || (await isBusy()) };
  }
  if (await isFilling(db)) return fill(db);
  const count = counts ? await countSomeAgain(db) : 0;
  return count === 0 ? nothingProjected : { count, conversations: [], hasMore: await isBusy() };
}

const readFilling: NamedStatement = {
  name: "is-filling",
  text: `
    SELECT (SELECT value FROM marks WHERE name = 'filled_to') < (SELECT value FROM marks WHERE name = 'fill_end') AS filling`,
};

async function isFilling(db: Database): Promise<boolean> {
  const [row] = await db.run(readFilling);
  return row?.filling === true;
}

async function fill(db: Database): Promise<ProjectedStep> {
  const left = await db.run(takeLeft, [atOnce]);
  const conversations = await write(db, await stillThere(db, left), false);
  await db.run(setFilled, [left.length < atOnce ? null : Number(left.at(-1)?.seq)]);
  return { count: Math.max(1, left.length), conversations, hasMore: true };
}

/** Without those that were deleted since the note. */
async function stillThere(db: Database, rows: readonly Row[]): Promise<readonly Row[]> {
  const kept = rows.filter(({ event }) => typeof event === "string");
  const locked = new Set((await db.run(lockNoted, [kept.map(({ seq }) => Number(seq))])).map(({ seq }) => Number(seq)));
  return kept.filter(({ seq }) => locked.has(Number(seq)));
}

const readMarks: NamedStatement = {
  name: "projection-marks",
  text: `
    SELECT (SELECT value FROM marks WHERE name = 'filled_to') AS filled, (SELECT value FROM marks WHERE name = 'fill_end') AS to_fill,
      (SELECT count(*) FROM (SELECT 1 FROM unprojected LIMIT 1000000) AS noted) AS behind`,
};

export async function projected(db: Database): Promise<Projected> {
  const [row] = await db.run(readMarks);
  return { behind: Number(row?.behind), filled: Number(row?.filled), toFill: Number(row?.to_fill) };
}

const wordsVersion: NamedStatement = { name: "words-version", text: "SELECT value FROM marks WHERE name = 'words_version'" };
const setWordsVersion: NamedStatement = { name: "set-words-version", text: "UPDATE marks SET value = $1 WHERE name = 'words_version'" };

/** An earlier version of this program made the words, so the tables are filled again. */
async function renew(db: Database): Promise<void> {
  const [row] = await db.run(wordsVersion);
  const version = Number(row?.value);
  if (version >= searchWordsVersion) return;
  if (version > 0) {
    await db.say("TRUNCATE conversations, conversation_rules, event_index, findings");
    await db.say("UPDATE marks SET value = 0 WHERE name IN ('filled_to', 'counted_to')"); // conversations get new numbers
    await db.say("UPDATE marks SET value = coalesce((SELECT max(seq) FROM evaluations), 0) WHERE name = 'fill_end'");
  }
  await db.run(setWordsVersion, [searchWordsVersion]);
}

/** Events of an earlier version are counted later. */
async function write(db: Database, rows: readonly Row[], isFresh: boolean): Promise<ProjectedStep["conversations"]> {
  if (rows.length === 0) return [];
  const entries = rows.map((row) => ({ entry: entryOf(row), at: Number(row.received_at) }));
  const batch = new ConversationBatch(await lookupFor(db, entries));
  const ids = entries.map(({ entry }) => batch.add(entry));
  const nums = await writeConversations(db, batch);
  const numOf = (id: string | undefined) => (id === undefined ? null : (nums.get(id) ?? batch.numOf(id) ?? null));
  void db.run(insertIndex, [
    entries.map(({ entry }) => entry.place),
    ids.map(numOf),
    entries.map(({ at }) => at),
    entries.map(({ entry }) => entry.event.type),
    entries.map(({ entry }) => entry.event.agent),
    entries.map(({ entry }) => wordsOf(entry.event).join(" ") || null),
    entries.map(({ entry }) => rulesOf(entry).length > 0),
  ]);
  const found = entries.flatMap(({ entry }) => rulesOf(entry).map((rule) => ({ rule, seq: entry.place })));
  await db.run(insertFindings, [found.map(({ rule }) => rule), found.map(({ seq }) => seq)]);
  const taken = entries.map(({ entry }, index) => ({ entry, id: ids[index] }));
  if (isFresh) await countEvaluated(db, taken, (id) => batch.numOf(id) !== undefined);
  return batch.changedNames();
}

const insertIndex: NamedStatement = {
  name: "insert-event-index",
  text: `
    INSERT INTO event_index (seq, conversation, at, type, agent, words, found)
    SELECT seq, conversation, at, type, agent, array_to_tsvector(string_to_array(words, ' ')), found
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::boolean[])
      AS each (seq, conversation, at, type, agent, words, found)`,
};
const insertFindings: NamedStatement = {
  name: "insert-findings",
  text: "INSERT INTO findings (rule, seq) SELECT * FROM unnest($1::text[], $2::bigint[])",
};

function rulesOf({ trace }: Entry): readonly string[] {
  return [...new Set(findingsOf(trace).map(({ rule }) => rule))];
}

const byIds: NamedStatement = { name: "conversations-by-ids", text: "SELECT * FROM conversations WHERE id = ANY($1::text[])" };
const newestBefore: NamedStatement = {
  name: "newest-conversations",
  text: `
    SELECT each.place AS asked, found.* FROM unnest($1::text[], $2::bigint[]) AS each (session, place),
    LATERAL (SELECT * FROM conversations WHERE session = each.session AND first_seq <= each.place ORDER BY first_seq DESC LIMIT 1) AS found`,
};

async function lookupFor(db: Database, entries: readonly { readonly entry: Entry }[]) {
  const named = entries.flatMap(({ entry }) => entry.conversation ?? []);
  const unnamed = entries.flatMap(({ entry: { conversation, place, event } }) =>
    conversation !== undefined || event.session === undefined ? [] : [{ session: event.session, place }],
  );
  const [ids, newest] = await Promise.all([
    db.run(byIds, [[...new Set(named)]]),
    db.run(newestBefore, [unnamed.map(({ session }) => session), unnamed.map(({ place }) => place)]),
  ]);
  const known = new Map([...ids, ...newest].map((row) => [String(row.id), storedOf(row)]));
  const byPlace = new Map(newest.map((row) => [Number(row.asked), String(row.id)]));
  return {
    byId: (id: string) => known.get(id),
    newestBefore: (_: string, place: number) => known.get(byPlace.get(place) ?? ""),
  };
}

function storedOf(row: Row): StoredConversation {
  return { num: Number(row.num), conversation: conversationOf(row) };
}

const cells = [
  "place::bigint",
  "agent::text",
  "room::text",
  "first_seq::bigint",
  "last_seq::bigint",
  "started_at::bigint",
  "last_at::bigint",
  "ended::boolean",
  "messages::integer",
  "user_messages::integer",
  "frustration::float8",
  "wants_human::float8",
  "repeats::integer",
  "unanswered::integer",
  "language::text",
  "heard::boolean",
  "more::text",
].map((cell) => cell.split("::"));

const names = cells.map(([name]) => name);

const upsert: NamedStatement = {
  name: "write-conversations",
  text: `
    INSERT INTO conversations (id, source, session, ${names.join(", ")})
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], ${cells.map(([, type], index) => `$${index + 4}::${type}[]`).join(", ")})
    ON CONFLICT (id) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(", ")} RETURNING num, id`,
};

const dropRules: NamedStatement = {
  name: "drop-conversation-rules",
  text: "DELETE FROM conversation_rules WHERE conversation = ANY($1::bigint[])",
};
const insertRules: NamedStatement = {
  name: "insert-conversation-rules",
  text: "INSERT INTO conversation_rules (rule, place, conversation) SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[]) ON CONFLICT DO NOTHING",
};

/** Returns the row numbers by id. */
async function writeConversations(db: Database, batch: ConversationBatch): Promise<ReadonlyMap<string, number>> {
  const changed = batch.changed();
  const all = changed.map(({ now }) => now);
  const rows = all.map(cellsOf);
  const written = await db.run(upsert, [
    all.map(({ id }) => id),
    all.map(({ source }) => source),
    all.map(({ session }) => session),
    ...names.map((_, index) => rows.map((row) => row[index] ?? null)),
  ]);
  const nums = new Map(written.map(({ id, num }) => [String(id), Number(num)]));
  const moved = changed.filter(({ stored, now }) => stored !== undefined && positionOf(stored.conversation) !== positionOf(now));
  await db.run(dropRules, [moved.map(({ now }) => nums.get(now.id) ?? 0)]);
  const found = all.flatMap((now) =>
    Object.keys(now.findings).map((rule) => ({ rule, place: positionOf(now), num: nums.get(now.id) ?? 0 })),
  );
  await db.run(insertRules, [found.map(({ rule }) => rule), found.map(({ place }) => place), found.map(({ num }) => num)]);
  return nums;
}
