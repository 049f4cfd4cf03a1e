/** Figures as pictures. What a picture shows can also be read: in its label, and in a table. */

import type { Counts, Insights } from "../api.ts";
import { Fold } from "../design/parts.tsx";
import { type MessageKey, useText } from "../messages/index.tsx";

const width = 1_000;
const height = 160;

/** Conversations of each day; the lower part of a bar is those that were frustrated. */
export function DayBars({ days }: { readonly days: Insights["by_day"] }) {
  const text = useText();
  const most = Math.max(1, ...days.map(({ sessions }) => sessions));
  const step = width / Math.max(1, days.length);
  const bar = Math.max(1, step * 0.72);
  const heightOf = (count: number) => (count / most) * height;
  const first = days[0]?.day ?? "";
  const last = days.at(-1)?.day ?? "";
  const busiest = days.reduce((best, each) => (each.sessions > best.sessions ? each : best), days[0] ?? { day: "", sessions: 0 });
  return (
    <figure className="chart">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={text("insights.days.label", { day: dayName(busiest.day, text.language), count: busiest.sessions })}
      >
        {days.map(({ day, sessions, frustrated }, index) => {
          const x = index * step + (step - bar) / 2;
          return (
            <g key={day}>
              <title>{text("insights.days.bar", { day: dayName(day, text.language), sessions, frustrated })}</title>
              <rect className="bar" x={x} width={bar} y={height - heightOf(sessions)} height={heightOf(sessions)} />
              <rect className="bar-part" x={x} width={bar} y={height - heightOf(frustrated)} height={heightOf(frustrated)} />
            </g>
          );
        })}
      </svg>
      <figcaption>
        <span>{dayName(first, text.language)}</span>
        <span className="legend">
          <span className="swatch bar" /> {text("insights.sessions")} <span className="swatch bar-part" /> {text("insights.frustrated")}
        </span>
        <span>{dayName(last, text.language)}</span>
      </figcaption>
      <Fold title={text("insights.as_table")}>
        <div className="table">
          <table>
            <thead>
              <tr>
                <th scope="col">{text("insights.day")}</th>
                {dayColumns.map(([name, label]) => (
                  <th key={name} scope="col" className="count">
                    {text(label)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {[...days].reverse().map((each) => (
                <tr key={each.day}>
                  <th scope="row">{dayName(each.day, text.language)}</th>
                  {dayColumns.map(([name, label]) => (
                    <td key={name} className="count" data-label={text(label)}>
                      {each[name].toLocaleString(text.language)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Fold>
    </figure>
  );
}

const dayColumns = [
  ["sessions", "insights.sessions"],
  ["messages", "insights.messages"],
  ["frustrated", "insights.frustrated"],
  ["wants_human", "insights.wants_human"],
  ["unanswered", "insights.unanswered"],
] as const satisfies readonly (readonly [keyof Counts, MessageKey])[];

/** `Mon, 2 Mar` of a day such as `2026-03-02`: a day has no time, so no zone moves it. */
export function dayName(day: string, language: string): string {
  if (day === "") return "";
  const format = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, format).format(new Date(`${day}T00:00:00Z`));
}

export type HeatFigure = "sessions" | "messages" | "frustrated" | "unanswered" | "wants_human";

/** Hours of the week: the darker, the more. */
export function HeatMap({ hours, figure }: { readonly hours: Insights["by_week_hour"]; readonly figure: HeatFigure }) {
  const text = useText();
  const most = Math.max(1, ...hours.map((each) => each[figure]));
  const weekdays = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
    weekday,
    name: weekdayName(weekday, text.language),
    hours: hours.filter((each) => each.weekday === weekday),
  }));
  return (
    <div className="heat">
      <table>
        <caption className="unseen">{text("insights.heat.label", { figure: text(`insights.${figure}`) })}</caption>
        <thead>
          <tr>
            <td />
            {Array.from({ length: 24 }, (_, hour) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its index
              <th key={hour} scope="col">
                <span className={hour % 3 === 0 ? undefined : "unseen"}>{hour}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weekdays.map(({ weekday, name, hours: row }) => (
            <tr key={weekday}>
              <th scope="row">{name}</th>
              {row.map((each) => (
                <td
                  key={each.hour}
                  style={{ "--share": each[figure] / most } as React.CSSProperties} // a property of our own
                  title={text("insights.heat.cell", { weekday: name, hour: each.hour, count: each[figure] })}
                >
                  <span className="unseen">{each[figure]}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** 5 January 1970 was a Monday. */
function weekdayName(weekday: number, language: string): string {
  const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { weekday: "short", timeZone: "UTC" });
  return format.format(new Date(Date.UTC(1970, 0, 4 + weekday)));
}

const steps = ["sessions", "asked", "unanswered", "wants_human", "claimed", "resolved"] as const;

/** From all conversations to those that people have settled. Each step is a share of all conversations. */
export function Funnel({ funnel }: { readonly funnel: Insights["funnel"] }) {
  const text = useText();
  const all = Math.max(1, funnel.sessions);
  return (
    <dl className="funnel">
      {steps.map((step) => (
        <div key={step}>
          <dt>{text(`insights.funnel.${step}`)}</dt>
          <dd>
            <span className="funnel-bar" aria-hidden="true">
              <span style={{ width: `${Math.min(100, (funnel[step] / all) * 100)}%` }} />
            </span>
            <span className="funnel-figure">
              {funnel[step].toLocaleString(text.language)}
              {step !== "sessions" && funnel.sessions > 0 && (
                <span className="soft"> {shareText(funnel[step] / funnel.sessions, text.language)}</span>
              )}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** `12 %`. */
export function shareText(share: number, language: string): string {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: share < 0.1 && share > 0 ? 1 : 0 }).format(share);
}
