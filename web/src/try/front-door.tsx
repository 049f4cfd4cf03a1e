/** Says something as a visitor would, through the same door as everything else, and shows what each rule made of it. */

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { EventDetail } from "../api.ts";
import { get, post } from "../client.ts";
import { useAct } from "../design/act.tsx";
import { Button } from "../design/button.tsx";
import { Answered, Panel, pathOf, To } from "../design/parts.tsx";
import { useText } from "../messages/index.tsx";
import { RuleVerdicts } from "../things/rule-verdicts.tsx";
import { WordsInput } from "./words-input.tsx";

interface Said {
  readonly event: string;
  readonly text: string;
}

/** In a preview: the same through the front door, as an event that stays. */
export function FrontDoor() {
  const text = useText();
  const [said, setSaid] = useState<readonly Said[]>([]);
  const [session, setSession] = useState(freshSession);
  const begin = () => {
    setSaid([]);
    setSession(freshSession());
  };
  return (
    <Panel
      title={text("try.front_door")}
      aside={
        said.length > 0 && (
          <span className="buttons">
            <To href={pathOf("sessions", session)}>{text("incident.conversation")}</To>
            <Button onClick={begin}>{text("try.anew")}</Button>
          </span>
        )
      }
    >
      <Say session={session} onSaid={(one) => setSaid((before) => [...before, one])} />
      <ol className="turns">
        {said.map(({ event, text: words }) => (
          <li key={event} className="turn" data-side="user">
            <p className="said" dir="auto">
              {words}
            </p>
            <Verdicts event={event} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function freshSession(): string {
  return `try-${Math.random().toString(36).slice(2, 10)}`;
}

function Say({ session, onSaid }: { readonly session: string; readonly onSaid: (said: Said) => void }) {
  const text = useText();
  const [words, setWords] = useState("");
  const saying = useAct(async () => {
    const { status, event_id } = await post<{ status: number; event_id: string | null }>("/try", { text: words, session });
    if (event_id === null) return text("try.answered", { status });
    onSaid({ event: event_id, text: words });
    setWords("");
    return undefined;
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saying.run();
  };
  return (
    <form className="try" onSubmit={submit}>
      <label htmlFor="try-text">{text("try.label")}</label>
      <WordsInput id="try-text" words={words} onWords={setWords} />
      <Button look="strong" submits disabled={saying.isBusy}>
        {text("try.say")}
      </Button>
      {saying.outcome}
    </form>
  );
}

/** It is evaluated a moment after it was accepted. */
function Verdicts({ event }: { readonly event: string }) {
  const text = useText();
  const answer = useQuery({
    queryKey: ["event", event],
    queryFn: ({ signal }) => get<EventDetail>(`/events/${encodeURIComponent(event)}`, {}, signal),
    refetchInterval: ({ state }) => (state.data?.trace == null ? 500 : false),
  });
  return (
    <Answered answer={answer}>
      {({ trace }) =>
        trace === null ? (
          <p className="loading">{text("events.pending")}</p>
        ) : (
          <RuleVerdicts rules={trace.rules} none={text("events.no_rule", { version: trace.version.slice(0, 8) })} />
        )
      }
    </Answered>
  );
}
