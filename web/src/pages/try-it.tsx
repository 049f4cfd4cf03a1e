/** Says something as a visitor would, through the same door as everything else, and shows what each rule made of it. */

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { EventDetail } from "../api.ts";
import { get, post } from "../client.ts";
import { useAct } from "../design/act.tsx";
import { Button } from "../design/button.tsx";
import { useClock } from "../design/moment.tsx";
import { Answered, Empty, Notice, PageHead, Panel, pathOf, To } from "../design/parts.tsx";
import { useLink } from "../live/link.tsx";
import { useText } from "../messages/index.tsx";
import { useMay } from "../session.tsx";
import { ruleWords } from "../things/rule-words.ts";

interface Said {
  readonly event: string;
  readonly text: string;
}

export function TryIt() {
  const text = useText();
  const { status } = useLink();
  const mayTry = useMay("responder");
  const [said, setSaid] = useState<readonly Said[]>([]);
  const [session, setSession] = useState(freshSession);
  const isOffered = status?.try === true && mayTry;
  return (
    <>
      <PageHead title={text("nav.try")} lead={text("try.lead")}>
        {said.length > 0 && (
          <Button
            onClick={() => {
              setSaid([]);
              setSession(freshSession());
            }}
          >
            {text("try.anew")}
          </Button>
        )}
      </PageHead>
      {isOffered ? (
        <Say session={session} onSaid={(one) => setSaid((before) => [...before, one])} />
      ) : (
        <Notice mood="plain">{text(mayTry ? "try.only_preview" : "try.needs_role")}</Notice>
      )}
      {said.length > 0 && (
        <Panel title={text("try.what_happened")} aside={<To href={pathOf("sessions", session)}>{text("incident.conversation")}</To>}>
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
      )}
      {said.length === 0 && isOffered && <Empty>{text("try.nothing_yet")}</Empty>}
    </>
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
      <input
        id="try-text"
        value={words}
        maxLength={4_000}
        required
        autoComplete="off"
        placeholder={text("try.example")}
        onChange={(event) => setWords(event.target.value)}
      />
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
  const clock = useClock();
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
          <ul className="verdicts">
            {trace.rules.map((rule) => (
              <li key={rule.rule} data-held={String(rule.held)}>
                <span className="verdict-rule">{rule.rule}</span> <span>{ruleWords(rule, text, clock)}</span>
              </li>
            ))}
            {trace.rules.length === 0 && <li className="soft">{text("events.no_rule", { version: trace.version.slice(0, 8) })}</li>}
          </ul>
        )
      }
    </Answered>
  );
}
