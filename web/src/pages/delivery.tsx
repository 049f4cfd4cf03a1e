/** One delivery: every attempt with its answer, what is sent, and what can be done with it. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import type { DeliveryDetail, EventDetail } from "../api.ts";
import { get, post, remove } from "../client.ts";
import { useAct } from "../design/act.tsx";
import { Action } from "../design/button.tsx";
import { Copy } from "../design/copy.tsx";
import { Ask } from "../design/dialog.tsx";
import { Moment, useClock } from "../design/moment.tsx";
import { Answered, Chip, Facts, Notice, PageHead, Panel, pathOf, Source, To } from "../design/parts.tsx";
import { useText } from "../messages/index.tsx";
import { deliveryMoods, whyWords } from "../things/delivery-row.tsx";
import { Trouble, useDestinations } from "../things/destinations.tsx";

export function DeliveryPage({ id }: { readonly id: string }) {
  const answer = useQuery({
    queryKey: ["delivery", id],
    queryFn: ({ signal }) => get<DeliveryDetail>(`/deliveries/${encodeURIComponent(id)}`, {}, signal),
  });
  return <Answered answer={answer}>{(delivery) => <DeliveryView delivery={delivery} />}</Answered>;
}

function DeliveryView({ delivery }: { readonly delivery: DeliveryDetail }) {
  const text = useText();
  const clock = useClock();
  const { to, rule, state, masked = false, body, curl } = delivery;
  const why = whyWords(delivery, text, clock);
  return (
    <>
      <PageHead
        title={text("delivery.title", { to })}
        lead={
          <span className="lead-facts">
            <Chip mood={deliveryMoods[state]}>{text(`delivery.state.${state}`)}</Chip>
            <span>{rule}</span>
          </span>
        }
      >
        <DeliveryActions delivery={delivery} />
      </PageHead>
      {why !== "" && <Notice mood={state === "dead" ? "bad" : "wait"}>{why}</Notice>}
      <SinkTrouble to={to} />
      <div className="columns">
        <Panel title={text("delivery.attempts")}>
          <Attempts delivery={delivery} />
        </Panel>
        <Panel title={text("delivery.about")}>
          <About delivery={delivery} />
        </Panel>
      </div>
      <Panel title={text("delivery.body")} aside={!masked && curl !== null && <Copy value={curl} label={text("delivery.copy_curl")} />}>
        {masked ? <p className="empty">{text("delivery.masked")}</p> : <Source>{JSON.stringify(body, null, 2)}</Source>}
      </Panel>
    </>
  );
}

/** Its destination may be why it waits. */
function SinkTrouble({ to }: { readonly to: string }) {
  const destination = useDestinations().data?.destinations.find(({ name }) => name === to);
  if (destination === undefined || destination.state === "ok") return null;
  return (
    <Notice mood="bad">
      <Trouble destination={destination} />
    </Notice>
  );
}

function Attempts({ delivery: { history, state, due_at, to } }: { readonly delivery: DeliveryDetail }) {
  const text = useText();
  const isPaused = useDestinations().data?.destinations.find(({ name }) => name === to)?.state === "paused";
  if (history.length === 0 && state !== "waiting") return <p className="empty">{text("delivery.no_attempts")}</p>;
  return (
    <ol className="history">
      {history.map(({ at, took_ms, outcome, reason, detail }, index) => (
        <li key={at}>
          <Moment at={at} />
          <span>
            <strong>
              {index + 1}. {outcome}
            </strong>{" "}
            {text("delivery.took", { took: took_ms })} <span className="soft">{[reason, detail].filter((part) => part).join(": ")}</span>
          </span>
        </li>
      ))}
      {state === "waiting" && (
        <li>
          <Moment at={due_at} />
          <span>{text(isPaused ? "delivery.next_waits" : "delivery.next_one", { attempt: history.length + 1 })}</span>
        </li>
      )}
    </ol>
  );
}

function About({ delivery: { id, event, idempotency_key, reference, to } }: { readonly delivery: DeliveryDetail }) {
  const text = useText();
  const { data } = useQuery({
    queryKey: ["event", event],
    queryFn: ({ signal }) => get<EventDetail>(`/events/${encodeURIComponent(event)}`, {}, signal),
  });
  return (
    <Facts
      facts={[
        [text("facts.to"), <To href={`/deliveries?to=${encodeURIComponent(to)}`}>{to}</To>],
        [text("incident.conversation"), data?.session == null ? null : <To href={pathOf("sessions", data.session)}>{data.session}</To>],
        [text("facts.id"), <code>{id}</code>],
        [text("facts.event"), <code>{event}</code>],
        [text("facts.key"), idempotency_key === id ? null : <code>{idempotency_key}</code>],
        [text("facts.reference"), reference],
      ]}
    />
  );
}

function DeliveryActions({ delivery: { id, state } }: { readonly delivery: DeliveryDetail }) {
  const text = useText();
  const client = useQueryClient();
  const [, go] = useLocation();
  const [isAsking, setAsking] = useState(false);
  const path = `/deliveries/${encodeURIComponent(id)}`;
  const again = useAct(async () => {
    await post(`${path}/redrive`);
    void client.invalidateQueries();
    return text("delivery.sent_again");
  });
  const discard = useAct(async () => {
    await remove(path);
    client.removeQueries({ queryKey: ["delivery", id] });
    void client.invalidateQueries();
    go("/deliveries?state=dead");
    return undefined;
  });
  return (
    <>
      {again.outcome}
      {state === "dead" && (
        <>
          <Action needs="responder" look="strong" disabled={again.isBusy} onClick={() => again.run()}>
            {text("delivery.again")}
          </Action>
          <Action needs="admin" look="quiet" onClick={() => setAsking(true)}>
            {text("delivery.discard")}
          </Action>
        </>
      )}
      <Ask
        title={text("delivery.discard_title")}
        isOpen={isAsking}
        close={() => setAsking(false)}
        yes={text("delivery.discard")}
        look="danger"
        isBusy={discard.isBusy}
        onYes={() => discard.run()}
      >
        <p>{text("delivery.discard_lead")}</p>
        {discard.outcome}
      </Ask>
    </>
  );
}
