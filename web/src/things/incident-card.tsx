/** An incident with what a person needs to decide, and what they can do with it. */

import type { KeyboardEvent } from "react";
import { useLocation } from "wouter";
import type { Incident } from "../api.ts";
import { post } from "../client.ts";
import { useAct } from "../design/act.tsx";
import { Action, useCanAct } from "../design/button.tsx";
import { Menu } from "../design/menu.tsx";
import { Age, Moment } from "../design/moment.tsx";
import { Chip, type Mood, Outside, pathOf, To } from "../design/parts.tsx";
import { useText } from "../messages/index.tsx";

export const incidentMoods: Readonly<Record<Incident["state"], Mood>> = {
  open: "bad",
  claimed: "wait",
  snoozed: "plain",
  resolved: "good",
};

interface Work {
  readonly action: "claim" | "snooze" | "resolve" | "reopen" | "useful" | "noise";
  readonly for?: string;
}

/** What was pressed shows when it has been evaluated: the stream says so. */
export function useIncidentWork(incident: Incident) {
  const text = useText();
  return useAct<Work>(async (wish) => {
    await post(`/incidents/${encodeURIComponent(incident.id)}/work`, wish);
    return text(`incident.done.${wish.action}`);
  });
}

const snoozes = ["15m", "1h", "4h", "24h"] as const;

export interface IncidentCardProps {
  readonly incident: Incident;
  /** Its conversation is what is looked at. */
  readonly isAtConversation?: boolean;
}

export function IncidentCard({ incident, isAtConversation = false }: IncidentCardProps) {
  const text = useText();
  const [, go] = useLocation();
  const work = useIncidentWork(incident);
  const mayWork = useCanAct("responder");
  const { id, rule, group, agent, severity, state, findings, opened_at, owner, found, snoozed_until } = incident;
  const onKey = (event: KeyboardEvent<HTMLLIElement>) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") go(pathOf("incidents", id));
    const wish = mayWork ? wishOf(event.key, state) : undefined;
    if (wish !== undefined) work.run(wish);
    if (event.key === "ArrowDown" || event.key === "j") focusBeside(event.currentTarget, "next");
    if (event.key === "ArrowUp" || event.key === "k") focusBeside(event.currentTarget, "previous");
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys work on the card that has the focus
    <li className="incident" tabIndex={0} onKeyDown={onKey} data-state={state} data-severity={severity}>
      <div className="incident-top">
        <To href={pathOf("incidents", id)} className="incident-rule">
          {rule}
        </To>
        {(severity === "high" || severity === "critical") && <Chip mood="bad">{text(`severity.${severity}`)}</Chip>}
        <span className="incident-age">
          <Age at={opened_at} />
        </span>
      </div>
      <FoundWords found={found} />
      <p className="incident-more">
        {text.count("incident.found", findings)}
        {agent !== null && ` · ${agent}`}
        {owner !== null && ` · ${text("incident.owner", { name: owner.name })}`}
        {state === "snoozed" && snoozed_until !== null && (
          <>
            {" · "}
            {text("incident.until")} <Moment at={snoozed_until} />
          </>
        )}
        {!isAtConversation && (
          <>
            {" · "}
            <ConversationLink incident={incident} otherwise={group} />
          </>
        )}
        {incident.links.length > 0 && " · "}
        <MessageLinks links={incident.links} />
      </p>
      <IncidentButtons incident={incident} run={work.run} isBusy={work.isBusy} />
      {work.outcome}
    </li>
  );
}

/** What the visitor said, and why the rule held. */
export function FoundWords({ found }: Pick<Incident, "found">) {
  if (found === null) return null;
  return (
    <>
      {found.text !== null && <blockquote dir="auto">{found.text}</blockquote>}
      {found.because.length > 0 && <p className="because">{found.because.join(" · ")}</p>}
    </>
  );
}

/** To its messages at their destinations, e.g. in Slack. */
export function MessageLinks({ links }: Pick<Incident, "links">) {
  const text = useText();
  return links.map(({ to, url }) => (
    <span key={url}>
      <Outside href={url}>{text("incident.message", { to })}</Outside>{" "}
    </span>
  ));
}

/** To what was said, in its conversation. */
export function ConversationLink({ incident, otherwise }: { readonly incident: Incident; readonly otherwise?: string }) {
  const text = useText();
  const id = incident.conversation ?? incident.session;
  if (id === null) return <>{otherwise}</>;
  const turn = incident.found === null ? "" : `#turn-${incident.found.event}`;
  return <To href={`${pathOf("sessions", id)}${turn}`}>{text("incident.conversation")}</To>;
}

function wishOf(key: string, state: Incident["state"]): Work | undefined {
  if (state === "resolved") return key === "o" ? { action: "reopen" } : undefined;
  if (key === "c" && state !== "claimed") return { action: "claim" };
  if (key === "s") return { action: "snooze", for: "1h" };
  if (key === "r") return { action: "resolve" };
  if (key === "u") return { action: "useful" };
  if (key === "n") return { action: "noise" };
  return undefined;
}

function focusBeside(card: HTMLElement, side: "next" | "previous"): void {
  const beside = side === "next" ? card.nextElementSibling : card.previousElementSibling;
  if (beside instanceof HTMLElement) beside.focus();
}

export interface IncidentButtonsProps {
  readonly incident: Incident;
  readonly run: (wish: Work) => void;
  readonly isBusy: boolean;
}

export function IncidentButtons({ incident: { state }, run, isBusy }: IncidentButtonsProps) {
  const text = useText();
  const mayWork = useCanAct("responder");
  if (!mayWork) return null;
  const button = (action: Work["action"], look: "plain" | "strong" | "quiet" = "plain") => (
    <Action needs="responder" look={look} disabled={isBusy} onClick={() => run({ action })}>
      {text(`incident.do.${action}`)}
    </Action>
  );
  if (state === "resolved") return <div className="buttons">{button("reopen")}</div>;
  return (
    <div className="buttons">
      {state !== "claimed" && button("claim", "strong")}
      {button("resolve")}
      <Menu
        label={text("incident.do.snooze")}
        choices={snoozes.map((value) => ({ value, label: text(`snooze.${value}`) }))}
        choose={(value) => run({ action: "snooze", for: value })}
      />
      <span className="judge">
        {button("useful", "quiet")}
        {button("noise", "quiet")}
      </span>
    </div>
  );
}
