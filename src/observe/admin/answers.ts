/**
 * The answers of the reading calls, declared once. The views have these shapes, a test reads every call's answers with
 * them, and the API's description is generated from them. Times are RFC 3339; a missing value is null.
 */

import { z } from "zod";
import { concerns } from "../../core/condition.ts";
import { incidentStates } from "../../core/incident.ts";
import { countNames } from "../../core/insights/figures.ts";
import type { Json } from "../../core/json.ts";

/** Any JSON. In a description it has no form of its own; `z.json()` would refer to a definition that an OpenAPI document does not have. */
export const json = z.custom<Json>((value) => z.json().safeParse(value).success);
const text = z.string();
const count = z.int().min(0);
const score = z.number().min(0).max(1);
const time = z.iso.datetime();
const next = text.nullable().describe("Give it as `before` for the next page; null at the end. A page may be shorter than its limit.");
const concern = z.partialRecord(z.enum(concerns), score);

/** A person of the operator's team. */
const person = z.strictObject({ id: text, name: text, via: z.enum(["slack", "link", "admin"]) });

export const reason = z.strictObject({ condition: text, text });

export const heldBack = z.strictObject({
  by: z.enum(["throttle", "shadow", "late", "after-call", "mute", "hours", "event-limit", "fan-out", "removed", "claimed", "resolved"]),
  until: time.optional(),
  who: text.optional(),
});

export const eventRow = z.strictObject({
  id: text,
  type: text,
  agent: text,
  session: text.nullable(),
  received_at: time,
  status: z.enum(["pending", "evaluated", "quarantined"]),
  role: z.enum(["user", "agent", "other"]).nullable(),
  text: text.nullable().describe("what was said, where it is a message"),
  findings: z.array(z.strictObject({ rule: text, sent: count, held_back: heldBack.nullable() })),
});

export const events = z.strictObject({ events: z.array(eventRow), next });

const deed = z.strictObject({ at: time, what: text, by: person.nullable(), note: text.nullable() });

export const incident = z.strictObject({
  id: text,
  rule: text,
  source: text,
  agent: text,
  session: text.nullable(),
  group: text,
  severity: z.enum(["low", "normal", "high", "critical"]),
  state: z.enum(incidentStates),
  version: count,
  owner: person.nullable(),
  findings: count,
  opened_at: time,
  updated_at: time,
  last_finding_at: time,
  snoozed_until: time.nullable(),
  resolved_at: time.nullable(),
  shown_at: z.array(text),
  links: z.array(z.strictObject({ to: text, url: z.url() })).describe("to its messages, where their destinations gave one, e.g. Slack"),
  history: z.array(deed),
  conversation: text.nullable().describe("our own id of the conversation, where it is about one"),
  found: z
    .strictObject({ event: text, text: text.nullable().describe("what was said"), because: z.array(text) })
    .nullable()
    .describe("the newest finding; null where its event is gone"),
});

export const incidents = z.strictObject({
  incidents: z.array(incident),
  counts: z
    .strictObject({ open: count, claimed: count, snoozed: count, resolved: count })
    .describe("of all incidents that are kept, by state"),
  next,
});

export const delivery = z.strictObject({
  id: text,
  event: text,
  rule: text,
  to: text,
  state: z.enum(["waiting", "sending", "delivered", "dead", "left_out"]),
  attempts: count.describe("those that counted for `retry:`"),
  attempts_made: count.describe("all that were made"),
  reason: text.nullable(),
  detail: text.nullable().describe("why it waits or is dead; of a delivered one, the answer in short"),
  due_at: time,
  waits_for: z
    .strictObject({
      reason: text,
      detail: text,
      next_try_at: time.nullable().describe("when one message tries the destination; null: only after a change of it"),
    })
    .nullable()
    .describe("why its destination accepts no messages just now; null where that is not what it waits for"),
  body: json,
});

export const attempt = z.strictObject({ at: time, took_ms: z.number(), outcome: text, reason: text, detail: text });

export const sessionRow = z.strictObject({
  id: text.describe("our own id of the conversation"),
  agent: text,
  source: text,
  session: text.describe("the sender's id of the session"),
  room: text.nullable(),
  started_at: time,
  last_at: time,
  state: z.enum(["open", "ended"]),
  messages: count,
  user_messages: count,
  frustration: score.describe("the highest of its turns"),
  wants_human: score,
  repeats: count,
  unanswered: count,
  concern,
  language: text.nullable(),
  heard: z.boolean().describe("false where the detectors have no pack for the visitor's language"),
  findings: z.array(z.strictObject({ rule: text, times: count })),
  incidents: count,
  last_words: z
    .strictObject({ role: z.enum(["user", "agent", "other"]), text })
    .nullable()
    .describe("what was said last, the first 300 characters"),
  match: z.strictObject({ event: text, text }).nullable().describe("the newest turn that holds what `q` asked for"),
});

export const sessions = z.strictObject({ sessions: z.array(sessionRow), next });

const readings = z.strictObject({
  frustration: score.optional(),
  session: score.optional().describe("the frustration of the conversation up to here"),
  repeat: score.optional(),
  wants_human: score.optional(),
  concern: concern.optional(),
  asks: z.literal(true).optional(),
  language: text.optional(),
  heard: z.literal(false).optional(),
  unanswered: score.optional(),
});

const turnFinding = z.strictObject({
  rule: text,
  because: z.array(reason),
  sent: count,
  held_back: heldBack.nullable(),
  incident: text.nullable(),
  awaiting: z.array(text).describe("destinations whose message waits until it is known who the visitor is"),
  skipped: z.array(text).describe("destinations that got nothing, since nobody said who the visitor is"),
});

export const turn = z.strictObject({
  event: text,
  at: time,
  type: text,
  role: z.enum(["user", "agent", "other"]).nullable(),
  text: text.nullable(),
  by: text.nullable().describe("the operator's person who acted or spoke"),
  readings: readings.nullable(),
  findings: z.array(turnFinding),
});

export const sessionDetail = sessionRow.omit({ incidents: true, match: true, last_words: true }).extend({
  turns: z.array(turn).describe("the newest ones, in the order in which they came"),
  turns_next: text.nullable().describe("Give it as `before` for the turns before these; null at the beginning."),
  deliveries: z.array(delivery.extend({ last_attempt: attempt.nullable() })),
  incidents: z.array(incident),
  identity: z.record(text, json).nullable().describe("who the visitor is, as far as it is known"),
  others: z.array(sessionRow.pick({ id: true, agent: true, started_at: true, last_at: true, state: true, messages: true })),
  can_talk: z.boolean().describe("whether its visitor can be spoken to: POST /sessions/{id}/say"),
});

const ruleRow = z.strictObject({
  name: text,
  mode: z.enum(["live", "shadow", "off"]),
  severity: z.enum(["low", "normal", "high", "critical"]),
  muted: z.boolean(),
  muted_until: time.nullable(),
  muted_by: text.nullable(),
  findings: z.strictObject({ hour: count, day: count, week: count }),
  last_at: time.nullable(),
  useful: count,
  noise: count,
});

export const ruleList = z.strictObject({
  version: text,
  editable: z.boolean().describe("The relay was started with --edit."),
  rules: z.array(ruleRow),
});

export const samples = z.strictObject({
  presets: z.array(z.strictObject({ preset: text, samples: z.array(z.strictObject({ type: text, body: json })) })),
});

export const rulesText = z.strictObject({
  version: text,
  text,
  secrets_withheld: z.boolean().describe("Secrets that stand in the file are *** here; an admin sees them."),
});

export const rulesVersions = z.strictObject({
  versions: z.array(z.strictObject({ version: text, at: time, by: text.nullable(), current: z.boolean() })),
});

const destination = z.strictObject({
  name: text,
  type: text,
  state: z.enum(["ok", "failing", "paused"]),
  breaker: z.enum(["closed", "open", "half-open"]),
  waiting: z.boolean(),
  attempts_last_hour: count,
  rate_per_minute: z.number().min(0),
  error_share: score,
  pause: z.strictObject({ reason: text, detail: text, cure: text.nullable() }).nullable(),
  last: z.strictObject({ at: time, outcome: text, reason: text, detail: text }).nullable(),
});

export const destinationList = z.strictObject({ destinations: z.array(destination) });

const counts = z.strictObject(
  Object.fromEntries(countNames.map((each) => [each, count])) as Record<(typeof countNames)[number], typeof count>,
); // one for each name

const histogram = z.strictObject({
  count,
  median: z.number().nullable().describe("Estimated from the buckets; null where nothing was counted."),
  p90: z.number().nullable(),
  buckets: z.array(z.strictObject({ le: z.number().nullable().describe("Upper bound; null: none."), count })),
});

/** Spans are in seconds. */
export const insightsRow = z.strictObject({
  ...counts.shape,
  latency: histogram,
  turns: histogram,
  duration: histogram,
  people: z.strictObject({
    incidents: count,
    claimed: count,
    resolved: count,
    time_to_claim: histogram,
    time_to_resolve: histogram,
  }),
});

const question = z.strictObject({ text, times: count, sessions: count, answered: score, quotes: z.array(text) });

export const insights = z.strictObject({
  since: time,
  until: time,
  timezone: text,
  uncounted: count.describe("Conversations that are not counted yet, or are counted again; at most 100,000."),
  ...insightsRow.shape,
  funnel: counts.pick({ sessions: true, asked: true, unanswered: true, wants_human: true, claimed: true, resolved: true }),
  by_day: z.array(z.strictObject({ day: text.describe("YYYY-MM-DD, of the local day"), ...counts.shape })),
  by_hour: z.array(z.strictObject({ hour: count, ...counts.shape })),
  by_week_hour: z.array(z.strictObject({ weekday: count.describe("1 is Monday."), hour: count, ...counts.shape })),
  rules: z.array(z.strictObject({ rule: text, findings: count, useful: count, noise: count })),
  agents: z.array(z.strictObject({ agent: text, ...insightsRow.shape })),
  sources: z.array(z.strictObject({ source: text, ...insightsRow.shape })),
  languages: z.array(z.strictObject({ language: text, ...insightsRow.shape })),
  questions: z.array(question),
  before: insightsRow.optional(),
});

const asked = {
  times: count,
  sessions: count,
  answered: score.describe("the share of what was asked that got an answer; what still waits does not count"),
  unanswered: count.describe("how often the agent did not answer"),
};

export const quote = z.strictObject({
  event: text,
  session: text.nullable(),
  conversation: text,
  at: time,
  text: text.describe("redacted"),
});

export const questionRow = z.strictObject({
  id: text,
  name: text.nullable().describe("what the model of settings.insights.names calls it"),
  text: text.describe("the first quote"),
  language: text.nullable(),
  ...asked,
  before: z.strictObject(asked).describe("the span of the same length before"),
  quotes: z.array(quote),
});

export const questions = z.strictObject({ questions: z.array(questionRow), next });

export const knowledgeAnswer = z.strictObject({
  revision: count.describe("the first answer is 1"),
  at: time,
  by: text,
  question: text.nullable().describe("its wording; null where the visitor of the quote was forgotten"),
  text,
  before: z.strictObject(asked).describe("until this answer was written, since the one before"),
  after: z.strictObject(asked).describe("since then, until the next one"),
  upload: z
    .strictObject({
      state: z.enum(["sending", "uploaded", "failed"]),
      at: time,
      file: text.nullable().describe("bitHuman's id of the file"),
      detail: text.nullable(),
    })
    .nullable()
    .describe("what became of it at bitHuman; null where it was not sent"),
});

export const questionDetail = questionRow.omit({ text: true, before: true }).extend({
  text: text.nullable().describe("the first quote; null where no quote is kept any more"),
  conversations: z.array(quote).describe("where it was asked, the newest first"),
  days: z.array(z.strictObject({ day: z.iso.date(), ...asked })),
  answers: z.array(knowledgeAnswer),
});
