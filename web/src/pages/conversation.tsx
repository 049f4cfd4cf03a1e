/** One conversation: what was said, what the relay heard in it, what it did, and what a person can do now. */

import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { ConversationDetail } from "../api.ts";
import { get } from "../client.ts";
import { Button } from "../design/button.tsx";
import { Moment, useSpan } from "../design/moment.tsx";
import { Answered, Chip, Empty, Facts, PageHead, Panel, pathOf, Score, To } from "../design/parts.tsx";
import { useFollowed } from "../live/use-followed.ts";
import { useText } from "../messages/index.tsx";
import { ConversationActions } from "../things/conversation-actions.tsx";
import { DeliveryRow } from "../things/delivery-row.tsx";
import { FrustrationLine } from "../things/frustration-line.tsx";
import { IncidentCard } from "../things/incident-card.tsx";
import { RawEvents } from "../things/raw-events.tsx";
import { Talk } from "../things/talk.tsx";
import { TurnItem } from "../things/turn.tsx";

export function Conversation({ id }: { readonly id: string }) {
  const text = useText();
  const { conversation: known, error, earlier } = useConversation(id);
  useFollowed(id);
  return (
    <Answered answer={{ data: known, error }}>
      {(conversation) => (
        <>
          <PageHead
            title={text("session.title", { agent: conversation.agent || text("sessions.no_agent") })}
            lead={<Lead conversation={conversation} />}
          >
            <ConversationActions conversation={conversation} />
          </PageHead>
          <Others conversation={conversation} />
          <div className="conversation">
            <Transcript key={conversation.id} conversation={conversation} earlier={earlier} />
            <Rail conversation={conversation} />
          </div>
          <RawEvents conversation={conversation} />
        </>
      )}
    </Answered>
  );
}

/** The newest turns first; those before them when they are asked for. */
function useConversation(id: string) {
  const pages = useInfiniteQuery({
    queryKey: ["session", id],
    queryFn: ({ pageParam, signal }) => get<ConversationDetail>(`/sessions/${encodeURIComponent(id)}`, { before: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ turns_next }) => turns_next ?? undefined,
  });
  const [newest] = pages.data?.pages ?? [];
  const turns = pages.data?.pages.toReversed().flatMap((page) => page.turns) ?? [];
  return {
    conversation: newest === undefined ? undefined : { ...newest, turns },
    error: pages.error,
    earlier: pages.hasNextPage ? () => void pages.fetchNextPage() : undefined,
  };
}

function Lead({ conversation }: { readonly conversation: ConversationDetail }) {
  const text = useText();
  const span = useSpan();
  const { started_at, last_at, state, messages, frustration } = conversation;
  return (
    <span className="lead-facts">
      <Chip mood={state === "ended" ? "plain" : "good"}>{text(`sessions.state.${state}`)}</Chip>
      <Moment at={started_at} style="full" />
      <span>{span(new Date(last_at).getTime() - new Date(started_at).getTime())}</span>
      <span>{text.count("sessions.messages", messages)}</span>
      {frustration > 0 && <Score value={frustration} label={text("readings.frustration")} />}
    </span>
  );
}

/** The same session of the sender may have been several conversations. */
function Others({ conversation: { others } }: { readonly conversation: ConversationDetail }) {
  const text = useText();
  if (others.length === 0) return null;
  return (
    <p className="others">
      {text("session.others")}{" "}
      {others.map(({ id, started_at }) => (
        <span key={id}>
          <To href={pathOf("sessions", id)}>
            <Moment at={started_at} />
          </To>{" "}
        </span>
      ))}
    </p>
  );
}

interface TranscriptProps {
  readonly conversation: ConversationDetail;
  readonly earlier: (() => void) | undefined;
}

function Transcript({ conversation, earlier }: TranscriptProps) {
  const text = useText();
  const { turns, state } = conversation;
  const [isFollowing, setFollowing] = useState(false);
  const end = useRef<HTMLLIElement>(null);
  const newest = turns.at(-1);
  const known = useRef(newest?.event);
  const isNew = newest !== undefined && newest.event !== known.current;
  useEffect(() => {
    known.current = newest?.event;
    if (isFollowing) end.current?.scrollIntoView({ block: "end" });
  }, [newest?.event, isFollowing]);
  useEffect(goToTurn, []);
  return (
    <Panel
      title={text("session.transcript")}
      className="transcript"
      aside={
        state !== "ended" && (
          <Button aria-pressed={isFollowing} onClick={() => setFollowing(!isFollowing)}>
            {text("session.follow")}
          </Button>
        )
      }
    >
      <FrustrationLine turns={turns} />
      {earlier !== undefined && (
        <div className="more">
          <Button onClick={earlier}>{text("session.earlier")}</Button>
        </div>
      )}
      {turns.length === 0 && <Empty>{text("session.no_turns")}</Empty>}
      <ol className="turns">
        {turns.map((turn, index) => (
          <TurnItem key={turn.event} turn={turn} before={turns[index - 1]} {...(index === turns.length - 1 ? { place: end } : {})} />
        ))}
      </ol>
      <Talk conversation={conversation} />
      <p className="unseen" role="status">
        {isNew && `${newest.role ?? newest.type}: ${newest.text ?? ""}`}
      </p>
    </Panel>
  );
}

/** A search leads to the turn that it found. */
function goToTurn(): void {
  const turn = location.hash === "" ? null : document.getElementById(location.hash.slice(1));
  turn?.scrollIntoView({ block: "center" });
  turn?.focus();
}

function Rail({ conversation }: { readonly conversation: ConversationDetail }) {
  const text = useText();
  const { incidents, deliveries, findings } = conversation;
  return (
    <div className="rail">
      <Panel title={text("session.findings")}>
        {findings.length === 0 ? (
          <p className="empty">{text("session.no_findings")}</p>
        ) : (
          <ul className="plain-list">
            {findings.map(({ rule, times }) => (
              <li key={rule}>
                <To href={`/sessions?rule=${encodeURIComponent(rule)}`}>{rule}</To> <small>{text.count("session.times", times)}</small>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {incidents.length > 0 && (
        <Panel title={text("nav.incidents")}>
          <ol className="cards">
            {incidents.map((incident) => (
              <IncidentCard key={incident.id} incident={incident} isAtConversation />
            ))}
          </ol>
        </Panel>
      )}
      <Panel title={text("session.sent")}>
        {deliveries.length === 0 ? (
          <p className="empty">{text("session.nothing_sent")}</p>
        ) : (
          <ol className="rows">
            {deliveries.map((delivery) => (
              <DeliveryRow key={delivery.id} delivery={delivery} isNarrow />
            ))}
          </ol>
        )}
      </Panel>
      <Panel title={text("session.about")}>
        <About conversation={conversation} />
      </Panel>
    </div>
  );
}

function About({ conversation }: { readonly conversation: ConversationDetail }) {
  const text = useText();
  const { identity, source, room, agent, id, session } = conversation;
  const known = Object.entries(identity ?? {}).filter(([, value]) => value !== null && typeof value !== "object");
  return (
    <Facts
      facts={[
        ...known.map(([name, value]) => [name, String(value)] as const),
        ...(known.length === 0 ? [[text("session.identity"), <span className="soft">{text("session.nobody_said")}</span>] as const] : []),
        [text("facts.agent"), agent],
        [text("facts.room"), room],
        [text("facts.source"), source],
        [text("facts.session"), <code>{session}</code>],
        [text("facts.id"), <code>{id}</code>],
      ]}
    />
  );
}
