/** `/api/questions`: what visitors ask, where it was asked, and the answers that people write. */

import type { Request, RequestHandler } from "express";
import { z } from "zod";
import type { FigureQuery } from "../../core/insights/figures.ts";
import {
  answeredShare,
  type GroupedQuestion,
  type KnowledgeAnswer,
  knowledgeFile,
  type QuestionCounts,
  type QuestionDetail,
  type QuestionQuery,
  type Quote,
  type Upload,
} from "../../core/insights/questions.ts";
import { day, type Instant, plus, toIso } from "../../core/time.ts";
import type { insights, knowledgeAnswer, questionDetail, questionRow, quote } from "./answers.ts";
import type { AdminParts } from "./parts.ts";
import type { Refuse } from "./problem.ts";
import { moment, name, type ReadQuery, read, readPageQuery } from "./queries.ts";
import type { Change } from "./record.ts";
import { principalOf } from "./sign-in/principal.ts";

export type QuestionParts = Pick<AdminParts, "store" | "redactQuote" | "uploadKnowledge" | "now">;

const longest = 750 * day;

const filters = {
  since: moment.optional(),
  until: moment.optional(),
  agent: name.optional(),
  language: name.optional(),
  sort: z.enum(["times", "unanswered"]).default("times"),
};

export const questionsQuery = z.strictObject({ ...filters, limit: z.string().optional(), before: z.string().optional() });

/** The last seven days where no span is given. */
export function readQuestionQuery(query: unknown, now: Instant): ReadQuery<QuestionQuery> {
  const page = readPageQuery(query, filters);
  if (page.kind === "refused") return page;
  const { since: from, until: to, sort, ...rest } = page.value;
  const until = to?.(now) ?? now;
  const since = from?.(now) ?? plus(until, -7 * day);
  if (until <= since) return { kind: "refused", message: "until: expected a time after `since`" };
  if (until - since > longest) return { kind: "refused", message: `since: expected a span of at most ${longest / day} days` };
  return { kind: "read", value: { ...rest, sort: sort ?? "times", since, until } };
}

export const answerBody = z.strictObject({
  text: z.string().trim().min(1).max(10_000).meta({ description: "The answer, in Markdown." }),
  question: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .optional()
    .meta({ description: "The wording of the question. Default: the first quote, redacted." }),
});

export function listQuestions({ store, redactQuote, now }: QuestionParts, refuse: Refuse): RequestHandler {
  return async (request, response) => {
    const query = readQuestionQuery(request.query, now());
    if (query.kind === "refused") return refuse(response, "invalid_request", query.message);
    const { rows, next } = await store.questions(query.value);
    response.json({ questions: rows.map((row) => questionView(row, redactQuote)), next: next ?? null });
  };
}

const unknown = "No question has this id.";

export function showQuestion({ store, redactQuote }: QuestionParts, refuse: Refuse): RequestHandler {
  return async (request, response) => {
    const found = await store.question(numOf(request));
    if (found === undefined) refuse(response, "not_found", unknown);
    else response.json(questionDetailView(found, redactQuote));
  };
}

/** Answers when the answer is stored. The vendor gets it at most once: what a kill interrupts is not sent again. */
export function answerQuestion(parts: QuestionParts, refuse: Refuse): Change {
  return async (request, response) => {
    const wanted = read(answerBody, request.body, (body) => body);
    if (wanted.kind === "refused") return void refuse(response, "invalid_request", wanted.message);
    const found = await parts.store.question(numOf(request));
    if (found === undefined) return void refuse(response, "not_found", unknown);
    const written = await writeAnswer(parts, found, { ...wanted.value, by: principalOf(response).name });
    if (written.kind === "refused") return void refuse(response, "invalid_request", written.message);
    const { num: question } = found;
    const { revision, upload } = written.answer;
    return { answer: answerView(found, written.answer), did: { about: { question, revision, upload: upload?.state ?? null } } };
  };
}

type Wording = z.output<typeof answerBody> & Pick<KnowledgeAnswer, "by">;
type Written = { readonly kind: "written"; readonly answer: KnowledgeAnswer } | { readonly kind: "refused"; readonly message: string };

export async function writeAnswer(
  parts: QuestionParts,
  { num, quotes: [typical] }: QuestionDetail,
  { text, question, by }: Wording,
): Promise<Written> {
  const { store, redactQuote, now } = parts;
  const asked = question ?? (typical && redactQuote(typical.text));
  if (asked === undefined)
    return { kind: "refused", message: "question: expected the wording of the question, since no quote of it is kept" };
  const session = question === undefined ? typical?.session : undefined;
  const stored = await store.answerQuestion({ question: num, asked, session, text, by, at: now() });
  if (stored === undefined) return { kind: "refused", message: unknown };
  return { kind: "written", answer: { ...stored, upload: await uploaded(parts, num, stored) } };
}

async function uploaded({ store, uploadKnowledge, now }: QuestionParts, num: number, answer: KnowledgeAnswer): Promise<Upload | undefined> {
  if (uploadKnowledge === undefined) return undefined;
  await store.recordUpload(num, answer.revision, { state: "sending", at: now() });
  const upload = await uploadKnowledge(knowledgeFile(num, answer));
  await store.recordUpload(num, answer.revision, upload);
  return upload;
}

/** Zero is no number of a question. */
export function questionNumber(id: string): number {
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : 0;
}

function numOf(request: Request): number {
  return questionNumber(String(request.params.id));
}

export function questionView(row: GroupedQuestion, redact: QuestionParts["redactQuote"]): z.infer<typeof questionRow> {
  const quotes = row.quotes.map((each) => quoteView(each, redact));
  return {
    id: String(row.num),
    name: row.name ?? null,
    text: quotes[0]?.text ?? "",
    language: row.language || null,
    ...countsView(row),
    before: countsView(row.before),
    quotes,
  };
}

/** The most frequent questions, for `/api/insights`. */
export async function insightsQuestions(
  { store, redactQuote }: QuestionParts,
  query: FigureQuery,
): Promise<z.infer<typeof insights>["questions"]> {
  const { since, until, agent, language } = query;
  const filters = { ...(agent !== undefined && { agent }), ...(language !== undefined && { language }) };
  const { rows } = await store.questions({ since, until, ...filters, sort: "times", limit: mostInInsights });
  return rows.map((row) => {
    const { text, times, sessions, answered, quotes } = questionView(row, redactQuote);
    return { text, times, sessions, answered, quotes: quotes.map((each) => each.text) };
  });
}

const mostInInsights = 20;

/** `answered` is a share, as in `/api/insights`. */
function countsView({ times, sessions, answered, unanswered }: QuestionCounts) {
  return { times, sessions, answered: answeredShare({ answered, unanswered }), unanswered };
}

function quoteView({ event, session, conversation, at, text }: Quote, redact: QuestionParts["redactQuote"]): z.infer<typeof quote> {
  return { event, session: session ?? null, conversation, at: toIso(at), text: redact(text) };
}

export function questionDetailView(found: QuestionDetail, redact: QuestionParts["redactQuote"]): z.infer<typeof questionDetail> {
  const { num, name, language, quotes, conversations, days, answers } = found;
  const shown = quotes.map((each) => quoteView(each, redact));
  return {
    id: String(num),
    name: name ?? null,
    text: shown[0]?.text ?? null,
    language: language || null,
    ...countsView(total(days)),
    quotes: shown,
    conversations: conversations.map((each) => quoteView(each, redact)),
    days: [...new Set(days.map((each) => each.day))]
      .sort((one, other) => one - other)
      .map((date) => ({
        day: toIso((date * day) as Instant).slice(0, 10),
        ...countsView(total(days.filter((each) => each.day === date))),
      })), // a whole number of days since 1970
    answers: answers.map((answer) => answerView(found, answer)),
  };
}

/** The share that was answered before the answer was written, and until the next one was. */
export function answerView({ days }: Pick<QuestionDetail, "days">, answer: KnowledgeAnswer): z.infer<typeof knowledgeAnswer> {
  const { revision, at, by, asked, text, upload } = answer;
  return {
    revision,
    at: toIso(at),
    by,
    question: asked ?? null,
    text,
    before: countsView(total(days.filter((each) => each.revision === revision - 1))),
    after: countsView(total(days.filter((each) => each.revision === revision))),
    upload: upload === undefined ? null : uploadView(upload),
  };
}

function uploadView(upload: Upload): z.infer<typeof knowledgeAnswer>["upload"] {
  const { state, at } = upload;
  return { state, at: toIso(at), file: state === "uploaded" ? upload.file : null, detail: state === "failed" ? upload.detail : null };
}

function total(all: readonly QuestionCounts[]): QuestionCounts {
  const sum = { times: 0, sessions: 0, answered: 0, unanswered: 0 };
  for (const each of all) {
    sum.times += each.times;
    sum.sessions += each.sessions;
    sum.answered += each.answered;
    sum.unanswered += each.unanswered;
  }
  return sum;
}
