import type { Conversation } from "../api.ts";
import { Age } from "../design/moment.tsx";
import { Chip, pathOf, Score, To } from "../design/parts.tsx";
import { useText } from "../messages/index.tsx";

/** A conversation in a list. */
export function ConversationRow({ conversation }: { readonly conversation: Conversation }) {
  const text = useText();
  const { id, agent, source, room, last_at, state, messages, frustration, findings } = conversation;
  return (
    <li className="row">
      <To href={pathOf("sessions", id)} className="row-link">
        <span className="row-when">
          <Age at={last_at} />
        </span>
        <span className="row-main">
          <span className="row-title">
            {agent || text("sessions.no_agent")}
            {room !== null && room !== "" && <small> {room}</small>}
          </span>
          <span className="row-more">
            {[text.count("sessions.messages", messages), source, stateWords(state, text)].filter((part) => part !== "").join(" · ")}
          </span>
        </span>
        <span className="row-chips">
          {findings.slice(0, 3).map(({ rule, times }) => (
            <Chip key={rule} mood="accent" title={rule}>
              {rule}
              {times > 1 && ` ×${times}`}
            </Chip>
          ))}
          {findings.length > 3 && <Chip>+{findings.length - 3}</Chip>}
        </span>
        <span className="row-score">{frustration !== null && <Score value={frustration} label={text("readings.frustration")} />}</span>
      </To>
    </li>
  );
}

/** States of a conversation by the relay's names; one that has no words of ours is shown as it is. */
export function stateWords(state: string, text: ReturnType<typeof useText>): string {
  if (state === "live" || state === "open" || state === "active") return text("sessions.state.live");
  if (state === "ended" || state === "closed") return text("sessions.state.ended");
  return state;
}
