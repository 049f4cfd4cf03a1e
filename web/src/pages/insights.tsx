/** What conversations come to over time, and what visitors ask. Period, agent and order live in the address. */

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Insights as Answer, Counts } from "../api.ts";
import { basePath } from "../base-path.ts";
import { get } from "../client.ts";
import { Button } from "../design/button.tsx";
import { FilterBar, type Filters, Pick, useFilters } from "../design/filters.tsx";
import { Answered, Empty, PageHead, Panel } from "../design/parts.tsx";
import { DayBars, Funnel, type HeatFigure, HeatMap } from "../insights/charts.tsx";
import { Questions, signed } from "../insights/questions.tsx";
import { AgentTable, RuleUse, Seconds } from "../insights/tables.tsx";
import { useText } from "../messages/index.tsx";

const names = ["since", "agent", "figure", "sort"] as const;
type Name = (typeof names)[number];

const usualSpan = "7d";
const spans = ["24h", "7d", "30d", "90d", "365d"] as const;
const heatFigures: readonly HeatFigure[] = ["messages", "sessions", "frustrated", "wants_human", "unanswered"];

function useInsights(since: string, agent: string) {
  return useQuery({
    queryKey: ["insights", since, agent],
    queryFn: ({ signal }) => get<Answer>("/insights", { since, compare: "1", ...(agent === "" ? {} : { agent }) }, signal),
    placeholderData: (before) => before,
    refetchInterval: 60_000,
  });
}

export function Insights() {
  const text = useText();
  const filters = useFilters(names);
  const { values } = filters;
  const since = values.since || usualSpan;
  const answer = useInsights(since, values.agent);
  return (
    <>
      <PageHead title={text("nav.insights")} lead={text("insights.lead")}>
        <ExportLink since={since} agent={values.agent} />
      </PageHead>
      <InsightFilters filters={filters} />
      <Answered answer={answer}>{(data) => <Shown data={data} filters={filters} since={since} />}</Answered>
    </>
  );
}

interface ShownProps {
  readonly data: Answer;
  readonly filters: Filters<Name>;
  readonly since: string;
}

function Shown({ data, filters, since }: ShownProps) {
  const text = useText();
  const { values, set } = filters;
  const query = new URLSearchParams({ since, ...(values.agent === "" ? {} : { agent: values.agent }) });
  const figure = heatFigures.find((each) => each === values.figure) ?? "messages";
  const sort = values.sort === "times" ? "times" : "unanswered";
  const isNothing = data.sessions + data.messages === 0;
  return (
    <div className="stack">
      <Tiles data={data} />
      {isNothing && <Empty>{text("insights.nothing")}</Empty>}
      <Panel title={text("insights.by_day")}>
        <DayBars days={data.by_day} />
      </Panel>
      <Panel
        title={text("questions.title")}
        aside={
          <OneOf
            label={text("questions.sort")}
            value={sort}
            options={[
              ["unanswered", text("questions.sort.unanswered")],
              ["times", text("questions.sort.times")],
            ]}
            choose={(value) => set("sort", value === "unanswered" ? "" : value)}
          />
        }
      >
        <Questions query={{ since, agent: values.agent, sort }} />
      </Panel>
      <div className="columns">
        <Panel title={text("insights.funnel")}>
          <Funnel funnel={data.funnel} />
        </Panel>
        <Panel title={text("insights.rules")}>
          <RuleUse rules={data.rules} query={query} />
        </Panel>
      </div>
      <Panel
        title={text("insights.by_week")}
        aside={
          <OneOf
            label={text("insights.figure")}
            value={figure}
            options={heatFigures.map((each) => [each, text(`insights.${each}`)] as const)}
            choose={(value) => set("figure", value === "messages" ? "" : value)}
          />
        }
      >
        <HeatMap hours={data.by_week_hour} figure={figure} />
      </Panel>
      <Panel title={text("insights.agents")}>
        <AgentTable agents={data.agents} choose={(agent) => set("agent", agent)} />
      </Panel>
    </div>
  );
}

const tiles = ["sessions", "messages", "frustrated", "wants_human", "unanswered"] as const satisfies readonly (keyof Counts)[];

function Tiles({ data }: { readonly data: Answer }) {
  const text = useText();
  return (
    <section className="figures insight-figures" aria-label={text("insights.figures")}>
      {tiles.map((name) => (
        <Tile key={name} name={text(`insights.${name}`)} aside={<Change now={data[name]} before={data.before?.[name]} />}>
          {data[name].toLocaleString(text.language)}
        </Tile>
      ))}
      <Tile name={text("insights.time_to_claim")} aside={text.count("insights.claims", data.people.time_to_claim.count)}>
        <Seconds value={data.people.time_to_claim.median} />
      </Tile>
    </section>
  );
}

function Tile({ name, aside, children }: { readonly name: string; readonly aside: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="tile">
      <span className="tile-name">{name}</span>
      <span className="figure">{children}</span>
      <span className="aside">{aside}</span>
    </div>
  );
}

function Change({ now, before }: { readonly now: number; readonly before: number | undefined }) {
  const text = useText();
  if (before === undefined || before === 0) return null;
  return text("insights.change", { change: signed(now / before - 1, text.language) });
}

interface OneOfProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly choose: (value: string) => void;
}

/** One of a few, of which one always holds. */
function OneOf({ label, value, options, choose }: OneOfProps) {
  return (
    <select aria-label={label} value={value} onChange={(event) => choose(event.target.value)}>
      {options.map(([each, words]) => (
        <option key={each} value={each}>
          {words}
        </option>
      ))}
    </select>
  );
}

function InsightFilters({ filters }: { readonly filters: Filters<Name> }) {
  const text = useText();
  const { values, set, clear, isNarrowed } = filters;
  const everywhere = useInsights(values.since || usualSpan, "");
  const agents = (everywhere.data?.agents ?? []).filter(({ agent }) => agent !== "").map(({ agent }) => [agent, agent] as const);
  return (
    <FilterBar>
      <Pick
        label={text("filters.since")}
        value={values.since === usualSpan ? "" : values.since}
        onPick={(value) => set("since", value)}
        all={text(`span.${usualSpan}`)}
        options={spans.filter((span) => span !== usualSpan).map((span) => [span, text(`span.${span}`)] as const)}
      />
      <Pick
        label={text("filters.agent")}
        value={values.agent}
        onPick={(value) => set("agent", value)}
        all={text("insights.every_agent")}
        options={agents}
      />
      {isNarrowed && (
        <Button look="quiet" onClick={clear}>
          {text("filters.clear")}
        </Button>
      )}
    </FilterBar>
  );
}

/** The browser asks for it with its cookie, and saves it. */
function ExportLink({ since, agent }: { readonly since: string; readonly agent: string }) {
  const text = useText();
  const query = new URLSearchParams({ since, format: "csv", ...(agent === "" ? {} : { agent }) });
  return (
    <a className="button plain" href={`${basePath}/api/insights?${query}`} download>
      {text("insights.export")}
    </a>
  );
}
