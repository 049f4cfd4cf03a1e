/**
 * Groups of questions: the step that fills them. A trigger notes what the search tables hold, and another one removes what retention and
 * `forget` delete (steps.ts). One process at a time takes the notes.
 */

import type { GroupedStep, QuestionGrouping } from "../../../core/insights/questions.ts";
import {
  answerKeySql,
  askedOf,
  dayKeySql,
  groupsAStep,
  type PlacedTurn,
  pairOf,
  placedBy,
  questionGroupOf,
  questionTurnOf,
  type StepContext,
  writesOf,
} from "../../questions.ts";
import type { Database, NamedStatement } from "../connection.ts";

const atOnce = 200;
const nothing: GroupedStep = { count: 0, hasMore: false };

/** The grouping in memory. */
interface Held {
  readonly grouping: QuestionGrouping;
  /** Stored groups up to this number are loaded; undefined once all are. */
  loaded: number | undefined;
  /** The number of its last step. Another number in the database: the step was rolled back, or another process has gone on. */
  step: number;
}

export type GroupStep = (db: Database, open: () => QuestionGrouping) => Promise<GroupedStep>;

const isMine: NamedStatement = {
  name: "group-alone",
  text: "SELECT pg_try_advisory_xact_lock(hashtext('avatar-relay questions ' || current_schema())) AS mine",
};
const readMarks: NamedStatement = {
  name: "question-marks",
  text: `
    SELECT (SELECT value FROM marks WHERE name = 'questions_step') AS step, (SELECT value FROM marks WHERE name = 'questions_filled') AS filled,
      (SELECT value FROM marks WHERE name = 'questions_end') AS to_fill`,
};
const setMark: NamedStatement = { name: "set-question-mark", text: "UPDATE marks SET value = $2 WHERE name = $1" };
const readGroups: NamedStatement = {
  name: "stored-groups",
  text: "SELECT num, language, model FROM questions WHERE num > $1 AND model <> '' ORDER BY num LIMIT $2",
};

export function createGroupStep(): GroupStep {
  let held: Held | undefined;

  async function load(db: Database, into: Held, after: number): Promise<void> {
    const rows = (await db.run(readGroups, [after, groupsAStep])).map(questionGroupOf);
    into.grouping.load(rows);
    into.loaded = rows.length < groupsAStep ? undefined : rows.at(-1)?.num;
  }

  return async (db, open) => {
    const [lock] = await db.run(isMine);
    if (lock?.mine !== true) return nothing;
    const [marks] = await db.run(readMarks);
    const step = Number(marks?.step);
    if (held?.step !== step) held = { grouping: open(), loaded: 0, step };
    if (held.loaded !== undefined) {
      await load(db, held, held.loaded);
      return { count: 1, hasMore: true };
    }
    const { seqs, hasMore } = await take(db, Number(marks?.filled), Number(marks?.to_fill));
    const ends = await db.run(takeEnds, [atOnce]);
    if (seqs.length === 0 && ends.length === 0) return { count: hasMore ? 1 : 0, hasMore };
    held.step += 1;
    await db.run(setMark, ["questions_step", held.step]);
    for (const { num, empty } of ends) held.grouping.forget(Number(num), empty === true);
    await write(
      db,
      held.grouping,
      (await db.run(readTurns, [seqs])).flatMap((row) => questionTurnOf(row) ?? []),
    );
    return { count: seqs.length + ends.length, hasMore };
  };
}

const readLeft: NamedStatement = {
  name: "ungrouped-left",
  text: "SELECT seq FROM event_index WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3",
};
const takeNotes: NamedStatement = {
  name: "take-ungrouped",
  text: "DELETE FROM ungrouped WHERE seq IN (SELECT seq FROM ungrouped ORDER BY seq LIMIT $1) RETURNING seq",
};
const takeEnds: NamedStatement = {
  name: "take-question-ends",
  text: `
    DELETE FROM question_ends WHERE num IN (SELECT num FROM question_ends ORDER BY num LIMIT $1)
    RETURNING num, NOT EXISTS (SELECT 1 FROM asked WHERE question = num) AS empty`,
};

interface Taken {
  readonly seqs: readonly number[];
  readonly hasMore: boolean;
}

/** First what earlier versions have put into the search tables, and then what was noted. */
async function take(db: Database, filled: number, toFill: number): Promise<Taken> {
  if (filled < toFill) {
    const seqs = (await db.run(readLeft, [filled, toFill, atOnce])).map(({ seq }) => Number(seq));
    await db.run(setMark, ["questions_filled", seqs.length < atOnce ? toFill : Number(seqs.at(-1))]);
    return { seqs, hasMore: true };
  }
  const seqs = (await db.run(takeNotes, [atOnce])).map(({ seq }) => Number(seq));
  return { seqs, hasMore: seqs.length === atOnce };
}

/** Rows of evaluations are locked, so that what is deleted meanwhile is removed here as well. A move brings some that are grouped already. */
const readTurns: NamedStatement = {
  name: "question-turns",
  text: `
    SELECT evaluations.seq, conversations.id AS conversation, evaluations.reading, inbox.event
    FROM evaluations JOIN event_index ON event_index.seq = evaluations.seq JOIN conversations ON conversations.num = event_index.conversation
    JOIN inbox ON inbox.seq = evaluations.seq
    WHERE evaluations.seq = ANY($1::bigint[]) AND (event_index.words IS NOT NULL OR event_index.type = 'session.end')
      AND NOT EXISTS (SELECT 1 FROM asked WHERE asked.seq = evaluations.seq)
    ORDER BY evaluations.seq FOR KEY SHARE OF evaluations`,
};

type Turns = Parameters<typeof placedBy>[1];

async function write(db: Database, grouping: QuestionGrouping, turns: Turns): Promise<void> {
  const placed = placedBy(grouping, turns);
  const { asked, resolved, days } = writesOf(placed, await contextOf(db, placed));
  const { groups, merged, closed } = grouping.changes();
  void db.run(writeGroups, [groups.map(({ num }) => num), groups.map(({ language }) => language), groups.map(({ model }) => model)]);
  void db.run(insertAsked, arraysOf(asked, ["seq", "question", "conversation", "agent", "day", "revision", "fit", "answered"]));
  void db.run(resolve, arraysOf(resolved, ["seq", "answered"]));
  void db.run(countDays, arraysOf(days, ["key", "day", "question", "agent", "revision", "times", "sessions", "answered", "unanswered"]));
  for (const { from, into } of merged) for (const statement of merging) void db.run(statement, [from, into]);
  await db.run(closeGroups, [closed]);
}

/** One array for each column. */
function arraysOf<Key extends string>(
  rows: readonly { readonly [key in Key]: string | number | boolean | undefined }[],
  keys: readonly Key[],
) {
  return keys.map((key) => rows.map((row) => row[key] ?? null));
}

const writeGroups: NamedStatement = {
  name: "write-questions",
  text: `
    INSERT INTO questions (num, language, model) SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[]) AS each (num, language, model)
    ORDER BY num ON CONFLICT (num) DO UPDATE SET model = excluded.model`,
};
const insertAsked: NamedStatement = {
  name: "insert-asked",
  text: `
    INSERT INTO asked (seq, question, conversation, agent, day, revision, fit, answered)
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::integer[], $6::integer[], $7::integer[], $8::boolean[])`,
};
const resolve: NamedStatement = {
  name: "resolve-asked",
  text: `
    UPDATE asked SET answered = each.answered FROM unnest($1::bigint[], $2::boolean[]) AS each (seq, answered) WHERE asked.seq = each.seq`,
};

const sumOnConflict = `
  ON CONFLICT (key) DO UPDATE SET times = question_days.times + excluded.times,
    sessions = question_days.sessions + excluded.sessions, answered = question_days.answered + excluded.answered,
    unanswered = question_days.unanswered + excluded.unanswered`;

const countDays: NamedStatement = {
  name: "count-question-days",
  text: `
    INSERT INTO question_days (key, day, question, agent, revision, times, sessions, answered, unanswered)
    SELECT * FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::text[], $5::integer[], $6::integer[], $7::integer[], $8::integer[], $9::integer[])
    ${sumOnConflict}`,
};
const closeGroups: NamedStatement = {
  name: "close-questions",
  text: "UPDATE questions SET model = '' WHERE num = ANY($1::bigint[])",
};

/** How many answers a question has. */
export const lastAnswer = (question: string) => `(SELECT coalesce(max(revision), 0) FROM answers WHERE question = ${question})`;

/** All that was of one group is of another one. */
const merging: readonly NamedStatement[] = [
  "UPDATE asked SET question = $2 WHERE question = $1",
  `INSERT INTO question_days (key, day, question, agent, revision, times, sessions, answered, unanswered)
    SELECT ${dayKeySql("$2::bigint")}, day, $2, agent, revision, times, sessions, answered, unanswered FROM question_days WHERE question = $1 ${sumOnConflict}`,
  "DELETE FROM question_days WHERE question = $1 AND $2::bigint IS NOT NULL",
  `UPDATE answers SET question = $2, revision = revision + ${lastAnswer("$2")}, key = ${answerKeySql("$2::bigint", `(revision + ${lastAnswer("$2")})`)}
    WHERE question = $1`,
  "UPDATE questions SET model = '', merged = $2 WHERE num = $1",
].map((text, index) => ({ name: `merge-questions-${index}`, text }));

const openOf: NamedStatement = {
  name: "open-asked",
  text: "SELECT * FROM asked WHERE conversation = ANY($1::text[]) AND answered IS NULL ORDER BY seq",
};
const pairsOf: NamedStatement = {
  name: "asked-pairs",
  text: `
    SELECT DISTINCT asked.question, asked.conversation FROM unnest($1::bigint[], $2::text[]) AS each (question, conversation)
    JOIN asked ON asked.conversation = each.conversation AND asked.question = each.question`,
};
const revisionsOf: NamedStatement = {
  name: "answer-revisions",
  text: "SELECT question, max(revision) AS revision FROM answers WHERE question = ANY($1::bigint[]) GROUP BY question",
};

async function contextOf(db: Database, turns: readonly PlacedTurn[]): Promise<StepContext> {
  const answered = turns.flatMap(({ what, conversation }) => (what.kind === "answers" ? [conversation] : []));
  const placed = turns.flatMap(({ placed, conversation }) => (placed === undefined ? [] : [{ question: placed.group, conversation }]));
  const questions = placed.map(({ question }) => question);
  const [open, pairs, revisions] = await Promise.all([
    db.run(openOf, [[...new Set(answered)]]),
    db.run(pairsOf, [questions, placed.map(({ conversation }) => conversation)]),
    db.run(revisionsOf, [[...new Set(questions)]]),
  ]);
  return {
    open: open.map(askedOf),
    pairs: new Set(pairs.map(({ question, conversation }) => pairOf(Number(question), String(conversation)))),
    revisions: new Map(revisions.map(({ question, revision }) => [Number(question), Number(revision)])),
  };
}

/** Before the events of a session are deleted: what only one question of its groups holds goes, and answers lose its words. */
export async function forgetQuestions(db: Database, session: string): Promise<void> {
  void db.run(noteGroups, [session]);
  void db.run(unnameGroups, [session]);
  await db.run(unquote, [session]);
}

const noteGroups: NamedStatement = {
  name: "note-forgotten-groups",
  text: `
    INSERT INTO question_ends SELECT DISTINCT question FROM inbox JOIN asked ON asked.seq = inbox.seq WHERE inbox.session = $1
    ON CONFLICT DO NOTHING`,
};
const unnameGroups: NamedStatement = {
  name: "unname-forgotten-groups",
  text: `
    UPDATE questions SET name = NULL
    WHERE num IN (SELECT question FROM inbox JOIN asked ON asked.seq = inbox.seq WHERE inbox.session = $1) AND name IS NOT NULL`,
};
const unquote: NamedStatement = {
  name: "unquote-answers",
  text: "UPDATE answers SET asked = NULL, session = NULL WHERE session = $1",
};

/** Counts that are too old, and the groups that have no others. */
export const pruneDays: NamedStatement = {
  name: "prune-question-days",
  text: `
    WITH gone AS (
      DELETE FROM question_days WHERE key IN (SELECT key FROM question_days WHERE day < $1 ORDER BY day LIMIT $2) RETURNING question),
    dropped AS (
      DELETE FROM questions WHERE num IN (SELECT question FROM gone) AND model = '' AND NOT EXISTS (SELECT 1 FROM answers WHERE question = num)
        AND NOT EXISTS (SELECT 1 FROM question_days WHERE question = num AND day >= $1))
    SELECT count(*) AS n FROM gone`,
};
