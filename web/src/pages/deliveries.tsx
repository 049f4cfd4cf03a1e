/** What is sent where, and what came of it; dead letters are sent again from here. */

import type { Delivery, DeliveryState } from "../api.ts";
import { FilterBar, Pick, useFilters } from "../design/filters.tsx";
import { Answered, Empty, More, PageHead, Panel } from "../design/parts.tsx";
import { useList } from "../lists.ts";
import { useLink } from "../live/link.tsx";
import { useText } from "../messages/index.tsx";
import { ChosenBar, useChosen } from "../things/chosen-deliveries.tsx";
import { DeliveryRow } from "../things/delivery-row.tsx";
import { Destinations } from "../things/destinations.tsx";
import { Redrive } from "../things/redrive.tsx";
import { useRuleNames } from "../things/rule-names.ts";

const states: readonly DeliveryState[] = ["waiting", "sending", "delivered", "dead", "left_out"];

export function Deliveries() {
  const text = useText();
  const { status } = useLink();
  const { values, set, isNarrowed } = useFilters(["state", "to", "rule"]);
  const rules = useRuleNames();
  const list = useList<Delivery>({ key: "deliveries", path: "/deliveries", query: values });
  const chosen = useChosen(list.rows ?? []);
  return (
    <>
      <PageHead title={text("nav.deliveries")} lead={text("deliveries.lead")}>
        <Redrive to={values.to} rule={values.rule} />
      </PageHead>
      <Panel title={text("destinations.title")}>
        <Destinations />
      </Panel>
      <FilterBar>
        <Pick
          label={text("filters.state")}
          value={values.state}
          onPick={(value) => set("state", value)}
          all={text("filters.any")}
          options={states.map((state) => [state, text(`delivery.state.${state}`)] as const)}
        />
        <Pick
          label={text("filters.to")}
          value={values.to}
          onPick={(value) => set("to", value)}
          all={text("filters.every_destination")}
          options={status?.sinks.map(({ name }) => [name, name] as const) ?? []}
        />
        <Pick
          label={text("filters.rule")}
          value={values.rule}
          onPick={(value) => set("rule", value)}
          all={text("filters.every_rule")}
          options={rules.map((rule) => [rule, rule] as const)}
        />
      </FilterBar>
      <section className="panel" aria-label={text("nav.deliveries")}>
        <Answered answer={{ data: list.rows, error: list.error }}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty>
                {text(values.state === "dead" ? "deliveries.no_dead" : isNarrowed ? "deliveries.none_found" : "deliveries.none_yet")}
              </Empty>
            ) : (
              <>
                <ChosenBar chosen={chosen} />
                <ol className="rows">
                  {rows.map((delivery) => (
                    <DeliveryRow key={delivery.id} delivery={delivery} choice={chosen.choiceOf(delivery)} />
                  ))}
                </ol>
                <More pages={list} />
              </>
            )
          }
        </Answered>
      </section>
    </>
  );
}
