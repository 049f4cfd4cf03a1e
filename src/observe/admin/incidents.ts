/** `/api/incidents`: incidents, and changes of them. */

import { setTimeout as pause } from "node:timers/promises";
import type { RequestHandler } from "express";
import { z } from "zod";
import { findingsOf } from "../../core/conversation.ts";
import { linkIn } from "../../core/delivery.ts";
import type { Click, EventId } from "../../core/event.ts";
import { act, type HistoryEntry, type Incident, incidentStates, isRepeat, threadOf } from "../../core/incident.ts";
import type { IncidentQuery, Store } from "../../core/store.ts";
import { type Duration, type Instant, toIso } from "../../core/time.ts";
import type { incident as incidentAnswer } from "./answers.ts";
import { clickOf, endOf, type MuteRequest, name, refused, unbelieved } from "./mute.ts";
import type { AdminParts } from "./parts.ts";
import type { ProblemCode, Refuse } from "./problem.ts";
import { type ReadQuery, readPageQuery } from "./queries.ts";
import type { Change } from "./record.ts";
import { principalOf } from "./sign-in/principal.ts";

/** `state=open,claimed` is one of the two. */
const states = z
  .string()
  .transform((text) => text.split(","))
  .pipe(z.array(z.enum(incidentStates)))
  .optional();

const actions = ["claim", "snooze", "resolve", "reopen", "useful", "noise"] as const;

export const work = z.strictObject({ action: z.enum(actions), by: unbelieved, for: z.string().optional() });

function readQuery(query: unknown): ReadQuery<IncidentQuery> {
  const read = readPageQuery(query, { state: states, session: name.optional(), rule: name.optional(), owner: name.optional() });
  if (read.kind === "refused") return read;
  const { state, ...rest } = read.value;
  return { kind: "read", value: { ...rest, ...(state === undefined ? {} : { states: state }) } };
}

type Work = Pick<MuteRequest, "by" | "until"> & { readonly action: (typeof actions)[number] };

function readWork(body: unknown, by: string, now: Instant): ReadQuery<Work> {
  const read = work.safeParse(body);
  if (!read.success) return refused(read.error);
  const { action, for: span } = read.data;
  const until = span === undefined ? undefined : endOf(span, now);
  if (action === "snooze" && until === undefined) return { kind: "refused", message: "for: expected how long it is to sleep, e.g. 1h" };
  return { kind: "read", value: { action, by, until } };
}

export function listIncidents({ store }: AdminParts, refuse: Refuse): RequestHandler {
  return async (request, response) => {
    const query = readQuery(request.query);
    if (query.kind === "refused") return refuse(response, "invalid_request", query.message);
    const [{ rows, next }, counts] = await Promise.all([store.searchIncidents(query.value), store.countIncidents()]);
    const shown = await Promise.all(rows.map((row) => incidentView(store, row)));
    response.json({ incidents: shown, counts, next: next ?? null });
  };
}

const unknown = "No incident has this id.";

export function showIncident({ store }: AdminParts, refuse: Refuse): RequestHandler {
  return async (request, response) => {
    const incident = await store.incident(String(request.params.id));
    if (incident === undefined) refuse(response, "not_found", unknown);
    else response.json(await incidentView(store, incident));
  };
}

/**
 * Answers when the change is on disk. It takes effect with the next event, like a button in Slack. An action that the incident's state
 * does not allow is refused, and so is a claim that came after another.
 */
export function workOnIncident({ store, now }: AdminParts, refuse: Refuse): Change {
  return async (request, response) => {
    const refused = (code: ProblemCode, message?: string) => void refuse(response, code, message);
    const wish = readWork(request.body, principalOf(response).name, now());
    if (wish.kind === "refused") return refused("invalid_request", wish.message);
    const incident = await store.incident(String(request.params.id));
    if (incident === undefined) return refused("not_found", unknown);
    const event = clickOf({ ...wish.value, rule: incident.ruleId, incident }, now());
    const would = act(incident, event);
    if (would.kind === "refused" && !isRepeat(incident, event)) return refused("conflict", would.text);
    const { status } = await store.accept({ kind: "event", event, raw: Buffer.from(JSON.stringify(event)) });
    if (status === "refused") return refused("store_unavailable");
    const { action } = wish.value;
    const taken = action === "claim" ? await takenByAnother(store, event, incident.id) : undefined;
    if (taken !== undefined) return refused("conflict", `Already claimed by ${taken}.`);
    return {
      answer: { incident: incident.id, action, event_id: event.id },
      did: { about: { incident: incident.id, action, rule: incident.rule } },
    };
  };
}

/** An action takes effect with its evaluation, which takes milliseconds. After this long the page shows the result later. */
const timeout: Duration = 1_500;
const lookEach: Duration = 25;

/** False where it has not happened within that time. */
export async function isEvaluated(store: Pick<Store, "event">, id: EventId): Promise<boolean> {
  for (let waited = 0; waited < timeout; waited += lookEach) {
    if ((await store.event(id))?.status === "evaluated") return true;
    await pause(lookEach, undefined, { ref: false });
  }
  return false;
}

/** The person whose claim came first, once both claims are evaluated. */
async function takenByAnother(store: Store, { id, by }: Click, incident: string): Promise<string | undefined> {
  const owner = (await isEvaluated(store, id)) ? (await store.incident(incident))?.owner : undefined;
  return owner == null || owner.id === by.id ? undefined : owner.name;
}

export async function incidentView(
  store: Pick<Store, "event" | "threadReference">,
  incident: Incident,
): Promise<z.infer<typeof incidentAnswer>> {
  const { id, rule, source, agent, session, group, severity, state, version, owner, findings, deeds } = incident;
  const { openedAt, updatedAt, snoozedUntil, resolvedAt, lastFindingAt, posts } = incident;
  return {
    id,
    rule,
    source,
    agent,
    session,
    group,
    severity,
    state,
    version,
    owner: owner === null ? null : { ...owner },
    findings,
    opened_at: toIso(openedAt),
    updated_at: toIso(updatedAt),
    last_finding_at: toIso(lastFindingAt),
    snoozed_until: timeOf(snoozedUntil),
    resolved_at: timeOf(resolvedAt),
    shown_at: posts.map(({ to }) => to),
    links: await messageLinks(store, incident),
    history: deeds.map(deedView),
    conversation: incident.conversation ?? null,
    found: await foundView(store, incident),
  };
}

/** Those of messages that retention has deleted are gone. */
async function messageLinks(store: Pick<Store, "threadReference">, incident: Incident) {
  const urls = incident.posts.map(async (post) => ({
    to: post.to,
    url: linkIn(await store.threadReference(post.to, threadOf(incident, post))),
  }));
  return (await Promise.all(urls)).flatMap(({ to, url }) => (url === undefined ? [] : [{ to, url }]));
}

/** The message of the last finding, and why the rule held. */
async function foundView({ event: eventOf }: Pick<Store, "event">, { foundIn, rule }: Incident) {
  const detail = foundIn === undefined ? undefined : await eventOf(foundIn);
  if (detail === undefined) return null;
  const { id, event, trace } = detail;
  const reasons = findingsOf(trace).filter((each) => each.rule === rule);
  const because = reasons.flatMap((each) => each.because.map(({ text }) => text));
  return { event: id, text: event?.kind === "chat" ? event.message : null, because };
}

function timeOf(at: Instant | null): string | null {
  return at === null ? null : toIso(at);
}

function deedView({ at, what, by, note }: HistoryEntry): z.infer<typeof incidentAnswer>["history"][number] {
  return { at: toIso(at), what, by: by === undefined ? null : { ...by }, note: note ?? null };
}
