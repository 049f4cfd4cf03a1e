/** Groups of questions: the step that fills them, and what leaves them again. Everything here runs inside a transaction of the writer. */

import type { EventId } from "../../../core/event.ts";
import {
  type GroupedStep,
  type KnowledgeAnswer,
  knowledgeFile,
  type NewAnswer,
  type QuestionGrouping,
  type Upload,
} from "../../../core/insights/questions.ts";
import {
  type Asked,
  answerKeySql,
  askedOf,
  dayKeySql,
  groupsAStep,
  knowledgeAnswerOf,
  type PlacedTurn,
  pairOf,
  placedBy,
  questionGroupOf,
  questionTurnOf,
  writesOf,
} from "../../questions.ts";
import type { Row } from "../../rows.ts";
import { atMost, type Driver } from "../driver.ts";
import { syncKnowledge } from "../files/knowledge.ts";
import { createPace } from "../pace.ts";
import type { Totals } from "../totals.ts";

/** How long an arrival may wait for a step. */
const longestStep = 4;
const mostAtOnce = 300;

export interface Questions {
  step(open: () => QuestionGrouping): GroupedStep;
  /** Whether a step has something to do. */
  isBehind(): boolean;
  /** An event's content will be deleted. */
  drop(seq: number): void;
  /** The groups that a session asked in lose what only one question holds, and answers lose its words. Before `drop`. */
  forget(session: string, seqs: readonly number[]): void;
  prune(before: number, max: number): number;
  answer(answer: NewAnswer): KnowledgeAnswer | undefined;
  recordUpload(question: number, revision: number, upload: Upload): void;
  name(num: number, name: string, quotes: readonly EventId[]): void;
  /** Brings the files of answers up to date. */
  readonly writeFiles: () => void;
}

/** The grouping in memory, and the step that it belongs to. */
interface Held {
  readonly grouping: QuestionGrouping;
  /** Stored groups up to this number are loaded; undefined once all are. */
  loaded: number | undefined;
  /** The number of its last step; another number in the database: that step was rolled back. */
  step: number;
}

/** `folder`: where answers are files as well. */
export function createQuestions(db: Driver, totals: Totals, folder: string | undefined): Questions {
  const ended = createEnding(db);
  const groups = db.prepare(`SELECT num, language, model FROM questions WHERE model <> '' AND num > ? ORDER BY num ${atMost}`);
  const turns = createTurns(db, totals);
  const write = createWriting(db);
  const pace = createPace(longestStep);
  let held: Held | undefined;

  function load(grouping: Held, after: number): void {
    const rows = groups.all(after, groupsAStep).map(questionGroupOf);
    grouping.grouping.load(rows);
    grouping.loaded = rows.length < groupsAStep ? undefined : rows.at(-1)?.num;
  }

  function step({ grouping }: Held): number {
    const startedAt = performance.now();
    const forgotten = ended.take();
    for (const { num, isEmpty } of forgotten) grouping.forget(num, isEmpty);
    const most = pace.within(mostAtOnce);
    const { found, to } = turns.take(most);
    write(
      placedBy(
        grouping,
        found.flatMap((row) => questionTurnOf(row) ?? []),
      ),
      grouping,
    );
    totals.set("questions_to", to);
    pace.took(found.length, performance.now() - startedAt);
    return found.length + forgotten.length;
  }

  const isBehind = () => turns.isBehind() || ended.isWaiting();
  return {
    isBehind,
    step(open) {
      if (held?.step !== totals.get("questions_step")) held = { grouping: open(), loaded: 0, step: totals.get("questions_step") };
      if (held.loaded !== undefined) {
        load(held, held.loaded);
        return { count: 1, hasMore: true };
      }
      if (!isBehind()) return { count: 0, hasMore: false };
      held.step += 1;
      totals.set("questions_step", held.step);
      return { count: Math.max(1, step(held)), hasMore: isBehind() };
    },
    drop: ended.drop,
    forget: ended.forget,
    ...createAnswers(db, folder),
    name: createNaming(db),
    prune: createPruning(db),
  };
}

/** The next turns behind the search tables, which are complete up to there. */
function createTurns(db: Driver, totals: Totals) {
  const next = db.prepare(`
    SELECT event_index.seq, conversations.id AS conversation, reading,
      CASE WHEN said = 1 OR event_index.type = 'session.end' THEN inbox.event END AS event
    FROM event_index CROSS JOIN inbox ON inbox.seq = event_index.seq LEFT JOIN evaluations ON evaluations.seq = event_index.seq
    LEFT JOIN conversations ON conversations.num = event_index.conversation
    WHERE event_index.seq > ? AND event_index.seq <= ? ORDER BY event_index.seq ${atMost}`);
  const end = () => (totals.get("filled_to") < totals.get("fill_end") ? 0 : totals.get("projected_to"));
  return {
    isBehind: () => totals.get("questions_to") < end(),
    take(most: number): { readonly found: readonly Row[]; readonly to: number } {
      const [from, to] = [totals.get("questions_to"), end()];
      if (from >= to) return { found: [], to: from };
      const found = next.all(from, to, most);
      return { found, to: found.length < most ? to : Number(found.at(-1)?.seq) };
    },
  };
}

type WriteStep = (turns: readonly PlacedTurn[], grouping: QuestionGrouping) => void;

function createWriting(db: Driver): WriteStep {
  const insertAsked = db.prepare(
    "INSERT INTO asked (seq, question, conversation, agent, day, revision, fit, answered) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const resolve = db.prepare("UPDATE asked SET answered = ? WHERE seq = ?");
  const countDay = db.prepare(`
    INSERT INTO question_days (key, day, question, agent, revision, times, sessions, answered, unanswered) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ${sumOnConflict}`);
  const writeGroup = db.prepare(
    "INSERT INTO questions (num, language, model) VALUES (?, ?, ?) ON CONFLICT (num) DO UPDATE SET model = excluded.model",
  );
  const close = db.prepare("UPDATE questions SET model = '' WHERE num = ?");
  const contextOf = createContext(db);
  const merge = createMerging(db);
  return (turns, grouping) => {
    const { asked, resolved, days } = writesOf(turns, contextOf(turns));
    const { groups, merged, closed } = grouping.changes();
    for (const { num, language, model } of groups) writeGroup.run(num, language, model);
    for (const { seq, question, conversation, agent, day, revision, fit, answered } of asked)
      insertAsked.run(seq, question, conversation, agent, day, revision, fit, flag(answered));
    for (const { seq, answered } of resolved) resolve.run(flag(answered), seq);
    for (const { key, day, question, agent, revision, times, sessions, answered, unanswered } of days)
      countDay.run(key, day, question, agent, revision, times, sessions, answered, unanswered);
    for (const { from, into } of merged) merge(from, into);
    for (const num of closed) close.run(num);
  };
}

const sumOnConflict = `
  ON CONFLICT (key) DO UPDATE SET times = times + excluded.times, sessions = sessions + excluded.sessions,
    answered = answered + excluded.answered, unanswered = unanswered + excluded.unanswered`;

function flag(answered: Asked["answered"]): number | null {
  return answered === undefined ? null : Number(answered);
}

function createContext(db: Driver) {
  const open = db.prepare("SELECT * FROM asked WHERE conversation = ? AND answered IS NULL");
  const pair = db.prepare("SELECT 1 FROM asked WHERE conversation = ? AND question = ? LIMIT 1");
  const revision = db.prepare("SELECT max(revision) AS revision FROM answers WHERE question = ?");
  return (turns: readonly PlacedTurn[]) => {
    const answered = new Set(turns.flatMap(({ what, conversation }) => (what.kind === "answers" ? [conversation] : [])));
    const placed = turns.flatMap(({ placed, conversation }) => (placed === undefined ? [] : [{ question: placed.group, conversation }]));
    const known = placed.filter(({ question, conversation }) => pair.get(conversation, question) !== undefined);
    return {
      open: [...answered].flatMap((conversation) => open.all(conversation).map(askedOf)),
      pairs: new Set(known.map(({ question, conversation }) => pairOf(question, conversation))),
      revisions: new Map(placed.map(({ question }) => [question, Number(revision.get(question)?.revision ?? 0)])),
    };
  };
}

/** How many answers a question has; the question is a parameter. */
const lastAnswer = "(SELECT coalesce(max(revision), 0) FROM answers WHERE question = ?)";

/** All that was of one group is of another one. */
function createMerging(db: Driver): (from: number, into: number) => void {
  const moveAsked = db.prepare("UPDATE asked SET question = ? WHERE question = ?");
  const moveDays = db.prepare(`
    INSERT INTO question_days (key, day, question, agent, revision, times, sessions, answered, unanswered)
    SELECT ${dayKeySql("?")}, day, ?, agent, revision, times, sessions, answered, unanswered FROM question_days WHERE question = ? ${sumOnConflict}`);
  const dropDays = db.prepare("DELETE FROM question_days WHERE question = ?");
  const moveAnswers = db.prepare(`
    UPDATE answers SET key = ${answerKeySql("?", `(revision + ${lastAnswer})`)}, revision = revision + ${lastAnswer}, question = ? WHERE question = ?`);
  const lead = db.prepare("UPDATE questions SET model = '', merged = ? WHERE num = ?");
  return (from, into) => {
    moveAsked.run(into, from);
    moveDays.run(into, into, from);
    dropDays.run(from);
    moveAnswers.run(into, into, into, into, from);
    lead.run(into, from);
  };
}

/** What leaves groups. A group without questions keeps its counts. */
function createEnding(db: Driver) {
  const drop = db.prepare("DELETE FROM asked WHERE seq = ? RETURNING question");
  const isLeft = db.prepare("SELECT 1 FROM asked WHERE question = ? LIMIT 1");
  const empty = db.prepare("UPDATE questions SET model = '' WHERE num = ?");
  const note = db.prepare("INSERT OR IGNORE INTO question_ends (num) VALUES (?)");
  const groupOfSeq = db.prepare("SELECT question FROM asked WHERE seq = ?");
  const unname = db.prepare("UPDATE questions SET name = NULL WHERE num = ?");
  const unquote = db.prepare("UPDATE answers SET asked = NULL, session = NULL WHERE session = ?");
  const some = db.prepare(`SELECT num FROM question_ends ORDER BY num ${atMost}`);
  const taken = db.prepare("DELETE FROM question_ends WHERE num = ?");
  return {
    drop(seq: number): void {
      const question = drop.get(seq)?.question;
      if (question === undefined || isLeft.get(Number(question)) !== undefined) return;
      empty.run(Number(question));
      note.run(Number(question));
    },
    forget(session: string, seqs: readonly number[]): void {
      const groups = new Set(seqs.flatMap((seq) => groupOfSeq.all(seq).map(({ question }) => Number(question))));
      for (const question of groups) {
        note.run(question);
        unname.run(question);
      }
      unquote.run(session);
    },
    isWaiting: () => some.get(1) !== undefined,
    take(): readonly { readonly num: number; readonly isEmpty: boolean }[] {
      return some.all(mostAtOnce).map(({ num }) => {
        taken.run(Number(num));
        return { num: Number(num), isEmpty: isLeft.get(Number(num)) === undefined };
      });
    },
  };
}

function createAnswers(db: Driver, folder: string | undefined): Pick<Questions, "answer" | "recordUpload" | "writeFiles"> {
  const all = db.prepare("SELECT * FROM answers ORDER BY question, revision");
  const known = db.prepare("SELECT num FROM questions WHERE num = ?");
  const insert = db.prepare(`
    INSERT INTO answers (key, question, revision, at, by, asked, session, text)
    VALUES (${answerKeySql("?", `(1 + ${lastAnswer})`)}, ?, 1 + ${lastAnswer}, ?, ?, ?, ?, ?) RETURNING *`);
  const upload = db.prepare("UPDATE answers SET upload = ? WHERE question = ? AND revision = ?");
  function writeFiles(): void {
    const files = all.all().map((row) => knowledgeFile(Number(row.question), knowledgeAnswerOf(row)));
    if (folder !== undefined) syncKnowledge(folder, files);
  }
  writeFiles();
  return {
    writeFiles,
    answer({ question, at, by, asked, session, text }) {
      if (known.get(question) === undefined) return undefined;
      const row = insert.get(question, question, question, question, at, by, asked, session ?? null, text);
      return row && knowledgeAnswerOf(row);
    },
    recordUpload: (question, revision, state) => void upload.run(JSON.stringify(state), question, revision),
  };
}

function createNaming(db: Driver): Questions["name"] {
  const isThere = db.prepare("SELECT 1 FROM inbox CROSS JOIN asked ON asked.seq = inbox.seq WHERE inbox.id = ?");
  const write = db.prepare("UPDATE questions SET name = ? WHERE num = ? AND model <> ''");
  return (num, name, quotes) => {
    if (quotes.every((each) => isThere.get(each) !== undefined)) write.run(name, num);
  };
}

/** Counts that are too old, and the groups that have no others. */
function createPruning(db: Driver): Questions["prune"] {
  const old = db.prepare(`SELECT key, question FROM question_days WHERE day < ? ORDER BY day ${atMost}`);
  const drop = db.prepare("DELETE FROM question_days WHERE key = ?");
  const dropGroup = db.prepare(`
    DELETE FROM questions WHERE num = ? AND model = '' AND NOT EXISTS (SELECT 1 FROM question_days WHERE question = num)
      AND NOT EXISTS (SELECT 1 FROM answers WHERE question = num)`);
  return (before, max) => {
    const rows = old.all(before, max);
    for (const { key, question } of rows) {
      drop.run(String(key));
      dropGroup.run(Number(question));
    }
    return rows.length;
  };
}
