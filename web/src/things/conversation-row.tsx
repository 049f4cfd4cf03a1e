import type { Conversation, ConversationRow as Row } from "../api.ts";
import { Age } from "../design/moment.tsx";
import { Chip, pathOf, Score, To } from "../design/parts.tsx";
import { type Text, useText } from "../messages/index.tsx";

/** From here on a reading is worth showing: the balanced point of the detectors. */
export const countsFrom = 0.5;

/** A conversation in a list; where it was searched for, with what was found. */
export function ConversationRow({ conversation }: { readonly conversation: Row }) {
  const text = useText();
  const { id, agent, room, last_at, state, messages, frustration, findings, match, last_words } = conversation;
  const more = [agent || text("sessions.no_agent"), text.count("sessions.messages", messages), room, text(`sessions.state.${state}`)];
  return (
    <li className="row">
      <To href={match === null ? pathOf("sessions", id) : `${pathOf("sessions", id)}#turn-${match.event}`} className="row-link">
        <span className="row-when">
          <Age at={last_at} />
        </span>
        <span className="row-main">
          {match === null ? <LastWords words={last_words} /> : <span className="row-match">“{match.text}”</span>}
          <span className="row-more">{more.filter((part) => part).join(" · ")}</span>
        </span>
        <span className="row-chips">
          <Moods conversation={conversation} text={text} />
          {findings.slice(0, 2).map(({ rule, times }) => (
            <Chip key={rule} mood="accent" title={rule}>
              {rule}
              {times > 1 && ` ×${times}`}
            </Chip>
          ))}
          {findings.length > 2 && <Chip>+{findings.length - 2}</Chip>}
        </span>
        <span className="row-score">{frustration > 0 && <Score value={frustration} label={text("readings.frustration")} />}</span>
      </To>
    </li>
  );
}

function LastWords({ words }: { readonly words: Row["last_words"] }) {
  const text = useText();
  if (words === null) return <span className="row-title soft">{text("sessions.nothing_said")}</span>;
  return (
    <span className="row-title" dir="auto">
      <span className="soft">{text(`role_of.${words.role}`)}:</span> {words.text}
    </span>
  );
}

function Moods({ conversation: { wants_human, repeats, unanswered }, text }: { readonly conversation: Conversation; readonly text: Text }) {
  return (
    <>
      {wants_human >= countsFrom && <Chip mood="bad">{text("readings.wants_human")}</Chip>}
      {repeats > 0 && <Chip mood="wait">{text("readings.repeat")}</Chip>}
      {unanswered > 0 && <Chip mood="wait">{text("readings.unanswered")}</Chip>}
    </>
  );
}
