/** One incident: why it is there, who has it, and everything that people did with it. */

import { useQuery } from "@tanstack/react-query";
import type { Deed, Incident } from "../api.ts";
import { get } from "../client.ts";
import { Moment } from "../design/moment.tsx";
import { Answered, Chip, Facts, PageHead, Panel } from "../design/parts.tsx";
import { type MessageKey, type Text, useText } from "../messages/index.tsx";
import { ConversationLink, FoundWords, IncidentButtons, incidentMoods, MessageLinks, useIncidentWork } from "../things/incident-card.tsx";

export function IncidentPage({ id }: { readonly id: string }) {
  const answer = useQuery({
    queryKey: ["incident", id],
    queryFn: ({ signal }) => get<Incident>(`/incidents/${encodeURIComponent(id)}`, {}, signal),
  });
  return <Answered answer={answer}>{(incident) => <IncidentView incident={incident} />}</Answered>;
}

function IncidentView({ incident }: { readonly incident: Incident }) {
  const text = useText();
  const work = useIncidentWork(incident);
  const { rule, state, severity, found, history } = incident;
  return (
    <>
      <PageHead
        title={rule}
        lead={
          <span className="lead-facts">
            <Chip mood={incidentMoods[state]}>{text(`incident.state.${state}`)}</Chip>
            <Chip>{severity}</Chip>
            <ConversationLink incident={incident} />
            <MessageLinks links={incident.links} />
          </span>
        }
      >
        <IncidentButtons incident={incident} run={work.run} isBusy={work.isBusy} />
      </PageHead>
      {work.outcome}
      <div className="columns">
        <Panel title={text("incident.why")}>
          <div className="pad">
            {found === null ? <p className="because">{text("incident.no_reason")}</p> : <FoundWords found={found} />}
            <IncidentFacts incident={incident} />
          </div>
        </Panel>
        <Panel title={text("incident.history")}>
          <ol className="history">
            {history.map((deed) => (
              <DeedItem key={`${deed.at} ${deed.what} ${deed.by?.id ?? ""}`} deed={deed} />
            ))}
          </ol>
        </Panel>
      </div>
    </>
  );
}

function IncidentFacts({ incident }: { readonly incident: Incident }) {
  const text = useText();
  const { owner, findings, opened_at, last_finding_at, snoozed_until, resolved_at, agent, group, session, shown_at } = incident;
  const moment = (at: string | null) => (at === null ? null : <Moment at={at} style="full" />);
  return (
    <Facts
      facts={[
        [text("facts.owner"), owner === null ? text("incident.nobody") : `${owner.name} (${owner.via})`],
        [text("facts.found"), text.count("incident.found", findings)],
        [text("facts.opened"), moment(opened_at)],
        [text("facts.last_found"), moment(last_finding_at)],
        [text("facts.snoozed_until"), moment(snoozed_until)],
        [text("facts.resolved"), moment(resolved_at)],
        [text("facts.agent"), agent],
        [text("facts.group"), group.startsWith("session:") || group === session ? null : group],
        [text("facts.shown_at"), shown_at.length === 0 ? null : shown_at.join(", ")],
      ]}
    />
  );
}

const deedKeys: Readonly<Record<string, MessageKey>> = {
  opened: "deed.opened",
  found: "deed.found",
  claim: "deed.claim",
  claimed: "deed.claim",
  snooze: "deed.snooze",
  snoozed: "deed.snooze",
  resolve: "deed.resolve",
  resolved: "deed.resolve",
  reopen: "deed.reopen",
  reopened: "deed.reopen",
  useful: "deed.useful",
  noise: "deed.noise",
  reply: "deed.reply",
  whisper: "deed.whisper",
};

function DeedItem({ deed: { at, what, by, note } }: { readonly deed: Deed }) {
  const text = useText();
  return (
    <li>
      <Moment at={at} />{" "}
      <span>
        <strong>{deedWords(what, text)}</strong>
        {by !== null && ` ${text("deed.by", { name: by.name, via: by.via })}`}
        {note !== null && note !== "" && <span className="soft"> {note}</span>}
      </span>
    </li>
  );
}

function deedWords(what: string, text: Text): string {
  const key = deedKeys[what];
  return key === undefined ? what : text(key);
}
