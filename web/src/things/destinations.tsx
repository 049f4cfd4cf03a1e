/** The destinations of the rules: how each does, and what to do where one does not. */

import type { Sink } from "../api.ts";
import { Chip, type Mood, To } from "../design/parts.tsx";
import { useLink } from "../live/link.tsx";
import { useText } from "../messages/index.tsx";

export function Destinations() {
  const text = useText();
  const { status } = useLink();
  if (status === undefined) return <p className="loading">{text("loading")}</p>;
  if (status.sinks.length === 0) return <p className="empty">{text("destinations.none")}</p>;
  return (
    <ul className="sinks">
      {status.sinks.map((sink) => (
        <SinkRow key={sink.name} sink={sink} />
      ))}
    </ul>
  );
}

function SinkRow({ sink }: { readonly sink: Sink }) {
  const text = useText();
  const { name, type, paused, breaker } = sink;
  const [mood, words] = stateOf(sink);
  return (
    <li>
      <span className="dot" data-mood={mood} aria-hidden="true" />
      <span className="sink-name">
        <To href={`/deliveries?to=${encodeURIComponent(name)}`}>{name}</To> <small>{type}</small>
      </span>
      <Chip mood={mood}>{text(words)}</Chip>
      {paused !== null && (
        <span className="why">
          {text(paused.startsWith("throttled") ? "destinations.throttled" : "destinations.paused_why", { why: paused })}
        </span>
      )}
      {paused === null && breaker !== "closed" && <span className="why">{text("destinations.open_why")}</span>}
    </li>
  );
}

function stateOf({
  paused,
  breaker,
}: Sink): readonly [Mood, "destinations.works" | "destinations.paused" | "destinations.open" | "destinations.half_open"] {
  if (paused !== null) return ["bad", "destinations.paused"];
  if (breaker === "open") return ["bad", "destinations.open"];
  return breaker === "closed" ? ["good", "destinations.works"] : ["wait", "destinations.half_open"];
}
