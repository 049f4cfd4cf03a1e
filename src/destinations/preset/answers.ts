/** What an answer means for its preset: some vendors answer 200 to what they refused, and 403 where they want us to wait. Pure. */

import type { Outcome } from "../../core/delivery.ts";
import { isJsonObject, type Json, type JsonObject, parsedJson, valueAt } from "../../core/json.ts";
import type { Duration, Instant } from "../../core/time.ts";
import { askedBack, classifyAnswer, type HttpAnswer, isClientError, shownStatus, target } from "../../net/classify.ts";
import { answeredAt, waitOf } from "../../net/retry-after.ts";
import type { PresetAnswer, PresetFile, Save } from "./schema.ts";

/** How a request ended, as its preset reads the answer. */
export type Meaning =
  /** `detail`: the status, and the id of the request where the vendor names one. */
  | { readonly kind: "done"; readonly saved: JsonObject; readonly detail: string }
  /** The access token is no longer valid. */
  | { readonly kind: "renew" }
  | { readonly kind: "ended"; readonly outcome: Exclude<Outcome, { readonly kind: "delivered" | "onward" }> };

export interface AnswerReading {
  readonly answers: readonly PresetAnswer[];
  readonly save: Save;
  readonly waits: NonNullable<PresetFile["waits"]>;
  /** Whether a refused token can be renewed. */
  readonly isRenewable: boolean;
  readonly now: Instant;
  readonly redact: (text: string) => string;
}

/** The first rule that fits decides. Without one, HTTP decides. */
export function meaningOf(answer: HttpAnswer, reading: AnswerReading): Meaning {
  if (isPage(answer)) return { kind: "ended", outcome: webPage };
  const json = parsedJson(answer.body.replace(/^\ufeff/, "")) ?? null;
  const fitting = reading.answers.find((each) => fits(each, answer, json) && findsAll(each.save ?? {}, json));
  if (fitting === undefined) return byStatus(answer, json, reading);
  if (fitting.then === "done") return done(answer, json, savedBy(fitting, reading, json));
  if (fitting.then === "renew" && reading.isRenewable) return { kind: "renew" };
  if (fitting.then !== "later" && fitting.then !== "throttled" && isAskedBack(answer, reading)) return byStatus(answer, json, reading);
  const asked = waitIn(answer, json, reading) ?? fitting.wait;
  const wait = fitting.at_least === undefined ? asked : Math.max(asked ?? 0, fitting.at_least);
  const then = fitting.then === "renew" ? "pause" : fitting.then;
  return { kind: "ended", outcome: outcomeOf({ then, reason: fitting.reason, wait }, answer, reading) };
}

function done(answer: HttpAnswer, json: Json, saved: JsonObject): Meaning {
  const named = requestIds.map((path) => valueAt(json, path)).find((id) => typeof id === "string");
  return { kind: "done", saved, detail: shownStatus(answer, named as string | undefined) }; // a text by the line above
}

/** `correlationId`: developers.hubspot.com/docs/faq/api-error-responses. `request_id`: Intercom ("Error objects"), Notion, monday.com. */
const requestIds = [["request_id"], ["extensions", "request_id"], ["correlationId"]];

/** No vendor answers a request with a web page: a proxy does, a gateway, or a network that wants a login. */
export function isPage({ status, body }: HttpAnswer): boolean {
  return status >= 200 && status < 300 && /^\s*</.test(body);
}

const webPage = { kind: "later", reason: "bad_answer", detail: "a web page came in the place of an answer", ambiguous: true } as const;

/** The saved values of an answer, and its mark. */
function savedBy({ save, mark }: PresetAnswer, reading: AnswerReading, json: Json): JsonObject {
  return { ...found({ ...reading.save, ...save }, json), ...(mark === undefined ? {} : { [mark]: true }) };
}

function fits({ status, body, header, json: isJson }: PresetAnswer, answer: HttpAnswer, json: Json): boolean {
  const wanted = Array.isArray(status) ? status : [status];
  if (!wanted.some((each) => isWithin(each, answer.status))) return false;
  if (isJson === false && (json !== null || answer.body.trim() === "")) return false;
  if (header !== undefined && answer.header?.(header.name) !== header.is) return false;
  return body === undefined || says(body, answer, json);
}

function says({ at, is, not, above, below, has }: NonNullable<PresetAnswer["body"]>, answer: HttpAnswer, json: Json): boolean {
  const value = at === undefined ? answer.body : valueAt(json, at.split("."));
  if (value === undefined) return false;
  if (is !== undefined && ![is].flat().some((each) => isSame(each, value))) return false;
  if (not !== undefined && value === not) return false;
  if (has !== undefined && !holds(value, has)) return false;
  if (above !== undefined && !(typeof value === "number" && value > above)) return false;
  return below === undefined || (typeof value === "number" && value < below);
}

/** Vendors send the same code as a number or a text, and in upper or lower case. */
function isSame(wanted: Json, value: Json): boolean {
  const isPlain = typeof value !== "object" && typeof wanted !== "object";
  return isPlain ? String(wanted).toLowerCase() === String(value).toLowerCase() : wanted === value;
}

function holds(value: Json, wanted: string): boolean {
  return typeof value === "string" && value.toLowerCase().includes(wanted.toLowerCase());
}

function findsAll(save: Save, json: Json): boolean {
  return Object.values(save).every((where) => lookUp(where, json) !== undefined);
}

function isWithin(wanted: number | string, actual: number): boolean {
  if (typeof wanted === "number") return wanted === actual;
  const [from = 0, to = 0] = wanted.split("-").map(Number);
  return actual >= from && actual <= to;
}

/** Refused credentials concern every message, so they wait for a person. */
function byStatus(answer: HttpAnswer, json: Json, reading: AnswerReading): Meaning {
  const { status } = answer;
  if (status >= 200 && status < 300) return done(answer, json, found(reading.save, json));
  const wait = waitIn(answer, json, reading);
  if (status === 401 && reading.isRenewable) return { kind: "renew" };
  if ((status === 401 || status === 403) && !isAskedBack(answer, reading))
    return { kind: "ended", outcome: outcomeOf({ then: "pause" }, answer, reading) };
  if (status >= 300 && status < 400) return { kind: "ended", outcome: movedAway(answer, reading) };
  const outcome = classifyAnswer(answer, reading.now, reading.redact);
  if (outcome.kind === "delivered" || outcome.kind === "onward") return done(answer, json, {});
  return { kind: "ended", outcome: outcome.kind === "later" && wait !== undefined ? { ...outcome, after: wait } : outcome };
}

/** No vendor redirects an API's request: the address is another one's, or asks for a login. */
function movedAway(answer: HttpAnswer, { redact }: AnswerReading) {
  const detail = `HTTP ${answer.status}${target(answer, redact)}: the address sends requests elsewhere: correct base: or webhook_url: (https, and no slash too many)`;
  return { kind: "pause", reason: "address", detail } as const;
}

/** A refusal with a Retry-After asks us to come back. */
function isAskedBack(answer: HttpAnswer, { now }: AnswerReading): boolean {
  return isClientError(answer.status) && askedBack(answer, now) !== undefined;
}

function waitIn(answer: HttpAnswer, json: Json, { waits, now }: AnswerReading): Duration | undefined {
  const usual: AnswerReading["waits"] = [{ header: "retry-after", as: "retry-after" }];
  const asked = (waits.length > 0 ? waits : usual).map((each) => {
    const value = "header" in each ? answer.header?.(each.header) : valueAt(json, each.body.split("."));
    return waitOf(value === undefined || value === null ? undefined : String(value), each.as, answeredAt(answer.header, now));
  });
  return asked.find((each) => each !== undefined);
}

interface Ending {
  readonly then: Exclude<PresetAnswer["then"], "done" | "renew">;
  readonly reason?: PresetAnswer["reason"];
  readonly wait?: Duration | undefined;
}

function outcomeOf(
  { then, reason = "credentials", wait }: Ending,
  answer: HttpAnswer,
  { now, redact }: AnswerReading,
): Exclude<Outcome, { readonly kind: "delivered" | "onward" }> {
  const { status } = answer;
  const usual = classifyAnswer({ ...answer, status: 400 }, now, redact);
  const usualDetail = "detail" in usual ? (usual.detail ?? "").replace(/^HTTP 400/, "") : "";
  const detail = `HTTP ${status}${usualDetail}`;
  const after = wait === undefined ? {} : { after: wait };
  switch (then) {
    case "later":
      return { kind: "later", reason: "unavailable", detail, ...after };
    case "throttled":
      return { kind: "later", reason: "throttled", detail, ...after, countsAsAttempt: false };
    case "pause":
      return { kind: "pause", reason, detail };
    case "refused":
      return { kind: "refused", reason: "permanent", detail };
    default:
      return then satisfies never;
  }
}

/** The values in an answer that later steps need. Only texts and numbers, because they become parts of a URL or of a body. */
function found(save: Save, json: Json): JsonObject {
  const values = Object.entries(save).flatMap(([name, where]) => {
    const value = lookUp(where, json);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(values);
}

function lookUp(where: Save[string], json: Json): string | number | undefined {
  const at = typeof where === "string" ? where : where.at;
  const value = isJsonObject(json) || Array.isArray(json) ? valueAt(json, at.split(".")) : undefined;
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value === "") return undefined;
  return typeof where === "string" ? value : behind(value, where.after);
}

/** The letters and digits after a mark. It is no pattern, so no text can take long. */
function behind(text: string, mark: string): string | undefined {
  const start = text.indexOf(mark);
  const [word = ""] = start < 0 ? [] : (/^[\w-]{0,200}/.exec(text.slice(start + mark.length)) ?? []);
  return word === "" ? undefined : word;
}
