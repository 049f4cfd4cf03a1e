/** What people read of groups of questions. */

import type { GroupedQuestion, QuestionDetail, QuestionPage, QuestionQuery } from "../../../core/insights/questions.ts";
import {
  added,
  type CountedQuestion,
  countsOf,
  daysIn,
  knowledgeAnswerOf,
  leadingGroup,
  noCounts,
  quotedOf,
  quoteOf,
  ranked,
  shownConversations,
  typicalQuotes,
} from "../../questions.ts";
import { columnText } from "../../rows.ts";
import { atMost, type Driver } from "../driver.ts";
import type { Stepwise } from "../steps.ts";

export interface QuestionSearch {
  list(query: QuestionQuery): Stepwise<QuestionPage>;
  find(num: number): QuestionDetail | undefined;
  readonly unnamed: FindUnnamed;
}

/** By the counts of the days of a span. */
type FindUnnamed = (span: Pick<QuestionQuery, "since" | "until">, least: number) => number | undefined;

export function createQuestionSearch(db: Driver): QuestionSearch {
  const group = db.prepare("SELECT language, name, merged FROM questions WHERE num = ?");
  const ofDay = db.prepare("SELECT question, agent, times, sessions, answered, unanswered FROM question_days WHERE day = ?");
  const days = db.prepare("SELECT day, revision, times, sessions, answered, unanswered FROM question_days WHERE question = ?");
  const answers = db.prepare("SELECT * FROM answers WHERE question = ? ORDER BY revision");
  const said = db.prepare(`
    SELECT inbox.event, asked.conversation, fit FROM asked CROSS JOIN inbox ON inbox.seq = asked.seq
    WHERE question = ? AND (? IS NULL OR asked.agent = ?) ORDER BY asked.seq DESC ${atMost}`);
  const saidOf = (num: number, most: number, agent: string | null = null) => said.all(num, agent, agent, most);

  function* counted({ agent, ...query }: QuestionQuery): Stepwise<readonly CountedQuestion[]> {
    const { before, from, to } = daysIn(query);
    const found = new Map<number, CountedQuestion>();
    for (let day = before; day < to; day += 1) {
      for (const row of ofDay.all(day)) {
        if (agent !== undefined && row.agent !== agent) continue;
        const num = Number(row.question);
        found.set(num, added(found.get(num) ?? { num, before: noCounts, ...noCounts }, countsOf(row), day < from));
      }
      yield;
    }
    return [...found.values()];
  }

  return {
    unnamed: createUnnamed(db),
    *list(query) {
      const all = ranked(yield* counted(query), query);
      const rows: GroupedQuestion[] = [];
      let index = Number(query.before ?? 0);
      for (; index < all.length && rows.length < query.limit; index += 1) {
        const each = all[index];
        if (each === undefined) break;
        const found = group.get(each.num);
        const language = String(found?.language ?? "");
        const quotes =
          query.language === undefined || query.language === language ? typicalQuotes(saidOf(each.num, quotedOf, query.agent)) : [];
        if (quotes.length > 0) rows.push({ ...each, name: columnText(found?.name), language, quotes });
        yield;
      }
      return { rows, next: index < all.length ? String(index) : undefined };
    },
    find(asked) {
      const num = leadingGroup(asked, (each) => group.get(each)?.merged);
      const row = group.get(num);
      if (row === undefined) return undefined;
      const rows = saidOf(num, shownConversations);
      return {
        num,
        name: columnText(row.name),
        language: String(row.language),
        quotes: typicalQuotes(rows),
        conversations: rows.flatMap(quoteOf),
        days: days.all(num).map((each) => ({ day: Number(each.day), revision: Number(each.revision), ...countsOf(each) })),
        answers: answers.all(num).map(knowledgeAnswerOf),
      };
    },
  };
}

function createUnnamed(db: Driver): FindUnnamed {
  const ofDay = db.prepare("SELECT question, times FROM question_days WHERE day = ?");
  const waits = db.prepare("SELECT 1 FROM questions WHERE num = ? AND name IS NULL AND model <> ''");
  return (span, least) => {
    const { from, to } = daysIn(span);
    const times = new Map<number, number>();
    for (let day = from; day < to; day += 1)
      for (const row of ofDay.all(day)) times.set(Number(row.question), (times.get(Number(row.question)) ?? 0) + Number(row.times));
    const often = [...times].filter(([, count]) => count >= least).sort((one, other) => other[1] - one[1] || one[0] - other[0]);
    return often.find(([num]) => waits.get(num) !== undefined)?.[0];
  };
}
