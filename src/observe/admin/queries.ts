/** The parameters of the admin port's calls. */

import { z } from "zod";
import type { DeadReason } from "../../core/delivery.ts";
import type { Configured } from "../../core/destination.ts";
import type { EventQuery, Redrive } from "../../core/store.ts";
import { type Instant, parseDuration, plus, toInstant } from "../../core/time.ts";
import type { UnsaidQuery } from "./unsaid.ts";

export const name = z.string().max(512);
const limit = z
  .string()
  .regex(/^\d{1,3}$/, "expected a whole number from 1 to 500")
  .transform(Number)
  .refine((count) => count >= 1 && count <= 500, "expected a whole number from 1 to 500");
const before = z.string().regex(/^\d{1,16}$/, "expected the `next` of the page before");

export const eventQuery = z.strictObject({
  session: name.optional(),
  agent: name.optional(),
  rule: name.optional(),
  found: z.literal("true").optional(),
  q: name.optional(),
  since: z.lazy(() => moment).optional(),
  until: z.lazy(() => moment).optional(),
  type: name.optional(),
  status: z.enum(["pending", "evaluated", "quarantined"]).optional(),
  limit: limit.default(50),
  before: before.optional(),
});

export const deliveryQuery = z.strictObject({
  state: z.enum(["waiting", "sending", "delivered", "dead", "left_out"]).optional(),
  to: name.optional(),
  rule: name.optional(),
  event: name.optional(),
  reason: z.lazy(() => z.enum(deadReasons)).optional(),
  since: z.string().max(40).optional(),
  session: name.optional(),
  limit: limit.default(50),
  before: before.optional(),
});

/** Unknown parameters are ignored, because programs add some against caches. */
export const followQuery = z.object({ session: name.optional() });

const deadReasons = [
  "exhausted",
  "expired",
  "permanent",
  "redirect_not_followed",
  "ssrf_blocked",
  "recipient_invalid",
  "render_failed",
  "sink_removed",
  "stopped",
] as const satisfies readonly DeadReason[];

const sinceMessage = 'expected a time like "2026-03-02T09:00:00Z" or a span like "2h"';

/** An instant, or a span before now. */
export const moment = z
  .string()
  .max(40)
  .transform((text, { addIssue }) => {
    if (parseDuration(text) === undefined && toInstant(Date.parse(text)) === undefined) addIssue(sinceMessage);
    return (now: Instant): Instant => instantOf(text, now) ?? now; // one of the two was read above
  });

export const redriveBody = z.strictObject({
  state: z.literal("dead"),
  to: name.optional(),
  rule: name.optional(),
  reason: z.enum(deadReasons).optional(),
  since: z.string().max(40).optional(),
  dry_run: z.boolean().default(false),
  rate: z.number().positive().max(10_000).optional(),
  new_key: z.boolean().default(false),
  send_to: name.min(1).optional(),
});

export const redriveOneBody = redriveBody.pick({ new_key: true, send_to: true });

export const forgetBody = z.strictObject({ session: name.min(1), dry_run: z.boolean().default(false) });

export const reloadBody = z.strictObject({ force: z.boolean().default(false) });

export const trialBody = z.strictObject({
  text: z.string().min(1).max(4_000),
  session: z.string().min(1).max(200).optional(),
});

export type ReadQuery<Value> = { readonly kind: "read"; readonly value: Value } | { readonly kind: "refused"; readonly message: string };

export function readEventQuery(query: unknown, now: Instant): ReadQuery<EventQuery> {
  return read(eventQuery, withoutBlanks(query), ({ found, since, until, ...rest }) =>
    given({ ...rest, found: found === undefined ? undefined : (true as const), since: since?.(now), until: until?.(now) }),
  );
}

export function readFollowQuery(query: unknown): ReadQuery<z.output<typeof followQuery>> {
  return read(followQuery, withoutBlanks(query), (value) => value);
}

export function readDeliveryQuery(query: unknown, now: Instant): ReadQuery<UnsaidQuery> {
  const result = read(deliveryQuery, withoutBlanks(query), given);
  if (result.kind === "refused") return result;
  const { since: written, ...rest } = result.value;
  const since = written === undefined ? undefined : instantOf(written, now);
  if (written !== undefined && since === undefined) return { kind: "refused", message: `since: ${sinceMessage}` };
  return { kind: "read", value: { ...rest, ...(since === undefined ? {} : { since }) } };
}

/** A query for a page of rows, with these filters. */
export function readPageQuery<Filters extends z.ZodRawShape>(query: unknown, filters: Filters) {
  return read(z.strictObject({ ...filters, limit: limit.default(50), before: before.optional() }), withoutBlanks(query), given);
}

export function readReload(body: unknown): ReadQuery<z.infer<typeof reloadBody>> {
  return read(reloadBody, body ?? {}, (value) => value);
}

export function readForget(body: unknown): ReadQuery<{ readonly session: string; readonly dryRun: boolean }> {
  return read(forgetBody, body, ({ session, dry_run: dryRun }) => ({ session, dryRun }));
}

export function readTrial(body: unknown): ReadQuery<z.infer<typeof trialBody>> {
  return read(trialBody, body, (value) => value);
}

/** The destinations for dead letters; undefined where no relay runs. */
export type Targets = ReadonlyMap<string, Pick<Configured, "adopt">> | undefined;

/** One dead letter, by its id. */
export function readRedriveOne(body: unknown, id: string, now: Instant, targets: Targets): ReadQuery<Redrive> {
  const result = read(redriveOneBody, body ?? {}, (value) => value);
  if (result.kind === "refused") return result;
  const { new_key: newKey, send_to: name } = result.value;
  const target = readTarget(name, undefined, targets);
  return target.kind === "refused" ? target : { kind: "read", value: { ...target.value, id, dryRun: false, newKey, now } };
}

function readTarget(name: string | undefined, to: string | undefined, targets: Targets): ReadQuery<Pick<Redrive, "sendTo">> {
  if (name === undefined) return { kind: "read", value: {} };
  if (targets === undefined) return { kind: "refused", message: "send_to: start the relay first: it knows what its destinations can send" };
  const target = targets.get(name);
  if (target === undefined)
    return { kind: "refused", message: `send_to: no destination has this name; there are: ${[...targets.keys()].join(", ")}` };
  if (name === to)
    return { kind: "refused", message: 'send_to: expected another destination than "to"; leave it out to send again to the same' };
  const { adopt } = target;
  if (adopt === undefined) return { kind: "refused", message: "send_to: a destination of this kind sends only what was made for it" };
  return { kind: "read", value: { sendTo: { to: name, adopt } } };
}

/** `since` may be an instant or a span before `now`. */
export function readRedrive(body: unknown, now: Instant, targets: Targets): ReadQuery<Redrive> {
  const result = read(redriveBody, body, (value) => value);
  if (result.kind === "refused") return result;
  const { since: sinceText, dry_run: dryRun, new_key: newKey, state: _, send_to: name, ...filters } = result.value;
  const target = readTarget(name, filters.to, targets);
  if (target.kind === "refused") return target;
  const since = sinceText === undefined ? undefined : instantOf(sinceText, now);
  if (sinceText !== undefined && since === undefined) return { kind: "refused", message: `since: ${sinceMessage}` };
  return { kind: "read", value: { ...given(filters), ...target.value, ...(since === undefined ? {} : { since }), dryRun, newKey, now } };
}

function instantOf(text: string, now: Instant): Instant | undefined {
  const span = parseDuration(text);
  return span === undefined ? toInstant(Date.parse(text)) : plus(now, -span);
}

export function read<Parsed, Value>(schema: z.ZodType<Parsed>, input: unknown, shape: (parsed: Parsed) => Value): ReadQuery<Value> {
  const result = schema.safeParse(input);
  if (result.success) return { kind: "read", value: shape(result.data) };
  const message = result.error.issues.map((issue) => [...issue.path, issue.message].join(": ")).join("; ");
  return { kind: "refused", message };
}

/** `?session=&type=chat.push` asks for any session. */
export function withoutBlanks(query: unknown): unknown {
  if (typeof query !== "object" || query === null) return query;
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ""));
}

type Given<Value> = { [Key in keyof Value as undefined extends Value[Key] ? never : Key]: Value[Key] } & {
  [Key in keyof Value as undefined extends Value[Key] ? Key : never]?: Exclude<Value[Key], undefined>;
};

/** Removes undefined values, so that their keys are missing. */
function given<Value extends object>(value: Value): Given<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Given<Value>; // only absent keys were dropped
}
