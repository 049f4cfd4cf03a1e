/** What each call answers where it succeeds. Every call needs a line here, and a test reads the answers with these schemas. */

import { z } from "zod";
import {
  attempt,
  delivery,
  destinationList,
  eventRow,
  events,
  heldBack,
  incident,
  incidents,
  insights,
  json,
  knowledgeAnswer,
  questionDetail,
  questions,
  reason,
  ruleList,
  rulesText,
  rulesVersions,
  samples,
  sessionDetail,
  sessions,
} from "./answers.ts";
import type { ChangeCall, OpenCall, ReadCall, TrialCall } from "./calls.ts";

const text = z.string();
const count = z.int().min(0);
const time = z.iso.datetime();
const next = text.nullable();

/** `stream`: server-sent events, whose `data` has this form. `nothing`: 204 without a body. */
export type CallAnswer = z.ZodType | { readonly stream: z.ZodType } | "nothing";

/** What a rule did with an event. */
const ruleTrace = z.looseObject({
  rule: text,
  held: z.union([z.boolean(), z.literal(["error", "untold"])]),
  because: z.array(reason).optional(),
  facts: json.optional(),
  sent: count.optional(),
  held_back: heldBack.nullable().optional(),
  stopped: z.array(z.looseObject({ at: text, saw: json })).optional(),
  error: text.optional(),
});

const eventDetail = eventRow.extend({
  source: text,
  event: z.record(text, json).nullable().describe("as rules see it; null after retention has deleted it"),
  raw: text.nullable().describe("the bytes as they came, in base64, for an admin"),
  raw_withheld: text.optional(),
  trace: z.strictObject({ version: text, rules: z.array(ruleTrace), more: count.optional() }).nullable(),
  quarantine: z.strictObject({ reason: text, detail: text }).nullable(),
});

const deliveryDetail = delivery.extend({
  type: text.nullable(),
  idempotency_key: text,
  reference: text.nullable(),
  history: z.array(attempt),
  earlier_attempts: count,
  curl: text.nullable().describe("the request as a command, with variables in the place of secrets"),
});

const stats = z.strictObject({
  events: count,
  pending: count,
  evaluated: count,
  quarantined: count,
  deliveries: z.strictObject({ waiting: count, sending: count, delivered: count, dead: count }),
  sessions: count,
  rules_version: text.nullable(),
});

const trouble = z.strictObject({ code: text, detail: text, cure: text, link: text.nullable() });

const status = z.strictObject({
  status: z.enum(["ready", "not_ready"]),
  reason: text.nullable(),
  phase: z.enum(["starting", "running", "stopping"]),
  store: z.strictObject({ ok: z.boolean(), detail: text.nullable(), check: z.strictObject({ result: text, detail: text }).nullable() }),
  config: z.strictObject({ stale: z.boolean(), version: text.nullable(), rules: count }),
  insecure: z.boolean(),
  preview: z.boolean(),
  muted_critical: z.array(z.strictObject({ rule: text, by: text, until: time.nullable() })),
  backfill: trouble.extend({ failures: count }).nullable(),
  account: z
    .union([
      z.strictObject({ balance: z.number(), rate: z.number(), active: count, minutes_left: z.number().nullable(), low: z.boolean() }),
      z.strictObject({ refused: trouble }),
    ])
    .nullable(),
  sinks: z.array(z.strictObject({ name: text, type: text, breaker: z.enum(["closed", "open", "half-open"]), paused: text.nullable() })),
  version: text.nullable(),
  node: text,
  uptime_s: count,
  event_loop_ms: z.strictObject({ p99: z.number(), max: z.number() }),
  kept_in: z.enum(["sqlite", "postgres"]).nullable(),
  does: z.array(text),
  sources: z.array(z.strictObject({ name: text, preset: text, path: text })),
  indexing: z.strictObject({ done: z.boolean(), behind: count, filled: count, to_fill: count }),
  store_bytes: count.nullable(),
  timers: count.nullable(),
  limits: z.array(z.strictObject({ limit: text, times: count })),
  unheard: z.array(z.strictObject({ language: text, messages: count })),
  timezone: text,
  try: z.boolean(),
  you: z.strictObject({ name: text, role: text, via: text }),
});

const refusedRequest = z.strictObject({
  request_id: text,
  at: time,
  code: text,
  source: text.nullable(),
  address: text.nullable(),
  method: text,
  path: text,
  bytes: count,
  mistakes: z.array(z.strictObject({ code: text, what: text, cure: text })),
});

const setup = z.union([
  z.strictObject({ receives: z.literal(false) }),
  z.strictObject({
    receives: z.literal(true),
    url: text.nullable(),
    path: text,
    port: count,
    header: z.strictObject({ name: text, value: text.nullable() }).nullable(),
    signatures: z.boolean(),
    reached: z.strictObject({ at: time }).nullable(),
    test: z.strictObject({ at: time, by: text.nullable() }).nullable(),
    first: z.strictObject({ at: time, type: text }).nullable(),
    refused: z.array(refusedRequest),
  }),
]);

const diagnostic = z.looseObject({ line: count, col: count, level: z.enum(["error", "warning"]), code: text, path: text, text });

const simulation = z.strictObject({
  steps: z.array(
    z.strictObject({
      event: text,
      turn: count.nullable().describe("null for what the relay makes itself, e.g. a timer"),
      at: time,
      type: text,
      role: text.nullable(),
      text: text.nullable(),
      rules: z.array(ruleTrace),
      messages: z.array(
        z.strictObject({
          rule: text,
          to: text,
          type: text,
          mode: z.enum(["new", "update", "append"]),
          urgent: z.boolean(),
          due_at: time,
          problem: text.nullable(),
          look: z.looseObject({ kind: z.enum(["slack", "email", "http", "other"]) }),
        }),
      ),
    }),
  ),
  problems: z.array(z.strictObject({ turn: count, problem: text })),
});

const ruleTests = z.strictObject({
  tests: z.array(
    z.strictObject({
      name: text,
      line: count,
      passed: z.boolean(),
      failures: z.array(z.strictObject({ expected: text, got: z.array(text) })),
    }),
  ),
  passed: count,
  failed: count,
});

const beforeAndAfter = z.strictObject({ before: z.number(), after: z.number() });

const backtest = z.union([
  z.strictObject({ done: count, total: count }).describe("event: progress"),
  z
    .strictObject({
      events: count,
      days: z.number(),
      rules: z.record(
        text,
        z.strictObject({
          added: count,
          removed: count,
          changed: count,
          samples: z.array(z.strictObject({ change: text, session: text.nullable(), event: text, at: time })),
        }),
      ),
      destinations: z.record(text, beforeAndAfter.extend({ a_day: beforeAndAfter })),
    })
    .describe("event: result"),
  z.strictObject({ code: text, message: text }).describe("event: failed"),
]);

const reloaded = z.strictObject({ version: text, changed: z.array(text).describe("names of rules that are new, gone or different") });
const muted = z.strictObject({ rule: text, muted: z.boolean(), until: time.nullable(), event_id: text });
const redriven = z.strictObject({ matched: count, queued: count, unfit: count.optional() });

const forgotten = z.strictObject({
  events: count,
  pending: count,
  quarantined: count,
  deliveries: count,
  undelivered: count,
  incidents: count,
  memories: count,
  erased: z.boolean().optional().describe("whether the files of the store hold nothing of it any more; not with dry_run"),
  left: text.optional().describe("where data remains, and what to do"),
});

const session = z.strictObject({
  name: text,
  role: z.enum(["viewer", "responder", "admin"]),
  via: text,
  csrf: text.nullable(),
  expires_at: time.nullable(),
});

export const callAnswers: Readonly<Record<ReadCall | TrialCall | ChangeCall | OpenCall, CallAnswer>> = {
  "GET /events": events,
  "GET /events/:id": eventDetail,
  "GET /deliveries": z.strictObject({ deliveries: z.array(delivery), next }),
  "GET /deliveries/:id": deliveryDetail,
  "GET /destinations": destinationList,
  "GET /incidents": incidents,
  "GET /incidents/:id": incident,
  "GET /insights": insights,
  "GET /questions": questions,
  "GET /questions/:id": questionDetail,
  "GET /sessions": sessions,
  "GET /sessions/:id": sessionDetail,
  "GET /sessions/:id/test": z.strictObject({ yaml: text.nullable(), events: count, lost: z.array(text) }),
  "GET /stats": stats,
  "GET /status": status,
  "GET /stream": { stream: z.looseObject({ name: text.describe("the name of the signal (docs/operations.md)") }) },
  "GET /refused": z.strictObject({ refused: z.array(refusedRequest) }),
  "GET /setup": setup,
  "GET /openapi.json": z.looseObject({ openapi: z.literal("3.1.0") }),
  "GET /samples": samples,
  "GET /rules": ruleList,
  "GET /rules/text": rulesText,
  "GET /rules/versions": rulesVersions,
  "GET /rules/versions/:id": rulesText,
  "POST /rules/check": z.strictObject({
    ok: z.boolean(),
    diagnostics: z.array(diagnostic),
    rules: count.optional(),
    destinations: count.optional(),
  }),
  "POST /rules/test": ruleTests,
  "POST /rules/backtest": { stream: backtest },
  "POST /simulate": simulation,
  "POST /incidents/:id/work": z.strictObject({ incident: text, action: text, event_id: text }),
  "POST /sessions/:id/say": z.strictObject({ event_id: text, delivery: text.nullable() }),
  "POST /try": z.strictObject({ status: count, event_id: text.nullable() }),
  "POST /deliveries/:id/redrive": redriven,
  "DELETE /deliveries/:id": z.strictObject({ discarded: count }),
  "POST /destinations/:id/test": z.strictObject({
    outcome: text,
    reason: text,
    detail: text,
    took_ms: count,
    resumed: z.boolean().describe("it was delivered, and ended a pause"),
  }),
  "POST /questions/:id/answer": knowledgeAnswer,
  "POST /mute": muted,
  "POST /unmute": muted,
  "POST /redrive": redriven,
  "POST /redrive/stop": z.strictObject({ stopped: count }),
  "POST /insights/rebuild": z.strictObject({ uncounted: count }),
  "POST /forget": forgotten,
  "POST /reload": reloaded,
  "POST /secret/rotate": z.strictObject({ rotated: z.literal(true) }),
  "PUT /rules": reloaded,
  "GET /session": session,
  "POST /session": "nothing",
  "DELETE /session": "nothing",
};
