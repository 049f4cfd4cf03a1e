/** The calls under `/api`. */

import express, { type Request, type RequestHandler, type Response, type Router } from "express";
import { listIncidents, showIncident, workOnIncident } from "./incidents.ts";
import { clickOf, readMute, readUnmute, type Wish, wishView } from "./mute.ts";
import type { AdminParts } from "./parts.ts";
import type { Refuse } from "./problem.ts";
import { type Read, readDeliveryQuery, readEventQuery, readForget, readRedrive, readReload, readTrial } from "./queries.ts";
import { listRefused, showSetup } from "./setup.ts";
import { deliveryDetailView, deliveryView, erasedView, eventDetailView, eventView, readinessView, statsView } from "./views.ts";

export function apiRoutes(parts: AdminParts, refuse: Refuse): Router {
  const routes = express.Router();
  routes.use((_request, response, next) => {
    response.setHeader("cache-control", "no-store");
    next();
  });
  const body = express.json({ limit: "16kb", inflate: false });
  const calls: Readonly<Record<string, RequestHandler>> = {
    "GET /events": listEvents(parts, refuse),
    "GET /events/:id": showEvent(parts, refuse),
    "GET /deliveries": listDeliveries(parts, refuse),
    "GET /deliveries/:id": showDelivery(parts, refuse),
    "GET /incidents": listIncidents(parts, refuse),
    "GET /incidents/:id": showIncident(parts, refuse),
    "POST /incidents/:id/work": workOnIncident(parts, refuse),
    "GET /stats": showStats(parts),
    "GET /status": showStatus(parts),
    "GET /stream": follow(parts, refuse),
    "GET /refused": listRefused(parts),
    "GET /setup": showSetup(parts),
    "POST /mute": change(parts, refuse, (body) => readMute(body, parts.now())),
    "POST /unmute": change(parts, refuse, readUnmute),
    "POST /redrive": redrive(parts, refuse),
    "POST /redrive/stop": stopRedrive(parts),
    "POST /forget": forget(parts, refuse),
    "POST /reload": reload(parts, refuse),
    "POST /secret/rotate": rotateSecret(parts),
    ...(parts.tryOut === undefined ? {} : { "POST /try": tryOut(parts.tryOut, parts, refuse) }),
  };
  for (const [call, handle] of Object.entries(calls)) addCall(routes, call, [body, handle], refuse);
  return routes;
}

function addCall(routes: Router, call: string, handlers: RequestHandler[], refuse: Refuse): void {
  const [method, path = "/"] = call.split(" ");
  const route = routes.route(path);
  if (method === "GET") route.get(...handlers);
  else route.post(...handlers);
  route.all((_request, response) => {
    response.setHeader("allow", method === "GET" ? "GET, HEAD" : "POST");
    refuse(response, "method_not_allowed");
  });
}

/** What was read, or undefined where the request is already refused. */
function understood<Value>(read: Read<Value>, response: Response, refuse: Refuse): Value | undefined {
  if (read.kind === "read") return read.value;
  refuse(response, "invalid_request", read.message);
  return undefined;
}

function listEvents({ store }: AdminParts, refuse: Refuse): RequestHandler {
  return async (request, response) => {
    const query = understood(readEventQuery(request.query), response, refuse);
    if (query === undefined) return;
    const { rows, next } = await store.searchEvents(query);
    response.json({ events: rows.map(eventView), next: next ?? null });
  };
}

function listDeliveries({ store }: AdminParts, refuse: Refuse): RequestHandler {
  return async (request, response) => {
    const query = understood(readDeliveryQuery(request.query), response, refuse);
    if (query === undefined) return;
    const { rows, next } = await store.searchDeliveries(query);
    response.json({ deliveries: rows.map(deliveryView), next: next ?? null });
  };
}

function showEvent({ store }: AdminParts, refuse: Refuse): RequestHandler {
  return async (request, response) => {
    const detail = await store.event(idOf(request));
    if (detail === undefined) refuse(response, "not_found", "No event has this id.");
    else response.json(eventDetailView(detail));
  };
}

function showDelivery({ store }: AdminParts, refuse: Refuse): RequestHandler {
  return async (request, response) => {
    const detail = await store.delivery(idOf(request));
    if (detail === undefined) refuse(response, "not_found", "No delivery has this id.");
    else response.json(deliveryDetailView(detail));
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
function showStatus({ health, tryOut }: AdminParts): RequestHandler {
  return (_request, response) => {
    response.json({ ...readinessView(health.readiness()), try: tryOut !== undefined });
  };
}

function follow({ stream }: AdminParts, refuse: Refuse): RequestHandler {
  return (request, response) => {
    if (request.method === "HEAD") response.end();
    else if (!stream.open(request, response)) refuse(response, "too_many_readers");
  };
}

function redrive({ store, now }: AdminParts, refuse: Refuse): RequestHandler {
  return async (request, response) => {
    const wanted = understood(readRedrive(request.body, now()), response, refuse);
    if (wanted !== undefined) response.json(await store.redrive(wanted));
  };
}

function stopRedrive({ store, now }: AdminParts): RequestHandler {
  return async (_request, response) => {
    response.json({ stopped: await store.stopRedrive(now()) });
  };
}

function forget({ store }: AdminParts, refuse: Refuse): RequestHandler {
  return async (request, response) => {
    const wanted = understood(readForget(request.body), response, refuse);
    if (wanted === undefined) return;
    const forgotten = await store.forget(wanted.session, wanted);
    response.json(wanted.dryRun ? forgotten : { ...forgotten, ...erasedView(await store.erase()) });
  };
}

function reload(parts: AdminParts, refuse: Refuse): RequestHandler {
  return async (request, response) => {
    const options = understood(readReload(request.body), response, refuse);
    if (options === undefined) return;
    const reloaded = await parts.reload(options);
    if (reloaded.kind === "reloaded") response.json({ version: reloaded.version, changed: reloaded.changed });
    else response.status(422).json({ diagnostics: reloaded.diagnostics });
  };
}

function rotateSecret({ rotateSecret: rotate }: AdminParts): RequestHandler {
  return async (_request, response) => {
    await rotate();
    response.json({ rotated: true });
  };
}

/** Answers when it is on disk; it takes effect with the next event. */
function change({ store, now }: AdminParts, refuse: Refuse, readWish: (body: unknown) => Read<Wish>): RequestHandler {
  return async (request, response) => {
    const wish = understood(readWish(request.body), response, refuse);
    if (wish === undefined) return;
    const event = clickOf(wish, now());
    const { status } = await store.accept({ kind: "event", event, raw: Buffer.from(JSON.stringify(event)) });
    if (status === "refused") refuse(response, "store_unavailable");
    else response.json({ ...wishView(wish), event_id: event.id });
  };
}

function tryOut(send: NonNullable<AdminParts["tryOut"]>, { randomId }: AdminParts, refuse: Refuse): RequestHandler {
  return async (request, response) => {
    const sample = understood(readTrial(request.body), response, refuse);
    if (sample === undefined) return;
    const { status, eventId } = await send({ text: sample.text, session: sample.session ?? `try-${randomId().slice(-8)}` });
    response.json({ status, event_id: eventId ?? null });
  };
}
