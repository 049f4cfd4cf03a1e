/** The calls under `/api`. */

import express, { type Request, type RequestHandler, type Response, type Router } from "express";
import { type AdminRole, mayAct } from "../../core/access/principal.ts";
import type { JsonObject } from "../../core/json.ts";
import { type ChangeCall, callName, changes, type ReadCall, reads, type TrialCall, trials } from "./calls.ts";
import { listSessions, showSession } from "./conversations.ts";
import { listDestinations, testDestination } from "./destinations.ts";
import { listIncidents, showIncident, workOnIncident } from "./incidents.ts";
import { rebuildInsights, showInsights } from "./insights.ts";
import { maskAnswers, masksFor } from "./mask.ts";
import { clickOf, type MuteRequest, readMute, readUnmute, wishAbout, wishView } from "./mute.ts";
import { mutedCritical } from "./muted.ts";
import { openApi } from "./openapi.ts";
import type { AdminParts } from "./parts.ts";
import type { Refuse } from "./problem.ts";
import {
  type ReadQuery,
  readDeliveryQuery,
  readEventQuery,
  readFollowQuery,
  readForget,
  readRedrive,
  readRedriveOne,
  readReload,
  readTrial,
} from "./queries.ts";
import { answerQuestion, listQuestions, showQuestion } from "./questions.ts";
import { type Change, recorded } from "./record.ts";
import {
  backtestRules,
  listSamples,
  listVersions,
  longestRulesBody,
  type RulesParts,
  replaceRules,
  showRules,
  showText,
  showVersion,
  simulateRules,
  tryRules,
  writeTest,
} from "./rules/rules.ts";
import { listRefused, showSetup } from "./setup.ts";
import { principalOf, roleOnly } from "./sign-in/principal.ts";
import { indexingView, processView } from "./status.ts";
import { followedIn } from "./stream/followed.ts";
import { sayInSession } from "./talk.ts";
import { deliveriesView, deliveryDetailView, erasedView, eventDetailView, eventView, readinessView, statsView } from "./views.ts";

export function apiRoutes(parts: AdminParts, refuse: Refuse): Router {
  const routes = express.Router();
  routes.use((_request, response, next) => {
    response.setHeader("cache-control", "no-store");
    next();
  });
  const calls = [...readCalls(parts, refuse), ...trialCalls(parts, refuse), ...changeCalls(parts, refuse)];
  for (const path of new Set(calls.map(({ call }) => pathOf(call))))
    addPath(
      routes,
      path,
      calls.filter(({ call }) => pathOf(call) === path),
    );
  return routes;
}

function readCalls(parts: AdminParts, refuse: Refuse): readonly Call[] {
  return Object.entries(readsOf(parts, refuse)).map(([call, handle]) => {
    const named = call as ReadCall; // the keys of the record
    return { call, role: reads[named], masks: [maskAnswers(named, parts)], handle, parts, refuse };
  });
}

function trialCalls(parts: AdminParts, refuse: Refuse): readonly Call[] {
  if (parts.rules === undefined) return [];
  const rules = { ...parts, access: parts.rules, refuse };
  const handlers: Readonly<Record<TrialCall, RequestHandler>> = {
    "POST /rules/check": tryRules("check", rules),
    "POST /rules/test": tryRules("test", rules),
    "POST /rules/backtest": backtestRules(rules),
    "POST /simulate": simulateRules(rules),
  };
  return Object.entries(handlers).map(([call, handle]) => ({ call, role: trials[call as TrialCall], handle, parts, refuse })); // the keys of the record
}

function changeCalls(parts: AdminParts, refuse: Refuse): readonly Call[] {
  return Object.entries(changesOf(parts, refuse)).map(([call, change]) => {
    const named = call as ChangeCall; // the keys of the record
    return { call, role: changes[named], handle: recorded(callName(named), change, parts), parts, refuse };
  });
}

function pathOf(call: string): string {
  return call.split(" ")[1] ?? "/";
}

function readsOf(parts: AdminParts, refuse: Refuse): Readonly<Partial<Record<ReadCall, RequestHandler>>> {
  return {
    "GET /events": listEvents(parts, refuse),
    "GET /events/:id": showEvent(parts, refuse),
    "GET /deliveries": listDeliveries(parts, refuse),
    "GET /deliveries/:id": showDelivery(parts, refuse),
    "GET /destinations": listDestinations(parts),
    "GET /incidents": listIncidents(parts, refuse),
    "GET /incidents/:id": showIncident(parts, refuse),
    "GET /insights": showInsights(parts, refuse),
    "GET /questions": listQuestions(parts, refuse),
    "GET /questions/:id": showQuestion(parts, refuse),
    "GET /sessions": listSessions(parts, refuse),
    "GET /sessions/:id": showSession(parts, refuse),
    "GET /stats": showStats(parts),
    "GET /status": showStatus(parts),
    "GET /stream": follow(parts, refuse),
    "GET /refused": listRefused(parts),
    "GET /setup": showSetup(parts),
    "GET /openapi.json": (_request, response) => void response.json(openApi()),
    ...(parts.rules === undefined ? {} : rulesReads({ ...parts, access: parts.rules, refuse })),
  };
}

function rulesReads(rules: RulesParts): Readonly<Partial<Record<ReadCall, RequestHandler>>> {
  return {
    "GET /sessions/:id/test": writeTest(rules),
    "GET /samples": listSamples(rules),
    "GET /rules": showRules(rules),
    "GET /rules/text": showText(rules),
    "GET /rules/versions": listVersions(rules),
    "GET /rules/versions/:id": showVersion(rules),
  };
}

function changesOf(parts: AdminParts, refuse: Refuse): Readonly<Partial<Record<ChangeCall, Change>>> {
  return {
    "POST /incidents/:id/work": workOnIncident(parts, refuse),
    "POST /sessions/:id/say": sayInSession(parts, refuse),
    "POST /questions/:id/answer": answerQuestion(parts, refuse),
    "POST /mute": mute(parts, refuse, (body, by) => readMute(body, by, parts.now())),
    "POST /unmute": mute(parts, refuse, readUnmute),
    "POST /deliveries/:id/redrive": redriveOne(parts, refuse),
    "DELETE /deliveries/:id": discard(parts, refuse),
    "POST /destinations/:id/test": testDestination(parts, refuse),
    "POST /redrive": redrive(parts, refuse),
    "POST /redrive/stop": stopRedrive(parts),
    "POST /forget": forget(parts, refuse),
    "POST /insights/rebuild": rebuildInsights(parts),
    "POST /reload": reload(parts, refuse),
    "POST /secret/rotate": rotateSecret(parts),
    ...(parts.rules === undefined ? {} : { "PUT /rules": replaceRules({ ...parts, access: parts.rules, refuse }) }),
    ...(parts.tryOut === undefined ? {} : { "POST /try": tryOut(parts.tryOut, parts, refuse) }),
  };
}

interface Call {
  /** E.g. `GET /events/:id`. */
  readonly call: string;
  readonly role: AdminRole;
  /** Middleware that every answer of it passes. */
  readonly masks?: readonly RequestHandler[];
  readonly handle: RequestHandler;
  readonly parts: AdminParts;
  readonly refuse: Refuse;
}

/** All calls of one path. */
function addPath(routes: Router, path: string, calls: readonly Call[]): void {
  const route = routes.route(path);
  const body = express.json({
    limit: path.startsWith("/rules") || path === "/simulate" ? longestRulesBody : path.startsWith("/questions") ? "64kb" : "16kb",
    inflate: false,
  });
  for (const { call, role, masks = [], handle, parts, refuse } of calls) {
    const method = methodOf(call);
    const handlers = [roleOnly(`${method} /api${path}`, role, refuse, parts.emit), ...masks, body, handle];
    if (method === "GET") route.get(...handlers);
    else if (method === "DELETE") route.delete(...handlers);
    else if (method === "PUT") route.put(...handlers);
    else route.post(...handlers);
  }
  const allowed = calls.flatMap(({ call }) => (methodOf(call) === "GET" ? ["GET", "HEAD"] : [methodOf(call)]));
  route.all((_request, response) => {
    response.setHeader("allow", allowed.join(", "));
    calls[0]?.refuse(response, "method_not_allowed");
  });
}

function methodOf(call: string): string {
  return call.split(" ")[0] ?? "";
}

/** The parsed request; undefined where the request is refused already. */
function understood<Value>(read: ReadQuery<Value>, response: Response, refuse: Refuse): Value | undefined {
  if (read.kind === "read") return read.value;
  refuse(response, "invalid_request", read.message);
  return undefined;
}

/** A person who sees no texts cannot search in them either. */
function listEvents(parts: AdminParts, refuse: Refuse): RequestHandler {
  const { store, now } = parts;
  return async (request, response) => {
    const query = understood(readEventQuery(request.query, now()), response, refuse);
    if (query === undefined) return;
    const isHidden = query.q !== undefined && masksFor(response, parts);
    const { rows, next } = isHidden ? { rows: [], next: undefined } : await store.searchEvents(query);
    response.json({ events: rows.map(eventView), next: next ?? null });
  };
}

function listDeliveries({ store, now, destinationWait }: AdminParts, refuse: Refuse): RequestHandler {
  return async (request, response) => {
    const query = understood(readDeliveryQuery(request.query, now()), response, refuse);
    if (query === undefined) return;
    const { rows, next } = await deliveriesView(store, query, now(), destinationWait);
    response.json({ deliveries: rows, next: next ?? null });
  };
}

function showEvent({ store }: AdminParts, refuse: Refuse): RequestHandler {
  return async (request, response) => {
    const detail = await store.event(idOf(request));
    if (detail === undefined) refuse(response, "not_found", "No event has this id.");
    else response.json(eventDetailView(detail, mayAct(principalOf(response).role, "admin")));
  };
}

function showDelivery({ store, shownDestination, destinationWait }: AdminParts, refuse: Refuse): RequestHandler {
  return async (request, response) => {
    const detail = await store.delivery(idOf(request));
    if (detail === undefined) refuse(response, "not_found", "No delivery has this id.");
    else response.json(deliveryDetailView(detail, shownDestination?.(detail.to), destinationWait));
  };
}

function idOf(request: Request): string {
  return String(request.params.id);
}

function showStats({ store, health }: AdminParts): RequestHandler {
  return async (_request, response) => {
    response.json(statsView(await store.stats(), health.readiness().config.version));
  };
}

/** What the page shows beside the figures. */
function showStatus(parts: AdminParts): RequestHandler {
  const { health, store, now, tryOut, timezone, unheard, limits } = parts;
  return async (_request, response) => {
    const readiness = health.readiness();
    const muted = await mutedCritical(store, readiness.critical, now());
    const you = principalOf(response);
    const indexing = indexingView(await store.projected());
    const size = await store.size().catch(() => undefined); // `store` reports a store in trouble
    const kept = { store_bytes: size?.bytes ?? null, timers: size?.timers ?? null };
    const figures = { indexing, ...kept, limits: limits.lastDay(), unheard: unheard.lastDay() };
    const rest = { ...processView(parts), ...figures, timezone: timezone(), try: tryOut !== undefined, you };
    response.json({ ...readinessView(readiness, muted), ...rest });
  };
}

function follow(parts: AdminParts, refuse: Refuse): RequestHandler {
  return async (request, response) => {
    if (request.method === "HEAD") return void response.end();
    const query = understood(readFollowQuery(request.query), response, refuse);
    if (query === undefined) return;
    const followed = query.session === undefined ? undefined : await followedIn(parts.store, query.session);
    const reader = { isMasked: () => masksFor(response, parts), followed };
    if (!parts.stream.open(request, response, reader)) refuse(response, "too_many_readers");
  };
}

function redrive({ store, now, destinations }: AdminParts, refuse: Refuse): Change {
  return async (request, response) => {
    const wanted = understood(readRedrive(request.body, now(), destinations?.()), response, refuse);
    if (wanted === undefined) return undefined;
    const counts = await store.redrive(wanted);
    const { to, rule, reason, dryRun, sendTo } = wanted;
    const filters = { ...(to !== undefined && { to }), ...(rule !== undefined && { rule }), ...(reason !== undefined && { reason }) };
    const about = { ...filters, ...(sendTo !== undefined && { send_to: sendTo.to }) };
    return { answer: counts, did: dryRun ? undefined : { about, counts: { ...counts } } };
  };
}

/** One dead letter. It stays dead where the wanted destination cannot send it. */
function redriveOne({ store, now, destinations }: AdminParts, refuse: Refuse): Change {
  return async (request, response) => {
    const wanted = understood(readRedriveOne(request.body, idOf(request), now(), destinations?.()), response, refuse);
    if (wanted === undefined || !(await isDead(store, request, response, refuse))) return undefined;
    const { sendTo } = wanted;
    const counts = await store.redrive(wanted);
    if (counts.queued === 0) {
      const unfit = `What it holds is of another kind than ${sendTo?.to ?? "its destination"} sends.`;
      refuse(response, "conflict", counts.matched === 0 ? "It is no dead letter any more." : unfit);
      return undefined;
    }
    return { answer: counts, did: { about: aboutOne(request, sendTo?.to), counts: { ...counts } } };
  };
}

function discard({ store }: AdminParts, refuse: Refuse): Change {
  return async (request, response) => {
    if (!(await isDead(store, request, response, refuse))) return undefined;
    const discarded = (await store.discard(idOf(request))) ? 1 : 0;
    return { answer: { discarded }, did: { about: aboutOne(request, undefined), counts: { discarded } } };
  };
}

function aboutOne(request: Request, sendTo: string | undefined): JsonObject {
  return { delivery: idOf(request), ...(sendTo !== undefined && { send_to: sendTo }) };
}

/** False where the call is refused. */
async function isDead(store: AdminParts["store"], request: Request, response: Response, refuse: Refuse): Promise<boolean> {
  const found = await store.delivery(idOf(request));
  if (found === undefined) refuse(response, "not_found", "No delivery has this id.");
  else if (found.state !== "dead")
    refuse(response, "conflict", `Only a dead letter can be sent again or discarded; this one is ${found.state}.`);
  return found?.state === "dead";
}

function stopRedrive({ store, now }: AdminParts): Change {
  return async () => {
    const stopped = await store.stopRedrive(now());
    return { answer: { stopped }, did: { counts: { stopped } } };
  };
}

/** The record does not name the session, because nothing of it may be known any more. */
function forget({ store }: AdminParts, refuse: Refuse): Change {
  return async (request, response) => {
    const wanted = understood(readForget(request.body), response, refuse);
    if (wanted === undefined) return undefined;
    const counts = await store.forget(wanted.session, wanted);
    if (wanted.dryRun) return { answer: counts };
    return { answer: { ...counts, ...erasedView(await store.erase()) }, did: { counts: { ...counts } } };
  };
}

function reload(parts: AdminParts, refuse: Refuse): Change {
  return async (request, response) => {
    const options = understood(readReload(request.body), response, refuse);
    if (options === undefined) return undefined;
    const reloaded = await parts.reload(options);
    if (reloaded.kind === "refused") return { status: 422, answer: { diagnostics: reloaded.diagnostics } };
    const { version, changed } = reloaded;
    return { answer: { version, changed }, did: { about: { version }, counts: { changed: changed.length } } };
  };
}

function rotateSecret({ rotateSecret: rotate }: AdminParts): Change {
  return async () => {
    await rotate();
    return { answer: { rotated: true }, did: {} };
  };
}

/** Answers when the change is on disk. It takes effect with the next event. */
function mute({ store, now }: AdminParts, refuse: Refuse, readWish: (body: unknown, by: string) => ReadQuery<MuteRequest>): Change {
  return async (request, response) => {
    const wish = understood(readWish(request.body, principalOf(response).name), response, refuse);
    if (wish === undefined) return undefined;
    const event = clickOf(wish, now());
    const { status } = await store.accept({ kind: "event", event, raw: Buffer.from(JSON.stringify(event)) });
    if (status !== "refused") return { answer: { ...wishView(wish), event_id: event.id }, did: { about: wishAbout(wish) } };
    refuse(response, "store_unavailable");
    return undefined;
  };
}

/** The sample is an event already, so it is not recorded again. */
function tryOut(send: NonNullable<AdminParts["tryOut"]>, { randomId }: AdminParts, refuse: Refuse): Change {
  return async (request, response) => {
    const sample = understood(readTrial(request.body), response, refuse);
    if (sample === undefined) return undefined;
    const { status, eventId } = await send({ text: sample.text, session: sample.session ?? `try-${randomId().slice(-8)}` });
    return { answer: { status, event_id: eventId ?? null } };
  };
}
