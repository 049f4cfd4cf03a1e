/** What a viewer sees with `settings.mask_for_viewers`. A field without a line here is masked, so new fields are masked as well. */

import type { RequestHandler, Response } from "express";
import { concerns } from "../../core/condition.ts";
import { incidentStates } from "../../core/incident.ts";
import { countNames } from "../../core/insights/figures.ts";
import { isJsonObject, ownValue } from "../../core/json.ts";
import type { ReadCall } from "./calls.ts";
import { principalOf } from "./sign-in/principal.ts";

/** `true`: a value without parts is shown. A list is masked item by item. */
type Shape = true | { readonly [field: string]: Shape };

/** Replaces a text. */
export const maskedText = "(masked)";

interface Masking {
  readonly masksForViewers: () => boolean;
}

/** For one response: whether its reader may see no texts. That may change during a stream. */
export function masksFor(response: Response, { masksForViewers }: Masking): boolean {
  return principalOf(response).role === "viewer" && masksForViewers();
}

/** All JSON of the call passes here, refusals included. */
export function maskAnswers(call: ReadCall, parts: Masking): RequestHandler {
  return (_request, response, next) => {
    const answer = response.json.bind(response);
    response.json = (body: unknown) => answer(masksFor(response, parts) ? maskAnswer(call, body, response.statusCode) : body);
    next();
  };
}

/** A refusal describes the request itself; a failure may quote stored texts. */
function maskAnswer(call: ReadCall, body: unknown, status: number): unknown {
  const shape = status < 400 ? shapes[call] : { error: shown("code", "request_id", ...(status < 500 ? ["message"] : [])) };
  const left = masked(body, shape);
  return isJsonObject(left) ? { ...left, masked: true } : left;
}

export function maskSignal(signal: unknown): unknown {
  return masked(signal, shapes["GET /stream"]);
}

function masked(value: unknown, shape: Shape | undefined): unknown {
  if (Array.isArray(value)) return shape === undefined ? null : value.map((each: unknown) => masked(each, shape));
  if (isJsonObject(value)) return shape === undefined || shape === true ? null : fieldsOf(value, shape);
  if (shape === true || value === "") return value;
  return typeof value === "string" ? maskedText : null;
}

function fieldsOf(value: object, shape: Exclude<Shape, true>): object {
  const shapeOf = (field: string) => ownValue(shape, field);
  return Object.fromEntries(Object.entries(value).map(([field, each]) => [field, masked(each, shapeOf(field))]));
}

function shown(...fields: readonly string[]): { readonly [field: string]: true } {
  return Object.fromEntries(fields.map((field) => [field, true]));
}

const event = {
  ...shown("id", "type", "agent", "session", "received_at", "status", "source"),
  ...shown("role"),
  findings: { ...shown("rule", "sent"), held_back: shown("by", "until", "who") },
};

const rule = {
  ...shown("rule", "held", "sent", "counted", "unsubscribed", "awaiting", "skipped"),
  because: shown("condition"),
  stopped: shown("at"),
  held_back: shown("by", "until", "who"),
};

const eventDetail = {
  ...event,
  ...shown("raw_withheld"),
  event: shown("id", "type", "source", "agent", "session", "time", "received_at", "late", "after_call", "role", "participants", "action"),
  trace: { ...shown("version", "more"), rules: rule },
  quarantine: shown("reason"),
};

const delivery = {
  ...shown("id", "event", "rule", "to", "state", "attempts", "attempts_made", "reason", "due_at"),
  waits_for: shown("reason", "next_try_at"),
};

const deliveryDetail = {
  ...delivery,
  ...shown("idempotency_key", "type", "earlier_attempts"),
  history: shown("at", "took_ms", "outcome", "reason"),
};

/** Owners are named, because they are the operator's people. A group may come from a visitor's words. */
const incident = {
  ...shown("id", "rule", "source", "agent", "session", "severity", "state", "version", "findings", "opened_at", "updated_at"),
  ...shown("last_finding_at", "snoozed_until", "resolved_at", "shown_at"),
  owner: shown("id", "name", "via"),
  history: { ...shown("at", "what"), by: shown("id", "name", "via") },
  ...shown("conversation"),
  found: shown("event"),
  links: shown("to", "url"),
};

const session = {
  ...shown("id", "agent", "source", "session", "room", "started_at", "last_at", "state", "messages", "user_messages", "frustration"),
  ...shown("wants_human", "repeats", "unanswered", "language", "heard"),
  concern: shown(...concerns),
  findings: shown("rule", "times"),
};

const turn = {
  ...shown("event", "at", "type", "role", "by"),
  readings: {
    ...shown("frustration", "session", "repeat", "wants_human", "asks", "language", "heard", "unanswered"),
    concern: shown(...concerns),
  },
  findings: {
    ...shown("rule", "sent", "incident", "awaiting", "skipped"),
    because: shown("condition"),
    held_back: shown("by", "until", "who"),
  },
};

const sessionDetail = {
  ...session,
  ...shown("turns_next", "can_talk"),
  turns: turn,
  deliveries: { ...delivery, last_attempt: shown("at", "took_ms", "outcome", "reason") },
  incidents: incident,
  others: session,
};

const asked = shown("times", "sessions", "answered", "unanswered");
const quote = shown("event", "session", "conversation", "at");
const question = { ...shown("id", "language"), ...asked, quotes: quote };

const questionDetail = {
  ...question,
  conversations: quote,
  days: { ...shown("day"), ...asked },
  answers: { ...shown("revision", "at", "by"), before: asked, after: asked, upload: shown("state", "at", "file") },
};

const stats = {
  ...shown("events", "pending", "evaluated", "quarantined", "sessions", "rules_version"),
  deliveries: shown("waiting", "sending", "delivered", "dead"),
};

const status = {
  ...shown("status", "phase", "insecure", "preview", "timezone", "try"),
  store: { ...shown("ok"), check: shown("result") },
  config: shown("stale", "version", "rules"),
  ...shown("version", "node", "uptime_s", "kept_in", "does"),
  event_loop_ms: shown("p99", "max"),
  sources: shown("name", "preset", "path"),
  indexing: shown("done", "behind", "filled", "to_fill"),
  ...shown("store_bytes", "timers"),
  limits: shown("limit", "times"),
  unheard: shown("language", "messages"),
  muted_critical: shown("rule", "by", "until"),
  backfill: shown("code", "failures"),
  account: { ...shown("balance", "rate", "active", "minutes_left", "low"), refused: shown("code") },
  sinks: shown("name", "type", "breaker"),
  you: shown("name", "role", "via"),
};

const refused = { ...shown("request_id", "at", "code", "source", "address", "method", "bytes"), mistakes: shown("code") };

const setup = {
  ...shown("receives", "url", "path", "port", "signatures"),
  header: shown("name"),
  reached: shown("at"),
  test: shown("at", "by"),
  first: shown("at", "type"),
  refused,
};

const ruleRow = {
  ...shown("name", "mode", "severity", "muted", "muted_until", "muted_by", "last_at", "useful", "noise"),
  findings: shown("hour", "day", "week"),
};

/** Texts of the operator, without words of visitors. */
const rules = { ...shown("version", "editable"), rules: ruleRow };

/** Fields of all signals. `detail`, `first`, `error`, `path` and other fields that may quote a text are not listed. */
const signal = {
  ...shown("name", "id", "type", "agent", "session", "source", "event", "rule", "rules", "to", "state", "outcome", "attempt"),
  ...shown("reason", "code", "status", "took", "waited", "due_at", "queued", "skipped", "cut", "left", "count", "failures", "of"),
  ...shown("sessions", "events", "version", "changed", "problems", "port", "admin_port", "result", "action", "by", "role", "request_id"),
  ...shown("signals", "accepted"),
  ...shown("balance", "rate", "active", "minutesLeft", "isLow", "where", "via", "proven_by", "passes"),
};

const histogram = { ...shown("count", "median", "p90"), buckets: shown("le", "count") };

const insightsRow = {
  ...shown(...countNames),
  latency: histogram,
  turns: histogram,
  duration: histogram,
  people: { ...shown("incidents", "claimed", "resolved"), time_to_claim: histogram, time_to_resolve: histogram },
};

/** Figures are no texts. What visitors have asked is. */
const insights = {
  ...shown("since", "until", "timezone", "uncounted"),
  ...insightsRow,
  funnel: shown(...countNames),
  by_day: shown("day", ...countNames),
  by_hour: shown("hour", ...countNames),
  by_week_hour: shown("weekday", "hour", ...countNames),
  rules: shown("rule", "findings", "useful", "noise"),
  agents: { ...shown("agent"), ...insightsRow },
  sources: { ...shown("source"), ...insightsRow },
  languages: { ...shown("language"), ...insightsRow },
  questions: shown("times", "sessions", "answered"),
  before: insightsRow,
};

const shapes: Readonly<Record<ReadCall, Exclude<Shape, true>>> = {
  "GET /events": { ...shown("next"), events: event },
  "GET /events/:id": eventDetail,
  "GET /deliveries": { ...shown("next"), deliveries: delivery },
  "GET /deliveries/:id": deliveryDetail,
  "GET /destinations": {
    destinations: {
      ...shown("name", "type", "state", "breaker", "waiting", "attempts_last_hour", "rate_per_minute", "error_share"),
      pause: shown("reason", "cure"),
      last: shown("at", "outcome", "reason"),
    },
  },
  "GET /incidents": { ...shown("next"), counts: shown(...incidentStates), incidents: incident },
  "GET /incidents/:id": incident,
  "GET /insights": insights,
  "GET /questions": { ...shown("next"), questions: { ...question, before: asked } },
  "GET /questions/:id": questionDetail,
  "GET /sessions": { ...shown("next"), sessions: { ...session, ...shown("incidents"), match: shown("event") } },
  "GET /sessions/:id": sessionDetail,
  "GET /stats": stats,
  "GET /status": status,
  "GET /stream": signal,
  "GET /refused": { refused },
  "GET /setup": setup,
  "GET /sessions/:id/test": shown("events", "lost"),
  "GET /openapi.json": shown("openapi", "jsonSchemaDialect", "info", "servers", "security", "paths", "components"),
  "GET /samples": { presets: shown("preset") },
  "GET /rules": rules,
  "GET /rules/text": shown("version", "text", "secrets_withheld"),
  "GET /rules/versions": { versions: shown("version", "at", "by", "current") },
  "GET /rules/versions/:id": shown("version", "text", "secrets_withheld"),
};
