/** What the edit would have done otherwise with the last days, with samples that open as conversations. */

import { useRef, useState } from "react";
import type { Backtest, BacktestSample, RuleChange } from "../api.ts";
import { postForStream, Refusal } from "../client.ts";
import { Failure } from "../design/act.tsx";
import { Button } from "../design/button.tsx";
import { Moment } from "../design/moment.tsx";
import { Chip, type Mood, Panel, pathOf, To } from "../design/parts.tsx";
import { useText } from "../messages/index.tsx";
import { readEvents } from "./server-events.ts";

type Run =
  | { readonly kind: "idle" }
  | { readonly kind: "running"; readonly done: number; readonly total: number }
  | { readonly kind: "done"; readonly result: Backtest; readonly text: string }
  | { readonly kind: "failed"; readonly error: unknown };

const spans = ["24h", "7d", "30d"] as const;

export function BacktestPanel({ draft, isEdited }: { readonly draft: string; readonly isEdited: boolean }) {
  const text = useText();
  const [run, setRun] = useState<Run>({ kind: "idle" });
  const [since, setSince] = useState<(typeof spans)[number]>("7d");
  const stop = useRef<AbortController>(undefined);
  const start = () => {
    stop.current?.abort();
    stop.current = new AbortController();
    void backtest({ text: draft, since }, setRun, stop.current.signal);
  };
  const isRunning = run.kind === "running";
  return (
    <Panel title={text("backtest.title")}>
      <div className="pad">
        <p className="soft">{text(isEdited ? "backtest.lead" : "backtest.lead_unchanged")}</p>
        <div className="buttons">
          <select aria-label={text("filters.since")} value={since} onChange={(event) => setSince(event.target.value as typeof since)}>
            {spans.map((span) => (
              <option key={span} value={span}>
                {text(`span.${span}`)}
              </option>
            ))}
          </select>
          <Button onClick={start} disabled={isRunning}>
            {text("backtest.start")}
          </Button>
          {isRunning && (
            <Button
              look="quiet"
              onClick={() => {
                stop.current?.abort();
                setRun({ kind: "idle" });
              }}
            >
              {text("cancel")}
            </Button>
          )}
        </div>
        <div role="status">
          {isRunning && <progress value={run.done} max={Math.max(1, run.total)} aria-label={text("backtest.title")} />}
          {run.kind === "failed" &&
            (run.error instanceof Refusal && run.error.status === 422 ? (
              <p className="failure">{text("backtest.wrong")}</p>
            ) : (
              <Failure error={run.error} />
            ))}
          {run.kind === "done" && run.text !== draft && <p className="aside">{text("backtest.old")}</p>}
        </div>
        {run.kind === "done" && <Result result={run.result} />}
      </div>
    </Panel>
  );
}

async function backtest(
  body: { readonly text: string; readonly since: string },
  tell: (run: Run) => void,
  signal: AbortSignal,
): Promise<void> {
  tell({ kind: "running", done: 0, total: 0 });
  try {
    const response = await postForStream("/rules/backtest", body, signal);
    for await (const { event, data } of readEvents(response)) {
      if (event === "progress") tell({ kind: "running", ...(data as { done: number; total: number }) }); // as the call declares it
      if (event === "result") tell({ kind: "done", result: data as Backtest, text: body.text }); // as the call declares it
      if (event === "failed") tell({ kind: "failed", error: new Error(String((data as { message?: string }).message)) });
    }
  } catch (error) {
    if (!signal.aborted) tell({ kind: "failed", error });
  }
}

function Result({ result: { events, days, rules, destinations } }: { readonly result: Backtest }) {
  const text = useText();
  const differing = Object.entries(rules).filter(([, { added, removed, changed }]) => added + removed + changed > 0);
  const sent = Object.entries(destinations).filter(([, { a_day }]) => a_day.before !== a_day.after);
  return (
    <>
      <p>{text("backtest.events", { events, days: Math.round(days) })}</p>
      {differing.length === 0 && <p className="soft">{text("backtest.same")}</p>}
      {differing.map(([rule, change]) => (
        <ChangedRule key={rule} rule={rule} change={change} />
      ))}
      {sent.length > 0 && (
        <ul>
          {sent.map(([to, { a_day }]) => (
            <li key={to}>{text("backtest.a_day", { to, before: a_day.before, after: a_day.after })}</li>
          ))}
        </ul>
      )}
    </>
  );
}

const shownSamples = 20;

const changeMoods: Readonly<Record<BacktestSample["change"], Mood>> = { added: "good", removed: "bad", changed: "wait" };

function ChangedRule({ rule, change: { added, removed, changed, samples } }: { readonly rule: string; readonly change: RuleChange }) {
  const text = useText();
  return (
    <section className="changed-rule">
      <h3>{rule}</h3>
      <p className="lead-facts">
        {added > 0 && <Chip mood="good">{text("backtest.added", { count: added })}</Chip>}
        {removed > 0 && <Chip mood="bad">{text("backtest.removed", { count: removed })}</Chip>}
        {changed > 0 && <Chip mood="wait">{text("backtest.changed", { count: changed })}</Chip>}
      </p>
      <ul>
        {samples.slice(0, shownSamples).map((sample) => (
          <li key={`${sample.event} ${sample.change}`}>
            <Chip mood={changeMoods[sample.change]}>{text(`backtest.sample.${sample.change}`)}</Chip>{" "}
            {sample.session === null ? (
              <code>{sample.event}</code>
            ) : (
              <To href={`${pathOf("sessions", sample.session)}#turn-${sample.event}`}>{sample.session}</To>
            )}{" "}
            <small>
              <Moment at={sample.at} />
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
