/** The events of a conversation as they came, and what every rule made of each: for whoever wants to know exactly. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ConversationDetail, EventDetail, EventRow } from "../api.ts";
import { get } from "../client.ts";
import { Moment } from "../design/moment.tsx";
import { Answered, Chip, Empty, Facts, More, Source } from "../design/parts.tsx";
import { useList } from "../lists.ts";
import { useText } from "../messages/index.tsx";
import { RuleVerdicts } from "./rule-verdicts.tsx";

export function RawEvents({ conversation: { session } }: { readonly conversation: ConversationDetail }) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="panel raw" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text("session.raw")}</summary>
      {isOpen && <EventList session={session} />}
    </details>
  );
}

function EventList({ session }: { readonly session: string }) {
  const text = useText();
  const list = useList<EventRow>({ key: "events", path: "/events", query: { session } });
  return (
    <Answered answer={{ data: list.rows, error: list.error }}>
      {(rows) =>
        rows.length === 0 ? (
          <Empty>{text("events.none")}</Empty>
        ) : (
          <>
            <ol className="rows">
              {rows.map((event) => (
                <EventItem key={event.id} event={event} />
              ))}
            </ol>
            <More pages={list} />
          </>
        )
      }
    </Answered>
  );
}

export function EventItem({ event: { id, type, received_at, status, findings } }: { readonly event: EventRow }) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <li className="row">
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="event-line">
          <Moment at={received_at} />
          <code>{type || text("events.no_type")}</code>
          <span className="row-chips">
            {status !== "evaluated" && <Chip mood={status === "quarantined" ? "bad" : "wait"}>{text(`events.${status}`)}</Chip>}
            {findings.map(({ rule }) => (
              <Chip key={rule} mood="accent">
                {rule}
              </Chip>
            ))}
          </span>
        </summary>
        {isOpen && <EventBody id={id} />}
      </details>
    </li>
  );
}

function EventBody({ id }: { readonly id: string }) {
  const text = useText();
  const answer = useQuery({
    queryKey: ["event", id],
    queryFn: ({ signal }) => get<EventDetail>(`/events/${encodeURIComponent(id)}`, {}, signal),
  });
  return (
    <Answered answer={answer}>
      {({ source, agent, session, raw, raw_withheld, trace, quarantine }) => (
        <div className="event-body">
          <Facts
            facts={[
              [text("facts.id"), <code>{id}</code>],
              [text("facts.source"), source],
              [text("facts.agent"), agent],
              [text("facts.session"), session],
              [text("events.quarantined"), quarantine === null ? null : `${quarantine.reason}: ${quarantine.detail}`],
            ]}
          />
          {trace !== null && (
            <>
              <h3>{text("events.rules")}</h3>
              <RuleVerdicts rules={trace.rules} none={text("events.no_rule", { version: trace.version.slice(0, 8) })} />
              {trace.more !== undefined && trace.more > 0 && <p className="soft">{text("events.more_rules", { count: trace.more })}</p>}
            </>
          )}
          <h3>{text("events.raw")}</h3>
          {raw === null ? <p className="soft">{raw_withheld}</p> : <Source label={text("events.raw")}>{textOf(raw)}</Source>}
        </div>
      )}
    </Answered>
  );
}

/** The signed bytes as text; what is not UTF-8 shows as such. */
function textOf(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
}
