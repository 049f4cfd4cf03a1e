/** What visitors ask, in their own words: how often, whether the agent answers it, and the answer that a person writes. */

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import type { Question, QuestionAnswer, QuestionDetail, Quote } from "../api.ts";
import { get, post } from "../client.ts";
import { useAct } from "../design/act.tsx";
import { Button, useCanAct } from "../design/button.tsx";
import { Dialog } from "../design/dialog.tsx";
import { Moment } from "../design/moment.tsx";
import { Answered, Chip, Empty, Fold, More, pathOf, To } from "../design/parts.tsx";
import { useList } from "../lists.ts";
import { useText } from "../messages/index.tsx";
import { shareText } from "./charts.tsx";

export interface QuestionsProps {
  readonly query: { readonly since: string; readonly agent: string; readonly sort: string };
}

export function Questions({ query }: QuestionsProps) {
  const text = useText();
  const list = useList<Question>({ key: "questions", path: "/questions", query: withoutBlanks(query), limit: 20 });
  const [opened, setOpened] = useState<Question>();
  return (
    <>
      <Answered answer={{ data: list.rows, error: list.error }}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty>{text("questions.none")}</Empty>
          ) : (
            <ol className="questions">
              {rows.map((question) => (
                <QuestionItem key={question.id} question={question} open={() => setOpened(question)} />
              ))}
            </ol>
          )
        }
      </Answered>
      <More pages={list} />
      {opened !== undefined && <AnswerDialog question={opened} close={() => setOpened(undefined)} />}
    </>
  );
}

/** The API takes no empty filters. */
function withoutBlanks(query: QuestionsProps["query"]): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ""));
}

function QuestionItem({ question, open }: { readonly question: Question; readonly open: () => void }) {
  const text = useText();
  const { name, text: words, language, times, sessions, unanswered, quotes, before } = question;
  const waits = unanswered > 0;
  return (
    <li className="question">
      <div className="question-head">
        <p className="question-words" dir="auto">
          {(name ?? words) === "" ? <span className="soft">{text("questions.no_words")}</span> : (name ?? words)}
        </p>
        <span className="question-facts">
          <span>{text.count("questions.times", times)}</span>
          <span className="soft">{text.count("questions.sessions", sessions)}</span>
          <Trend now={times} before={before.times} />
          {language !== null && <Chip>{language}</Chip>}
          {waits && (
            <Chip mood="wait">{text("questions.unanswered", { share: shareText(unanswered / Math.max(1, times), text.language) })}</Chip>
          )}
        </span>
      </div>
      {quotes.length > 0 && (
        <Fold title={text("questions.quotes")}>
          <Quotes quotes={quotes} />
        </Fold>
      )}
      <Button onClick={open}>{text("questions.answer")}</Button>
    </li>
  );
}

/** Each leads to its turn in the conversation. */
function Quotes({ quotes }: { readonly quotes: readonly Quote[] }) {
  return (
    <ul className="quotes">
      {quotes.map(({ event, conversation, text, at }) => (
        <li key={event}>
          <To href={`${pathOf("sessions", conversation)}#turn-${event}`}>“{text}”</To>{" "}
          <span className="soft">
            <Moment at={at} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** How much more or less often than in the span before. */
function Trend({ now, before }: { readonly now: number; readonly before: number }) {
  const text = useText();
  if (before === 0) return <Chip mood="accent">{text("questions.new")}</Chip>;
  const change = now / before - 1;
  if (Math.abs(change) < 0.2) return null;
  return <span className="soft">{text("insights.change", { change: signed(change, text.language) })}</span>;
}

/** `+20 %`. */
export function signed(share: number, language: string): string {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" }).format(share);
}

function AnswerDialog({ question, close }: { readonly question: Question; readonly close: () => void }) {
  const text = useText();
  const detail = useQuery({
    queryKey: ["questions", "one", question.id],
    queryFn: ({ signal }) => get<QuestionDetail>(`/questions/${encodeURIComponent(question.id)}`, {}, signal),
  });
  return (
    <Dialog title={text("questions.answer.title")} isOpen close={close} wide>
      <p className="question-words" dir="auto">
        {question.text === "" ? text("questions.no_words") : question.text}
      </p>
      <Answered answer={detail}>
        {({ answers, conversations }) => (
          <>
            {answers.map((answer) => (
              <Written key={answer.revision} answer={answer} />
            ))}
            <AnswerForm id={question.id} refetch={() => void detail.refetch()} />
            {conversations.length > 0 && (
              <Fold title={text("questions.asked_in")}>
                <Quotes quotes={conversations} />
              </Fold>
            )}
          </>
        )}
      </Answered>
      <div className="dialog-buttons">
        <Button look="quiet" onClick={close}>
          {text("close")}
        </Button>
      </div>
    </Dialog>
  );
}

/** An answer that somebody wrote, and whether the agent answers the question better since. */
function Written({ answer: { at, by, text: words, before, after, upload } }: { readonly answer: QuestionAnswer }) {
  const text = useText();
  const share = (counts: QuestionAnswer["before"]) =>
    counts.times === 0 ? "–" : shareText(counts.unanswered / counts.times, text.language);
  return (
    <section className="written" aria-label={text("questions.written", { by })}>
      <p className="soft">
        {text("questions.written", { by })} · <Moment at={at} /> ·{" "}
        {text(upload === null ? "questions.upload.none" : `questions.upload.${upload.state}`)}
        {upload?.detail != null && <> ({upload.detail})</>}
      </p>
      <p className="written-words" dir="auto">
        {words}
      </p>
      <p>{text("questions.effect", { before: share(before), after: share(after) })}</p>
    </section>
  );
}

function AnswerForm({ id, refetch }: { readonly id: string; readonly refetch: () => void }) {
  const text = useText();
  const field = useId();
  const mayAnswer = useCanAct("admin");
  const [words, setWords] = useState("");
  const writing = useAct<string>(async (written) => {
    await post(`/questions/${encodeURIComponent(id)}/answer`, { text: written });
    setWords("");
    refetch();
    return text("questions.saved");
  });
  if (!mayAnswer) return <p className="soft">{text("questions.may_not")}</p>;
  const isEmpty = words.trim() === "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isEmpty && !writing.isBusy) writing.run(words);
  };
  return (
    <form className="answer-form" onSubmit={submit}>
      <label htmlFor={field}>{text("questions.answer.label")}</label>
      <textarea id={field} rows={4} maxLength={10_000} value={words} onChange={(event) => setWords(event.target.value)} />
      <div className="answer-foot">
        <Button look="strong" submits disabled={isEmpty || writing.isBusy}>
          {text("questions.answer.save")}
        </Button>
        {writing.outcome}
      </div>
    </form>
  );
}
