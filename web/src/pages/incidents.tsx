/** What people work on: a column for each state. */

import { useId } from "react";
import type { Incident, IncidentState } from "../api.ts";
import { FilterBar, Pick, useFilters } from "../design/filters.tsx";
import { Answered, Fold, More, PageHead } from "../design/parts.tsx";
import { useList } from "../lists.ts";
import { useText } from "../messages/index.tsx";
import { useMay, useSession } from "../session.tsx";
import { IncidentCard } from "../things/incident-card.tsx";
import { useRuleNames } from "../things/rule-names.ts";

const columns: readonly IncidentState[] = ["open", "claimed", "snoozed", "resolved"];

export function Incidents() {
  const text = useText();
  const { name } = useSession();
  const mayWork = useMay("responder");
  const { values, set } = useFilters(["rule", "owner"]);
  const rules = useRuleNames();
  return (
    <>
      <PageHead title={text("nav.incidents")} lead={mayWork ? text("incidents.lead", { name }) : text("incidents.lead_viewer")} />
      <FilterBar>
        <Pick
          label={text("filters.rule")}
          value={values.rule}
          onPick={(value) => set("rule", value)}
          all={text("filters.any")}
          options={rules.map((rule) => [rule, rule] as const)}
        />
        <Pick
          label={text("filters.owner")}
          value={values.owner}
          onPick={(value) => set("owner", value)}
          all={text("filters.anybody")}
          options={[[`admin/${name}`, text("filters.me")]]}
        />
        {mayWork && <Fold title={text("incidents.keys")}>{text("incidents.keys_list")}</Fold>}
      </FilterBar>
      <div className="board">
        {columns.map((state) => (
          <Column key={state} state={state} rule={values.rule} owner={values.owner} />
        ))}
      </div>
    </>
  );
}

function Column({ state, rule, owner }: { readonly state: IncidentState; readonly rule: string; readonly owner: string }) {
  const text = useText();
  const id = useId();
  const list = useList<Incident>({ key: "incidents", path: "/incidents", query: { state, rule, owner }, limit: 25 });
  const count = list.rows?.length ?? 0;
  return (
    <section className="column" aria-labelledby={id} data-state={state}>
      <h2 id={id}>
        {text(`incident.state.${state}`)} <span className="column-count">{list.hasNextPage ? `${count}+` : count}</span>
      </h2>
      <Answered answer={{ data: list.rows, error: list.error }}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="column-empty">{text(`incident.none.${state}`)}</p>
          ) : (
            <>
              <ol className="cards">
                {rows.map((incident) => (
                  <IncidentCard key={incident.id} incident={incident} />
                ))}
              </ol>
              <More pages={list} />
            </>
          )
        }
      </Answered>
    </section>
  );
}
