/** A turn of a conversation, with what the detectors heard in it and which rules held. */

import type { Ref } from "react";
import type { Readings, Turn, TurnFinding } from "../api.ts";
import { Moment, useClock } from "../design/moment.tsx";
import { Chip, type Mood, Score } from "../design/parts.tsx";
import { type MessageKey, useText } from "../messages/index.tsx";

export interface TurnProps {
  readonly turn: Turn;
  readonly before: Turn | undefined;
  readonly place?: Ref<HTMLLIElement>;
}

/** From here on a reading is worth showing: the balanced point of the detectors. */
const countsFrom = 0.5;

/** Silence of this many milliseconds is shown between two turns. */
const longPause = 60_000;

export function TurnItem({ turn, before, place }: TurnProps) {
  const text = useText();
  const { event, at, role, text: words, readings, findings } = turn;
  const side = role === "user" ? "user" : role === "agent" ? "agent" : "other";
  const roleKey: MessageKey = `role_of.${side}`;
  return (
    <>
      <Pause at={at} before={before?.at} />
      <li
        className="turn"
        id={`turn-${event}`}
        data-side={side}
        data-found={findings.length > 0 ? "" : undefined}
        tabIndex={-1}
        ref={place}
      >
        <p className="turn-head">
          <strong>{text(roleKey)}</strong> <Moment at={at} style="time" />
        </p>
        {words !== null && words !== "" && (
          <p className="said" dir="auto">
            {words}
          </p>
        )}
        {readings !== null && <ReadingChips readings={readings} />}
        {findings.map((finding) => (
          <Found key={finding.rule} finding={finding} />
        ))}
      </li>
    </>
  );
}

function Pause({ at, before }: { readonly at: string; readonly before: string | undefined }) {
  const text = useText();
  const clock = useClock();
  if (before === undefined) return null;
  const span = new Date(at).getTime() - new Date(before).getTime();
  if (span < longPause) return null;
  return (
    <li className="pause" title={`${clock.full(before)} – ${clock.full(at)}`}>
      {text.count("session.pause", Math.round(span / 60_000))}
    </li>
  );
}

function Found({ finding: { rule, because = [] } }: { readonly finding: TurnFinding }) {
  const reasons = because.map((reason) => (typeof reason === "string" ? reason : reason.text)).join(" · ");
  return (
    <p className="found">
      <Chip mood="accent">{rule}</Chip> <span className="because">{reasons}</span>
    </p>
  );
}

const concernKeys: Readonly<Record<string, MessageKey>> = {
  urgent: "readings.urgent",
  leaving: "readings.leaving",
  legal: "readings.legal",
  data_request: "readings.data_request",
};

/** Only what somebody should notice; a calm turn has none. */
function ReadingChips({ readings }: { readonly readings: Readings }) {
  const text = useText();
  const { frustration = 0, wants_human: human = 0, repeat = 0, unanswered = 0, concern = {}, language, heard } = readings;
  const noticed: (readonly [key: string, mood: Mood, words: string, score: number])[] = [
    ["wants_human", "accent", text("readings.wants_human"), human],
    ["repeat", "wait", text("readings.repeat"), repeat],
    ["unanswered", "wait", text("readings.unanswered"), unanswered],
    ...Object.entries(concern).map(([name, score]) => [name, "bad", concernWords(name, text), score] as const),
  ];
  const shown = noticed.filter(([, , , score]) => score >= countsFrom);
  if (shown.length === 0 && frustration < countsFrom && heard !== false) return null;
  return (
    <p className="readings">
      {frustration >= countsFrom && <Score value={frustration} label={text("readings.frustration")} />}
      {shown.map(([key, mood, words, score]) => (
        <Chip key={key} mood={mood} title={score.toFixed(2)}>
          {words}
        </Chip>
      ))}
      {heard === false && <Chip title={language ?? ""}>{text("readings.unheard", { language: language ?? "?" })}</Chip>}
    </p>
  );
}

function concernWords(name: string, text: ReturnType<typeof useText>): string {
  const key = concernKeys[name];
  return key === undefined ? name : text(key);
}
