/** What a step of the grouping reads and writes, in the form of both databases. Pure. */

import { countsFrom } from "../core/conversation.ts";
import type { Event } from "../core/event.ts";
import type {
  GroupedQuestion,
  KnowledgeAnswer,
  QuestionCounts,
  QuestionGroup,
  QuestionGrouping,
  QuestionQuery,
  Quote,
  Upload,
} from "../core/insights/questions.ts";
import { day } from "../core/time.ts";
import { readingOf } from "./conversations.ts";
import { columnText, instantOf, type Row } from "./rows.ts";

/** Stored groups that one step reads after a start. */
export const groupsAStep = 500;

export const noCounts: QuestionCounts = { times: 0, sessions: 0, answered: 0, unanswered: 0 };

/** A turn that matters: a question, the agent's answer, or the end of the conversation. */
interface Turn {
  readonly seq: number;
  readonly conversation: string;
  readonly agent: string;
  readonly day: number;
  readonly what:
    | { readonly kind: "asks"; readonly text: string; readonly language: string }
    | { readonly kind: "answers"; readonly isAnswer: boolean };
}

/** A row of `asked`. `answered` is undefined while the agent's turn is awaited. */
export interface Asked {
  readonly seq: number;
  readonly question: number;
  readonly conversation: string;
  readonly agent: string;
  readonly day: number;
  /** How many answers people had written when it was asked. */
  readonly revision: number;
  /** In thousandths. */
  readonly fit: number;
  answered: boolean | undefined;
}

/** What a row adds to `question_days`. */
export interface QuestionDay extends QuestionCounts, Pick<Asked, "question" | "agent" | "day" | "revision"> {
  readonly key: string;
}

/** The key of a row of `question_days` in both databases. */
export const dayKeySql = (question: string) => `day || ' ' || ${question} || ' ' || revision || ' ' || agent`;
/** The key of a row of `answers`. */
export const answerKeySql = (question: string, revision: string) => `${question} || ' ' || ${revision}`;

export interface QuestionWrites {
  readonly asked: readonly Asked[];
  /** Rows of earlier steps that have their answer now. */
  readonly resolved: readonly Asked[];
  readonly days: readonly QuestionDay[];
}

/** The day of a moment, counted from 1970. */
export function dayOf(at: number): number {
  return Math.floor(at / day);
}

/** Undefined where the event is no such turn. */
export function questionTurnOf({ seq, conversation, event: text, reading: read }: Row): Turn | undefined {
  if (typeof text !== "string" || typeof conversation !== "string") return undefined;
  const event = JSON.parse(text) as Event; // written from an Event
  const turn = { seq: Number(seq), conversation, agent: event.agent, day: dayOf(event.occurredAt) };
  if (event.kind === "session-end") return { ...turn, what: { kind: "answers", isAnswer: false } };
  const reading = readingOf(read);
  if (event.kind !== "chat" || reading === undefined) return undefined;
  if (event.role === "agent") return { ...turn, what: { kind: "answers", isAnswer: (reading.unanswered ?? 0) < countsFrom } };
  if (event.role !== "user" || reading.asks !== true) return undefined;
  return { ...turn, what: { kind: "asks", text: event.message, language: reading.language ?? "" } };
}

/** A question and its group. */
export type PlacedTurn = Turn & { readonly placed?: { readonly group: number; readonly fit: number } };

export function placedBy(grouping: QuestionGrouping, turns: readonly Turn[]): readonly PlacedTurn[] {
  return turns.map((turn) => {
    const placed = turn.what.kind === "asks" ? grouping.place(turn.what) : undefined;
    return placed === undefined ? turn : { ...turn, placed };
  });
}

/** What the database knows of the turns of a step. */
export interface StepContext {
  readonly open: readonly Asked[];
  /** `pairOf` questions and conversations in which they were asked before. */
  readonly pairs: ReadonlySet<string>;
  /** By question: how many answers people have written. */
  readonly revisions: ReadonlyMap<number, number>;
}

export function pairOf(question: number, conversation: string): string {
  return `${question} ${conversation}`;
}

export function writesOf(turns: readonly PlacedTurn[], { open, pairs, revisions }: StepContext): QuestionWrites {
  const [asked, resolved]: [Asked[], Asked[]] = [[], []];
  const days = new Map<string, QuestionDay>();
  const known = new Set(pairs);
  let waiting = [...open];
  const count = ({ question, agent, day, revision }: Asked, more: Partial<QuestionCounts>): void => {
    const key = `${day} ${question} ${revision} ${agent}`; // as in `dayKeySql`
    days.set(key, withCounts(days.get(key) ?? { key, question, agent, day, revision, ...noCounts }, { ...noCounts, ...more }));
  };
  for (const { seq, conversation, agent, day, what, placed } of turns) {
    if (placed !== undefined) {
      const { group: question, fit } = placed;
      const row = {
        seq,
        question,
        conversation,
        agent,
        day,
        revision: revisions.get(question) ?? 0,
        fit: Math.round(fit * 1_000),
        answered: undefined,
      };
      const isFirst = !known.has(pairOf(question, conversation));
      known.add(pairOf(question, conversation));
      asked.push(row);
      waiting.push(row);
      count(row, { times: 1, sessions: isFirst ? 1 : 0 });
    }
    if (what.kind !== "answers") continue;
    for (const row of waiting) {
      if (row.conversation !== conversation || row.seq > seq) continue;
      row.answered = what.isAnswer;
      count(row, what.isAnswer ? { answered: 1 } : { unanswered: 1 });
      if (!asked.includes(row)) resolved.push(row);
    }
    waiting = waiting.filter(({ answered }) => answered === undefined);
  }
  return { asked, resolved, days: [...days.values()] };
}

export function withCounts<Counts extends QuestionCounts>(before: Counts, more: QuestionCounts): Counts {
  return {
    ...before,
    times: before.times + more.times,
    sessions: before.sessions + more.sessions,
    answered: before.answered + more.answered,
    unanswered: before.unanswered + more.unanswered,
  };
}

export function askedOf(row: Row): Asked {
  return {
    seq: Number(row.seq),
    question: Number(row.question),
    conversation: String(row.conversation),
    agent: String(row.agent),
    day: Number(row.day),
    revision: Number(row.revision),
    fit: Number(row.fit),
    answered: undefined,
  };
}

export function questionGroupOf({ num, language, model }: Row): QuestionGroup {
  return { num: Number(num), language: String(language), model: String(model) };
}

export function countsOf(row: Row): QuestionCounts {
  return {
    times: Number(row.times),
    sessions: Number(row.sessions),
    answered: Number(row.answered),
    unanswered: Number(row.unanswered),
  };
}

const mostQuotes = 3;
/** The newest questions of a group from which the quotes are chosen. */
export const quotedOf = 12;
/** The newest conversations in which it was asked. */
export const shownConversations = 40;

/** Of the newest questions of a group: the most typical wordings. */
export function typicalQuotes(rows: readonly Row[]): readonly Quote[] {
  const typical = rows.toSorted((one, other) => Number(other.fit) - Number(one.fit)).flatMap(quoteOf);
  const wordings = new Map<string, Quote>();
  for (const quote of typical) {
    const wording = quote.text.trim().toLowerCase();
    if (!wordings.has(wording)) wordings.set(wording, quote);
  }
  return [...wordings.values()].slice(0, mostQuotes);
}

/** Of a row with an event and the conversation in which it was said. */
export function quoteOf({ event: text, conversation }: Row): readonly Quote[] {
  const event = JSON.parse(String(text)) as Event; // written from an Event
  if (event.kind !== "chat") return [];
  const { id, session, occurredAt: at, message } = event;
  return [{ event: id, session, conversation: String(conversation), at, text: message }];
}

/** The group that a group has become a part of, or the group itself. */
export function leadingGroup(num: number, into: (num: number) => unknown): number {
  const next = into(num);
  return typeof next === "number" ? leadingGroup(next, into) : num;
}

/** A question with the counts of one day more. */
export function added(counted: CountedQuestion, counts: QuestionCounts, isBefore: boolean): CountedQuestion {
  return isBefore ? { ...counted, before: withCounts(counted.before, counts) } : withCounts(counted, counts);
}

export function knowledgeAnswerOf({ revision, at, by, asked, text, upload }: Row): KnowledgeAnswer {
  return {
    revision: Number(revision),
    at: instantOf(at),
    by: String(by),
    asked: columnText(asked),
    text: String(text),
    upload: upload === null ? undefined : (JSON.parse(String(upload)) as Upload), // written from an Upload
  };
}

/** The days that a query counts: its span, and the span of the same length before. */
export function daysIn({ since, until }: Pick<QuestionQuery, "since" | "until">): {
  readonly before: number;
  readonly from: number;
  readonly to: number;
} {
  const [from, to] = [dayOf(since), dayOf(until - 1) + 1];
  return { before: from - Math.max(1, to - from), from, to };
}

/** A question with its counts, before its quotes are read. */
export type CountedQuestion = Pick<GroupedQuestion, "num" | "before" | keyof QuestionCounts>;

/** The most first; of equals the older one. */
export function ranked(counted: readonly CountedQuestion[], { sort }: Pick<QuestionQuery, "sort">): readonly CountedQuestion[] {
  const worth = ({ times, unanswered }: CountedQuestion) => (sort === "times" ? times : unanswered * 1e9 + times);
  return counted.filter(({ times }) => times > 0).toSorted((one, other) => worth(other) - worth(one) || one.num - other.num);
}
