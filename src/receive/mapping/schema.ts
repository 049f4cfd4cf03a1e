/** What the file of a source preset holds. */

import { z } from "zod";
import { parseDuration } from "../../core/time.ts";
import { pathForm, type WrittenValue } from "./value.ts";

const path = z.string().regex(pathForm, { error: 'expected a path into the body, like room.sid or attributes["sip.callID"]' });

const value: z.ZodType<WrittenValue> = z.lazy(() =>
  z.union([path, z.strictObject({ text: z.string() }), z.array(value).min(1)], {
    error: "expected a path, a list of which the first that is there counts, or { text: … }",
  }),
);

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const test = z.union([
  scalar,
  z.array(scalar).min(1),
  z.strictObject({ present: z.boolean() }),
  z.strictObject({ begins: z.array(z.string().min(1)).min(1) }),
  z.strictObject({ holds: z.array(z.string().min(1)).min(1) }),
  z.strictObject({ not: z.union([scalar, z.array(scalar).min(1)]) }),
]);

const when = z.record(path, test).meta({ description: "What must stand in the body for it; null stands for what is absent." });

const reckoned = z.strictObject({
  at: value.meta({ description: "Seconds, milliseconds or ISO 8601." }),
  unit: z.enum(["s", "ms"]).optional().meta({ description: "What a number written as a text counts." }),
  plus: value.optional().meta({ description: "Seconds behind it." }),
});

const moment = z.union([z.literal("arrival").meta({ description: "The time at which it came." }), path, reckoned]);

const moments = z.union([moment, z.strictObject({ first: z.array(moment).min(1) })]);

const span = z.string().refine((text) => parseDuration(text) !== undefined, { error: "expected a duration like 30s or 5m" });

const header = z.string().regex(/^[a-z][a-z0-9-]*$/, { error: "expected the name of a header in small letters" });

const hmac = z.strictObject({
  header,
  item: z.string().min(1).max(20).optional().meta({ description: "Where the header is a list of name=value: the name of the signature." }),
  timestamp: z
    .strictObject({
      header: header.optional(),
      item: z.string().min(1).max(20).optional(),
      unit: z.enum(["s", "ms", "auto"]).prefault("auto"),
      window: span.prefault("5m"),
    })
    .optional(),
  signs: z
    .string()
    .regex(/^(?=.*\{raw\})[^{}]*(\{(raw|ts)\}[^{}]*)+$/, { error: "expected a text with {raw} in it, and {ts} where a time is signed" })
    .prefault("{raw}"),
  algorithm: z.enum(["sha256", "sha512", "sha1"]).prefault("sha256"),
  encoding: z.enum(["hex", "base64"]).prefault("hex"),
});

const signature = z.union([
  z.strictObject({ hmac }),
  z.strictObject({ jwt: z.strictObject({ header, digest: z.string(), leeway: span.prefault("60s") }) }),
  z.strictObject({ bithuman: z.enum(["auto", "body", "timestamped"]) }),
]);

const make = z.strictObject({
  when: when.optional(),
  each: value.optional().meta({ description: "A list in the body: an event for each element, which paths reach as item." }),
  as: z.string().min(1).max(100).optional().meta({ description: "The event's name here; the sender's own where it is left out." }),
  session: value.optional(),
  agent: value.optional(),
  time: moments.optional(),
  key: z.array(value).min(1).optional().meta({ description: "What it is known by: the same again is a duplicate." }),
  key_time: value.optional().meta({ description: "A time of the conversation that is the same each time; left out, the event's own." }),
  once: z.literal(true).optional().meta({ description: "One in a conversation, whenever it comes." }),
  unseen: z
    .union([z.literal(true), z.literal("after_call")])
    .optional()
    .meta({ description: "Only where the conversation has no message of these words yet; after_call: where no report has brought them." }),
  changes: z
    .literal(true)
    .optional()
    .meta({ description: "The text of the same may change: what comes later is kept as an event of the sender's own name." }),
  after_call: z.literal(true).optional(),
  role: value.optional(),
  message: value.optional(),
  room: value.optional(),
  participants: value.optional(),
  reason: value.optional(),
  code: value.optional(),
  error: value.optional().meta({ description: "What went wrong, in words." }),
  facts: z.partialRecord(z.enum(["email", "phone", "name", "first_name", "last_name", "external_id", "order"]), value).optional(),
  data: value.optional().meta({ description: "What rules see as data; the whole body where it is left out." }),
  needs_data: z.literal(true).optional(),
  any_role: z.literal(true).optional().meta({ description: "Also what is said neither by the visitor nor by the agent." }),
});

const format = z.strictObject({
  name: z.string().min(1),
  has: z.array(z.string()).optional().meta({ description: "Keys that a body of this format has." }),
  lacks: z.array(z.string()).optional(),
  type: value.meta({ description: "Where the sender's own name of the event stands." }),
  names: z.record(z.string(), z.string()).optional().meta({ description: "Names of ours for names of the sender's." }),
  id: value.optional().meta({ description: "The sender's id of the event: the same again is a duplicate." }),
  needs_id: z.literal(true).optional(),
  id_alone: z.literal(true).optional().meta({ description: "The same id is the same event, whatever its time." }),
  session: value.optional(),
  agent: value.optional(),
  time: moments.optional(),
  envelope: z.array(z.string()).optional().meta({ description: "Keys of the body that are no part of data." }),
  data: path.optional().meta({ description: "The object that becomes data, with what else the body holds beside the envelope." }),
  makes: z.array(make).optional(),
});

export const presetFileSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, { error: "expected a short name of small letters, digits and dashes" }),
    summary: z.string().min(1),
    docs: z.array(z.string().min(1)).min(1).meta({ description: "The vendor's pages that this was made from." }),
    signatures: z.array(signature).optional(),
    secret_in: z.array(header).optional().meta({ description: "Headers in which the sender can show a secret." }),
    repeats_for: span.optional().meta({ description: "For how long after an event the sender may still repeat it." }),
    preflight: z.literal(true).optional().meta({ description: "The vendor checks the address from a browser (OPTIONS)." }),
    batch: z.literal(true).optional().meta({ description: "A body may be a list of events." }),
    agent_role: z.string().optional().meta({ description: "What the sender calls the agent's role." }),
    samples: z.record(z.string(), z.json()).optional().meta({
      description: "A body for each event that can be sent to try it: {text}, {role}, {agent}, {session}, {id} and times stand in it.",
    }),
    also: z.string().optional().meta({ description: "A preset whose formats are taken as well." }),
    formats: z.array(format).min(1),
  })
  .meta({ description: "How the requests of one sender become events." });

export type SourcePresetFile = z.output<typeof presetFileSchema>;
export type FormatFile = z.output<typeof format>;
export type MakeFile = z.output<typeof make>;
export type MomentFile = z.output<typeof moment>;
export type MomentsFile = z.output<typeof moments>;
