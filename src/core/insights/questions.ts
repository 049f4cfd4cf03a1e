/** Groups of visitors' questions: what people read of them, and the port of the grouping. */

import type { EventId } from "../event.ts";
import type { Instant } from "../time.ts";

/** A stored group. `model` belongs to the grouping: hashes of words and their counts, without text. */
export interface QuestionGroup {
  readonly num: number;
  /** ISO 639-1; empty where the language is not known. No group holds questions in two languages. */
  readonly language: string;
  readonly model: string;
}

/** A visitor's question, as the grouping reads it. */
export interface AskedText {
  readonly text: string;
  readonly language: string;
}

/** The group of a question, and how near the question is to the other ones, 0..1. */
export interface PlacedQuestion {
  readonly group: number;
  readonly fit: number;
}

/** Two groups turned out to be one. */
export interface MergedGroups {
  readonly from: number;
  readonly into: number;
}

export interface GroupingChanges {
  readonly groups: readonly QuestionGroup[];
  readonly merged: readonly MergedGroups[];
  /** Groups that take no more questions, because there are too many groups. */
  readonly closed: readonly number[];
}

/**
 * Groups questions, one after the other. It knows the groups that it was given and those that it has made. The same groups and questions
 * in the same order give the same result.
 */
export interface QuestionGrouping {
  /** Stored groups, in the order of their numbers, before the first question. */
  load(groups: readonly QuestionGroup[]): void;
  /** Undefined where nothing is asked. */
  place(question: AskedText): PlacedQuestion | undefined;
  /** A visitor of the group was forgotten: what only one question holds goes. With `isEmpty` the whole group goes. */
  forget(group: number, isEmpty: boolean): void;
  /** What has changed since the last call. */
  changes(): GroupingChanges;
}

/** How often something was asked, in how many conversations, and with what result. Some questions wait for the agent's turn. */
export interface QuestionCounts {
  readonly times: number;
  readonly sessions: number;
  readonly answered: number;
  readonly unanswered: number;
}

/** What a visitor said. It is not redacted yet. */
export interface Quote {
  readonly event: EventId;
  readonly session: string | undefined;
  /** Our own id of the conversation. */
  readonly conversation: string;
  readonly at: Instant;
  readonly text: string;
}

/** What became of an answer at the vendor. `sending` after the end of a process: nobody knows whether it arrived. */
export type Upload =
  | { readonly state: "sending"; readonly at: Instant }
  | { readonly state: "uploaded"; readonly at: Instant; readonly file: string }
  | { readonly state: "failed"; readonly at: Instant; readonly detail: string };

/** What a person wrote for visitors who ask this. */
export interface KnowledgeAnswer {
  /** The first answer of a question is 1. */
  readonly revision: number;
  readonly at: Instant;
  readonly by: string;
  /** The wording of the question; undefined where its visitor was forgotten. */
  readonly asked: string | undefined;
  readonly text: string;
  readonly upload: Upload | undefined;
}

export interface GroupedQuestion extends QuestionCounts {
  readonly num: number;
  /** What a language model calls it; undefined where none was asked yet. */
  readonly name: string | undefined;
  readonly language: string;
  /** The counts of the span of the same length before `since`. */
  readonly before: QuestionCounts;
  /** Up to three, the most typical one first. */
  readonly quotes: readonly Quote[];
}

/** `next`: give it as `before` to get the next page; undefined at the end. */
export interface QuestionPage {
  readonly rows: readonly GroupedQuestion[];
  readonly next: string | undefined;
}

export interface QuestionDetail {
  readonly num: number;
  readonly name: string | undefined;
  readonly language: string;
  readonly quotes: readonly Quote[];
  /** Where it was asked, the newest first. */
  readonly conversations: readonly Quote[];
  readonly days: readonly (QuestionCounts & { readonly day: number; readonly revision: number })[];
  readonly answers: readonly KnowledgeAnswer[];
}

export interface QuestionQuery {
  readonly since: Instant;
  readonly until: Instant;
  readonly agent?: string;
  readonly language?: string;
  /** By how often it was asked, or by how often nobody answered it. */
  readonly sort: "times" | "unanswered";
  readonly limit: number;
  readonly before?: string;
}

/** `session`: the visitor whose words `asked` quotes; undefined where a person worded it. */
export interface NewAnswer extends Pick<KnowledgeAnswer, "at" | "by" | "text"> {
  readonly question: number;
  readonly asked: string;
  readonly session: string | undefined;
}

/** The share of what was asked that got an answer, 0..1. What still waits does not count. */
export function answeredShare({ answered, unanswered }: Pick<QuestionCounts, "answered" | "unanswered">): number {
  return unanswered === 0 ? 1 : Math.round((answered / (answered + unanswered)) * 100) / 100;
}

/** An answer as a file for the avatar's knowledge: Markdown. */
export interface KnowledgeFile {
  readonly name: string;
  readonly text: string;
}

export function knowledgeFile(question: number, { asked, text }: Pick<KnowledgeAnswer, "asked" | "text">): KnowledgeFile {
  const title = (asked ?? "A question of visitors").replace(/\s+/g, " ").trim();
  return { name: `question-${question}.md`, text: `# ${title}\n\n${text.trim()}\n` };
}

/** The questions in a store. */
export interface QuestionStore {
  /**
   * Groups some of the questions that the search tables hold. One transaction with its own mark, so that a kill loses and doubles nothing.
   * It takes none while another process does it. `open` makes an empty grouping.
   */
  groupQuestions(open: () => QuestionGrouping): Promise<GroupedStep>;
  questions(query: QuestionQuery): Promise<QuestionPage>;
  /** Also by the number of a group that has become a part of it. */
  question(num: number): Promise<QuestionDetail | undefined>;
  /** Resolves with the stored answer; undefined where there is no such question. */
  answerQuestion(answer: NewAnswer): Promise<KnowledgeAnswer | undefined>;
  recordUpload(question: number, revision: number, upload: Upload): Promise<void>;
  /** Of the questions without a name the one that was asked most in the span; undefined where none was asked `least` times. */
  questionToName(span: Pick<QuestionQuery, "since" | "until">, least: number): Promise<number | undefined>;
  /** Stores a name that was made of these quotes. Not where one of them is gone: its visitor may have been forgotten meanwhile. */
  nameQuestion(num: number, name: string, quotes: readonly EventId[]): Promise<void>;
}

export interface GroupedStep {
  readonly count: number;
  readonly hasMore: boolean;
}
