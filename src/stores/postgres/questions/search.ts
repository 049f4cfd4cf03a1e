/** What people read of groups of questions, and the answers that they write. */

import type { EventId } from "../../../core/event.ts";
import type { KnowledgeAnswer, NewAnswer, QuestionDetail, QuestionPage, QuestionQuery, Upload } from "../../../core/insights/questions.ts";
import {
  answerKeySql,
  countsOf,
  daysIn,
  knowledgeAnswerOf,
  quotedOf,
  quoteOf,
  shownConversations,
  typicalQuotes,
} from "../../questions.ts";
import { columnText, type Row } from "../../rows.ts";
import type { Database, NamedStatement } from "../connection.ts";
import { lastAnswer } from "./groups.ts";

const summed = (when: string, prefix = "") =>
  ["times", "sessions", "answered", "unanswered"]
    .map((name) => `coalesce(sum(${name}) FILTER (WHERE ${when}), 0) AS ${prefix}${name}`)
    .join(", ");

/** $1 to $3: the days. A group whose questions are all deleted has no text to show. */
const rank: NamedStatement = {
  name: "rank-questions",
  text: `
    SELECT counted.*, language, name FROM (
      SELECT question AS num, ${summed("day >= $2")}, ${summed("day < $2", "before_")}
      FROM question_days WHERE day >= $1 AND day < $3 AND ($4::text IS NULL OR agent = $4) GROUP BY question
    ) AS counted JOIN questions ON questions.num = counted.num
    WHERE times > 0 AND ($5::text IS NULL OR language = $5)
      AND EXISTS (SELECT 1 FROM asked WHERE asked.question = counted.num AND ($4::text IS NULL OR asked.agent = $4))
    ORDER BY CASE WHEN $6 THEN unanswered ELSE times END DESC, times DESC, counted.num LIMIT $7 OFFSET $8`,
};

const said: NamedStatement = {
  name: "said-of-questions",
  text: `
    SELECT each.num, found.* FROM unnest($1::bigint[]) AS each (num), LATERAL (
      SELECT inbox.event, asked.conversation, fit FROM asked JOIN inbox ON inbox.seq = asked.seq
      WHERE question = each.num AND ($2::text IS NULL OR asked.agent = $2) ORDER BY asked.seq DESC LIMIT $3) AS found`,
};

export async function listQuestions(db: Database, query: QuestionQuery): Promise<QuestionPage> {
  const { agent = null, language = null, sort, limit, before: place = "0" } = query;
  const { before, from, to } = daysIn(query);
  const rows = await db.run(rank, [before, from, to, agent, language, sort === "unanswered", limit + 1, Number(place)]);
  const shown = rows.slice(0, limit);
  const quoted = grouped(await db.run(said, [shown.map(({ num }) => Number(num)), agent, quotedOf]));
  return {
    rows: shown.map((row) => ({
      num: Number(row.num),
      name: columnText(row.name),
      language: String(row.language),
      ...countsOf(row),
      before: countsOf(unprefixed(row)),
      quotes: typicalQuotes(quoted.get(Number(row.num)) ?? []),
    })),
    next: rows.length > limit ? String(Number(place) + limit) : undefined,
  };
}

function grouped(rows: readonly Row[]): ReadonlyMap<number, readonly Row[]> {
  const found = new Map<number, Row[]>();
  for (const row of rows) found.set(Number(row.num), [...(found.get(Number(row.num)) ?? []), row]);
  return found;
}

function unprefixed(row: Row): Row {
  return Object.fromEntries(Object.entries(row).flatMap(([key, value]) => (key.startsWith("before_") ? [[key.slice(7), value]] : [])));
}

const findGroup: NamedStatement = {
  name: "find-question",
  text: `
    WITH RECURSIVE way AS (
      SELECT num, language, name, merged FROM questions WHERE num = $1
      UNION ALL SELECT questions.num, questions.language, questions.name, questions.merged FROM way JOIN questions ON questions.num = way.merged)
    SELECT num, language, name FROM way WHERE merged IS NULL`,
};
const daysOf: NamedStatement = {
  name: "days-of-question",
  text: "SELECT day, revision, times, sessions, answered, unanswered FROM question_days WHERE question = $1",
};
const answersOf: NamedStatement = { name: "answers-of-question", text: "SELECT * FROM answers WHERE question = $1 ORDER BY revision" };

export async function findQuestion(db: Database, asked: number): Promise<QuestionDetail | undefined> {
  const [group] = await db.run(findGroup, [asked]);
  if (group === undefined) return undefined;
  const num = Number(group.num);
  const [rows, days, answers] = await Promise.all([
    db.run(said, [[num], null, shownConversations]),
    db.run(daysOf, [num]),
    db.run(answersOf, [num]),
  ]);
  return {
    num,
    name: columnText(group.name),
    language: String(group.language),
    quotes: typicalQuotes(rows),
    conversations: rows.flatMap(quoteOf),
    days: days.map((row) => ({ day: Number(row.day), revision: Number(row.revision), ...countsOf(row) })),
    answers: answers.map(knowledgeAnswerOf),
  };
}

const insertAnswer: NamedStatement = {
  name: "insert-answer",
  text: `
    INSERT INTO answers (key, question, revision, at, by, asked, session, text)
    SELECT ${answerKeySql("num", "next")}, num, next, $2, $3, $4, $5, $6
    FROM questions, LATERAL (SELECT 1 + ${lastAnswer("num")} AS next) AS each WHERE num = $1
    RETURNING *`,
};
const setUpload: NamedStatement = {
  name: "set-upload",
  text: "UPDATE answers SET upload = $3 WHERE question = $1 AND revision = $2",
};

export async function answerQuestion(
  db: Database,
  { question, at, by, asked, session, text }: NewAnswer,
): Promise<KnowledgeAnswer | undefined> {
  const [row] = await db.run(insertAnswer, [question, at, by, asked, session ?? null, text]);
  return row && knowledgeAnswerOf(row);
}

export async function recordUpload(db: Database, question: number, revision: number, upload: Upload): Promise<void> {
  await db.run(setUpload, [question, revision, JSON.stringify(upload)]);
}

const unnamed: NamedStatement = {
  name: "question-to-name",
  text: `
    SELECT question FROM question_days JOIN questions ON questions.num = question WHERE day >= $1 AND day < $2 AND name IS NULL AND model <> ''
    GROUP BY question HAVING sum(times) >= $3 ORDER BY sum(times) DESC, question LIMIT 1`,
};
const setName: NamedStatement = {
  name: "name-question",
  text: `
    UPDATE questions SET name = $2 WHERE num = $1 AND model <> ''
      AND (SELECT count(*) FROM inbox JOIN asked ON asked.seq = inbox.seq WHERE inbox.id = ANY($3::text[])) = cardinality($3::text[])`,
};

/** By the counts of the days of a span. */
export async function questionToName(
  db: Database,
  span: Pick<QuestionQuery, "since" | "until">,
  least: number,
): Promise<number | undefined> {
  const { from, to } = daysIn(span);
  const [row] = await db.run(unnamed, [from, to, least]);
  return row === undefined ? undefined : Number(row.question);
}

export async function nameQuestion(db: Database, num: number, name: string, quotes: readonly EventId[]): Promise<void> {
  await db.run(setName, [num, name, quotes]);
}
