/** The destinations of the rules: how each does, and what to do where one does not. */

import { useQuery } from "@tanstack/react-query";
import type { DestinationView } from "../api.ts";
import { get, post } from "../client.ts";
import { type Act, useAct } from "../design/act.tsx";
import { Action } from "../design/button.tsx";
import { Moment } from "../design/moment.tsx";
import { Answered, Chip, type Mood, To } from "../design/parts.tsx";
import { useText } from "../messages/index.tsx";

export function useDestinations() {
  return useQuery({
    queryKey: ["destinations"],
    queryFn: ({ signal }) => get<{ destinations: readonly DestinationView[] }>("/destinations", {}, signal),
  });
}

export function Destinations() {
  const text = useText();
  return (
    <Answered answer={useDestinations()}>
      {({ destinations }) =>
        destinations.length === 0 ? (
          <p className="empty">{text("destinations.none")}</p>
        ) : (
          <ul className="sinks">
            {destinations.map((destination) => (
              <DestinationRow key={destination.name} destination={destination} />
            ))}
          </ul>
        )
      }
    </Answered>
  );
}

const moods: Readonly<Record<DestinationView["state"], Mood>> = { ok: "good", failing: "bad", paused: "bad" };

function DestinationRow({ destination }: { readonly destination: DestinationView }) {
  const text = useText();
  const { name, type, state, attempts_last_hour: attempts, rate_per_minute: rate, error_share: share, last } = destination;
  const testing = useTest(name);
  return (
    <li>
      <span className="dot" data-mood={moods[state]} aria-hidden="true" />
      <span className="sink-name">
        <To href={`/deliveries?to=${encodeURIComponent(name)}`}>{name}</To> <small>{type}</small>
      </span>
      <span className="sink-state">
        <Chip mood={moods[state]}>{text(`destinations.${state}`)}</Chip>
        {type !== "avatar" && <TestButton name={name} testing={testing} />}
      </span>
      <span className="why">
        {attempts === 0 ? text("destinations.quiet") : text("destinations.figures", { rate, share: Math.round(share * 100) })}
        {last !== null && (
          <>
            {" · "}
            {text("destinations.last")} <Moment at={last.at} />
          </>
        )}
      </span>
      <Trouble destination={destination} />
      <div className="why">{testing.outcome}</div>
    </li>
  );
}

interface Tested {
  readonly outcome: string;
  readonly reason: string;
  readonly detail: string;
  readonly took_ms: number;
  readonly resumed: boolean;
}

/** One message that says it is a test, and the answer of the other side. */
function useTest(name: string): Act<void> {
  const text = useText();
  return useAct(async () => {
    const { outcome, reason, detail, took_ms, resumed } = await post<Tested>(`/destinations/${encodeURIComponent(name)}/test`);
    if (outcome === "delivered" || outcome === "onward") {
      return text(resumed ? "destinations.tested_resumed" : "destinations.tested", { took: took_ms });
    }
    return <span className="failure">{[text("destinations.test_failed"), reason, detail].filter((part) => part !== "").join(": ")}</span>;
  });
}

/** A visitor would hear the test of an avatar: there is none. */
function TestButton({ name, testing }: { readonly name: string; readonly testing: Act<void> }) {
  const text = useText();
  return (
    <Action needs="admin" disabled={testing.isBusy} onClick={() => testing.run()}>
      {text("destinations.test")} <span className="unseen">{name}</span>
    </Action>
  );
}

/** Why nothing goes there, and the cure; nothing where it works. */
export function Trouble({ destination: { state, pause } }: { readonly destination: DestinationView }) {
  const text = useText();
  if (pause !== null) {
    return (
      <span className="why">
        {text("destinations.paused_why", { why: [pause.reason, pause.detail].filter((part) => part !== "").join(": ") })}{" "}
        {pause.cure !== null && <strong>{text("destinations.cure", { cure: pause.cure })}</strong>}
      </span>
    );
  }
  return state === "failing" ? <span className="why">{text("destinations.open_why")}</span> : null;
}
