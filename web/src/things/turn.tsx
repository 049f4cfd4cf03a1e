/** A turn of a conversation, with what the detectors heard in it and which rules held. */

import type { Ref } from "react";
import type { Readings, Turn, TurnFinding } from "../api.ts";
import { Moment, useClock } from "../design/moment.tsx";
import { Chip, type Mood, pathOf, Score, To } from "../design/parts.tsx";
import { type MessageKey, type Text, useText } from "../messages/index.tsx";
import { countsFrom } from "./conversation-row.tsx";
import { findingWords } from "./rule-words.ts";

export interface TurnProps {
  readonly turn: Turn;
  readonly before: Turn | undefined;
  readonly place?: Ref<HTMLLIElement>;
}

/** Silence of this many milliseconds is shown between two turns. */
const longPause = 60_000;

export function TurnItem({ turn, before, place }: TurnProps) {
  const { event, role, findings } = turn;
  return (
    <>
      <Pause at={turn.at} before={before?.at} />
      <li
        className={role === null ? "happened" : "turn"}
        id={`turn-${event}`}
        data-side={role ?? "none"}
        data-found={findings.length > 0 ? "" : undefined}
        tabIndex={-1}
        ref={place}
      >
        {role === null ? <Happened turn={turn} /> : <SaidTurn turn={turn} />}
        {findings.map((finding) => (
          <Found key={finding.rule} finding={finding} />
        ))}
      </li>
    </>
  );
}

function SaidTurn({ turn: { at, role, by, text: words, readings } }: { readonly turn: Turn }) {
  const text = useText();
  return (
    <>
      <p className="turn-head">
        <strong>{text(`role_of.${role ?? "other"}`)}</strong>
        {by !== null && ` (${by})`} <Moment at={at} style="time" />
      </p>
      <p className="said" dir="auto">
        {words}
      </p>
      {readings !== null && <ReadingChips readings={readings} />}
    </>
  );
}

const typeKeys: Readonly<Record<string, MessageKey>> = {
  "room.join": "happened.join",
  "session.end": "happened.end",
  "agent.error": "happened.error",
};

/** What happened between what was said: a join, an end, an error, what the operator's people did. */
function Happened({ turn: { at, type, text: words, by } }: { readonly turn: Turn }) {
  const text = useText();
  const key = typeKeys[type];
  const parts = [key === undefined ? type : text(key), by === null ? "" : text("happened.by", { name: by }), words ?? ""];
  return (
    <p>
      {parts.filter((part) => part !== "").join(" · ")} <Moment at={at} style="time" />
    </p>
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

/** Why a rule held here, and what came of it. */
function Found({ finding }: { readonly finding: TurnFinding }) {
  const text = useText();
  const clock = useClock();
  const { rule, because, incident } = finding;
  return (
    <p className="found">
      <Chip mood="accent">{rule}</Chip>{" "}
      <span className="because">
        {[because.map((reason) => reason.text).join(" · "), findingWords(finding, text, clock)].filter((part) => part !== "").join(" — ")}
      </span>{" "}
      {incident !== null && <To href={pathOf("incidents", incident)}>{text("session.incident")}</To>}
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
    ["wants_human", "bad", text("readings.wants_human"), human],
    ["repeat", "wait", text("readings.repeat"), repeat],
    ["unanswered", "wait", text("readings.unanswered"), unanswered],
    ...Object.entries(concern).map(([name, score]) => [name, "bad", concernWords(name, text), score] as const),
  ];
  const shown = noticed.filter(([, , , score]) => score >= countsFrom);
  if (shown.length === 0 && frustration < countsFrom && heard !== false) return null;
  return (
    <p className="readings">
      {frustration >= countsFrom && <Score value={frustration} label={text("readings.frustration")} isNamed />}
      {shown.map(([key, mood, words, score]) => (
        <Chip key={key} mood={mood} title={score.toFixed(2)}>
          {words}
        </Chip>
      ))}
      {heard === false && <Chip title={language ?? ""}>{text("readings.unheard", { language: language ?? "?" })}</Chip>}
    </p>
  );
}

function concernWords(name: string, text: Text): string {
  const key = concernKeys[name];
  return key === undefined ? name : text(key);
}
