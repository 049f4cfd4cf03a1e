/** What needs a person now, and how the relay does. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link as Anchor } from "wouter";
import type { Incident, ConversationRow as Row, Stats } from "../api.ts";
import { get } from "../client.ts";
import { Answered, Empty, PageHead, Panel, To } from "../design/parts.tsx";
import { useList } from "../lists.ts";
import { useLink } from "../live/link.tsx";
import { useText } from "../messages/index.tsx";
import { ConversationRow } from "../things/conversation-row.tsx";
import { Destinations } from "../things/destinations.tsx";
import { IncidentCard } from "../things/incident-card.tsx";

export function Overview() {
  const text = useText();
  return (
    <>
      <PageHead title={text("nav.overview")} />
      <Figures />
      <div className="columns">
        <NeedsPerson />
        <div className="stack">
          <Panel title={text("destinations.title")} aside={<To href="/deliveries">{text("overview.all_deliveries")}</To>}>
            <Destinations />
          </Panel>
          <Latest />
        </div>
      </div>
    </>
  );
}

function NeedsPerson() {
  const text = useText();
  const list = useList<Incident>({ key: "incidents", path: "/incidents", query: { state: "open,claimed" }, limit: 10 });
  return (
    <Panel title={text("overview.needs_person")} aside={<To href="/incidents">{text("overview.all_incidents")}</To>}>
      <Answered answer={{ data: list.rows, error: list.error }}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty>
              <p>{text("overview.calm")}</p>
            </Empty>
          ) : (
            <ol className="cards">
              {rows.map((incident) => (
                <IncidentCard key={incident.id} incident={incident} />
              ))}
            </ol>
          )
        }
      </Answered>
    </Panel>
  );
}

function Latest() {
  const text = useText();
  const list = useList<Row>({ key: "sessions", path: "/sessions", query: {}, limit: 8 });
  return (
    <Panel title={text("overview.latest")} aside={<To href="/sessions">{text("overview.all_sessions")}</To>}>
      <Answered answer={{ data: list.rows, error: list.error }}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty>
              <p>{text("sessions.none_yet")}</p>
              <p>
                {text("sessions.first")} <code>avatar-relay send chat.push "I want to speak to a human"</code>
              </p>
              <p>
                <To href="/setup">{text("overview.to_setup")}</To>
              </p>
            </Empty>
          ) : (
            <ol className="rows">
              {rows.map((conversation) => (
                <ConversationRow key={conversation.id} conversation={conversation} />
              ))}
            </ol>
          )
        }
      </Answered>
    </Panel>
  );
}

function Figures() {
  const text = useText();
  const { data } = useQuery({ queryKey: ["stats"], queryFn: ({ signal }) => get<Stats>("/stats", {}, signal) });
  const number = (value: number | undefined) => (value === undefined ? "–" : value.toLocaleString(text.language));
  const deliveries = data?.deliveries;
  const tiles = [
    { name: text("figures.pending"), value: data?.pending, mood: (data?.pending ?? 0) > 100 ? "wait" : "", to: "/health" },
    { name: text("figures.delivered"), value: deliveries?.delivered, mood: "", to: "/deliveries?state=delivered" },
    {
      name: text("figures.on_their_way"),
      value: deliveries && deliveries.waiting + deliveries.sending,
      mood: "",
      to: "/deliveries?state=waiting",
    },
    { name: text("figures.dead"), value: deliveries?.dead, mood: (deliveries?.dead ?? 0) > 0 ? "bad" : "", to: "/deliveries?state=dead" },
    { name: text("figures.sessions"), value: data?.sessions, mood: "", to: "/sessions?state=open" },
  ];
  return (
    <section className="figures" aria-label={text("figures.label")}>
      <div className="tile wide">
        <span className="tile-name">{text("figures.events")}</span>
        <span className="figure">{number(data?.events)}</span>
        {data !== undefined && data.quarantined > 0 && (
          <span className="aside">{text("figures.quarantined", { count: data.quarantined })}</span>
        )}
        <Pulse />
      </div>
      {tiles.map(({ name, value, mood, to }) => (
        <Anchor key={name} href={to} className="tile" data-mood={mood}>
          <span className="tile-name">{name}</span>
          <span className="figure">{number(value)}</span>
        </Anchor>
      ))}
    </section>
  );
}

/** Events of each second of the last minute. */
function Pulse() {
  const { pulse, state } = useLink();
  const [bars, setBars] = useState(pulse);
  useEffect(() => {
    if (state === "stopped") return;
    const timer = setInterval(() => setBars(pulse()), 1_000);
    return () => clearInterval(timer);
  }, [pulse, state]);
  const top = Math.max(4, ...bars);
  return (
    <svg className="pulse" viewBox={`0 0 ${bars.length * 4} 40`} preserveAspectRatio="none" aria-hidden="true">
      {bars.map((count, second) => {
        const height = Math.max(1, (count / top) * 40);
        // biome-ignore lint/suspicious/noArrayIndexKey: each bar stands for its second
        return <rect key={second} x={second * 4} y={40 - height} width={3} height={height} rx={1} />;
      })}
    </svg>
  );
}
