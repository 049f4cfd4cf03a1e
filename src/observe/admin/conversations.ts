/** `/api/sessions`: conversations, what the rules decided, and the results. */

import type { RequestHandler } from "express";
import { z } from "zod";
import { type Conversation, type FoundRule, findingsOf, type SaidMessage } from "../../core/conversation.ts";
import type { Event } from "../../core/event.ts";
import { heldBackView } from "../../core/rule.ts";
import type { ConversationEvent, ConversationQuery, ConversationRow } from "../../core/store.ts";
import { type Instant, toIso } from "../../core/time.ts";
import type { sessionDetail, sessionRow, turn } from "./answers.ts";
import { incidentView } from "./incidents.ts";
import { masksFor } from "./mask.ts";
import type { AdminParts } from "./parts.ts";
import type { Refuse } from "./problem.ts";
import { moment, name, type ReadQuery, readPageQuery } from "./queries.ts";
import { whyNoTalk } from "./talk.ts";
import { unsaidOf } from "./unsaid.ts";
import { attemptView, deliveryView, unsaidView } from "./views.ts";

const yesNo = z.enum(["true", "false"]).transform((word) => word === "true");

const filters = {
  q: name.optional(),
  agent: name.optional(),
  rule: name.optional(),
  state: z.enum(["open", "ended"]).optional(),
  language: name.optional(),
  frustrated: yesNo.optional(),
  wants_human: yesNo.optional(),
  since: moment.optional(),
  until: moment.optional(),
};

function readQuery(query: unknown, now: Instant): ReadQuery<ConversationQuery> {
  const read = readPageQuery(query, filters);
  if (read.kind === "refused") return read;
  const { wants_human: wantsHuman, since, until, ...rest } = read.value;
  const times = { ...(since !== undefined && { since: since(now) }), ...(until !== undefined && { until: until(now) }) };
  return { kind: "read", value: { ...rest, ...times, ...(wantsHuman !== undefined && { wantsHuman }) } };
}

/** A person who sees no texts cannot search in them either. */
export function listSessions(parts: AdminParts, refuse: Refuse): RequestHandler {
  const { store, now } = parts;
  return async (request, response) => {
    const query = readQuery(request.query, now());
    if (query.kind === "refused") return refuse(response, "invalid_request", query.message);
    const isHidden = query.value.q !== undefined && masksFor(response, parts);
    const { rows, next } = isHidden ? { rows: [], next: undefined } : await store.searchConversations(query.value);
    const words = await store.lastWords(rows);
    const sessions = rows.map((row) => ({ ...rowView(row), last_words: shortened(words.get(row.id)) }));
    response.json({ sessions, next: next ?? null });
  };
}

const longestWords = 300;

function shortened(said: SaidMessage | undefined): SaidMessage | null {
  return said === undefined
    ? null
    : {
        ...said,
        text: Array.from(said.text.slice(0, 2 * longestWords))
          .slice(0, longestWords)
          .join(""),
      };
}

const mostTurns = 500;
/** The most turns, the newest ones, whose deliveries are looked up. */
const mostWithDeliveries = 100;
const mostDeliveries = 200;

export function showSession(parts: AdminParts, refuse: Refuse): RequestHandler {
  const { store } = parts;
  return async (request, response) => {
    const query = readPageQuery(request.query, {});
    if (query.kind === "refused") return refuse(response, "invalid_request", query.message);
    const detail = await store.conversation(String(request.params.id));
    if (detail === undefined) return refuse(response, "not_found", "No conversation and no session has this id.");
    const { conversation, others } = detail;
    const limit = request.query.limit === undefined ? mostTurns : query.value.limit;
    const events = await store.conversationEvents(conversation, limit, query.value.before);
    const { match: _, incidents: __, ...row } = rowView(conversation);
    const answer: z.infer<typeof sessionDetail> = {
      ...row,
      turns: events.rows.flatMap(turnView),
      turns_next: events.next ?? null,
      deliveries: await deliveriesOf(parts, events.rows),
      incidents: await incidentsOf(parts, conversation),
      identity: (await parts.visitor?.(conversation)) ?? null,
      others: others.map(otherView),
      can_talk: whyNoTalk(parts, conversation) === undefined,
    };
    response.json(answer);
  };
}

function rowView(row: ConversationRow): Omit<z.infer<typeof sessionRow>, "last_words"> {
  const { id, agent, source, session, room, startedAt, lastAt, ended, messages, userMessages, match } = row;
  const { frustration, wantsHuman, repeats, unanswered, concern, language, heard, findings, incidents } = row;
  return {
    id,
    agent,
    source,
    session,
    room: room ?? null,
    started_at: toIso(startedAt),
    last_at: toIso(lastAt),
    state: ended ? "ended" : "open",
    messages,
    user_messages: userMessages,
    frustration,
    wants_human: wantsHuman,
    repeats,
    unanswered,
    concern,
    language: language ?? null,
    heard,
    findings: Object.entries(findings).map(([rule, times]) => ({ rule, times })),
    incidents: incidents.length,
    match: match ?? null,
  };
}

function otherView(other: Conversation): z.infer<typeof sessionDetail>["others"][number] {
  const { id, agent, started_at, last_at, state, messages } = rowView(other);
  return { id, agent, started_at, last_at, state, messages };
}

/** Timers and their effects are turns only where a rule found something by them. */
function turnView({ id, receivedAt, event, reading, trace }: ConversationEvent): readonly z.infer<typeof turn>[] {
  const findings = findingsOf(trace).map(findingView);
  if (findings.length === 0 && (event === undefined || event.kind === "due")) return [];
  const said = event === undefined ? nothing : turnSaid(event);
  const at = toIso(event?.occurredAt ?? receivedAt);
  return [{ event: id, at, type: event?.type ?? "", ...said, readings: reading ?? null, findings }];
}

const nothing = { role: null, text: null, by: null };

function turnSaid(event: Event): Pick<z.infer<typeof turn>, "role" | "text" | "by"> {
  if (event.kind === "chat") return { role: event.role, text: event.message, by: null };
  if (event.kind === "click") return { ...nothing, text: event.text ?? null, by: event.by.name };
  const { name: by, text } = event.data;
  const isSpoken = event.source === "relay" && typeof by === "string" && typeof text === "string";
  if (isSpoken) return { role: "agent", text, by };
  if (event.kind === "session-end") return { ...nothing, text: event.reason ?? null };
  return event.kind === "agent-error" ? { ...nothing, text: event.code ?? null } : nothing;
}

function findingView({ rule, because, sent, back, incident, awaiting, skipped }: FoundRule): z.infer<typeof turn>["findings"][number] {
  return {
    rule,
    because: because.map(({ condition, text }) => ({ condition, text })),
    sent,
    held_back: back === undefined ? null : heldBackView(back),
    incident: incident ?? null,
    awaiting: [...(awaiting ?? [])],
    skipped: [...(skipped ?? [])],
  };
}

type Shown = z.infer<typeof sessionDetail>["deliveries"][number];

/** The deliveries of the newest turns, and the messages that were left out. */
async function deliveriesOf({ store, now, destinationWait }: AdminParts, events: readonly ConversationEvent[]): Promise<Shown[]> {
  const causes = events.filter(({ event, trace }) => event?.kind === "click" || findingsOf(trace).length > 0);
  const shown: Shown[] = [];
  for (const { id, trace, event } of causes.slice(-mostWithDeliveries)) {
    const { rows } = await store.searchDeliveries({ event: id, limit: mostDeliveries });
    for (const row of rows.toReversed()) {
      const last = (await store.delivery(row.id))?.history.at(-1);
      shown.push({ ...deliveryView(row, destinationWait), last_attempt: last === undefined ? null : attemptView(last) });
    }
    const sent = new Set(rows.map(({ rule, to }) => `${rule}\n${to}`));
    const unsaid = event === undefined ? [] : unsaidOf({ id, type: event.type, receivedAt: event.receivedAt, trace }, now());
    for (const row of unsaid) if (!sent.has(`${row.rule}\n${row.to}`)) shown.push({ ...unsaidView(row), last_attempt: null });
    if (shown.length >= mostDeliveries) break;
  }
  return shown;
}

async function incidentsOf({ store }: AdminParts, { incidents }: Conversation) {
  const found = await Promise.all(incidents.map((id) => store.incident(id)));
  return Promise.all(found.flatMap((incident) => (incident === undefined ? [] : [incidentView(store, incident)])));
}
