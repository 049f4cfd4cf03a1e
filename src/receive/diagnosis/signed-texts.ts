/** Texts that a sender may have signed with the body: a timestamp before it, after it, or none. */

import type { IncomingHttpHeaders } from "node:http";
import { isJsonObject, type Json } from "../../core/json.ts";
import { type Instant, minute, second, toInstant, toIso } from "../../core/time.ts";
import { parseObject } from "../body/json-text.ts";
import { timestampHeader } from "../signature.ts";
import type { Mistake, Suspect, TakenProof } from "./suspect.ts";

/** The signed text around the body. */
export interface SignedText {
  readonly before: string;
  readonly after: string;
  readonly mistakes: readonly Mistake[];
}

export interface SignedTexts {
  /** Few, tried with every form of the body. */
  readonly likely: readonly SignedText[];
  /** Many, tried with the received body. */
  readonly guessed: readonly SignedText[];
}

const nothing = { before: "", after: "" };

export function signedTexts(suspect: Suspect, scheme: TakenProof["scheme"]): SignedTexts {
  const sent = suspect.headers[timestampHeader];
  return sent === undefined ? withoutTimestamp(suspect, scheme) : withTimestamp(String(sent), suspect, scheme);
}

function withTimestamp(sent: string, { headers, at }: Suspect, scheme: TakenProof["scheme"]): SignedTexts {
  const clock = timestampMistakes(sent, at);
  const bodyAlone = scheme === "body" ? [] : [unsignedTimestamp];
  const inFront = scheme === "body" ? [timestampNotExpected] : clock;
  return {
    likely: [
      { before: `${sent}.`, after: "", mistakes: inFront },
      { ...nothing, mistakes: bodyAlone },
      ...otherSpellings(sent).map((text) => ({ before: `${text}.`, after: "", mistakes: clock.length > 0 ? clock : [otherTimestamp] })),
    ],
    guessed: otherOrders(sent, headers),
  };
}

function withoutTimestamp({ headers, body, at }: Suspect, scheme: TakenProof["scheme"]): SignedTexts {
  const elsewhere = timesIn(headers).map(([name, time]) => ({ before: `${time}.`, after: "", mistakes: [timestampMissing(name)] }));
  const times = [...timesOf(body), ...secondsAround(at)];
  return {
    likely: [{ ...nothing, mistakes: scheme === "timestamped" ? [timestampMissing(undefined)] : [] }, ...elsewhere],
    guessed: [
      ...times.map((time) => ({ before: `${time}.`, after: "", mistakes: [timestampMissing(undefined)] })),
      ...timesIn(headers).flatMap(([, time]) => otherOrders(time, headers)),
    ],
  };
}

/** The orders of other vendors. */
function otherOrders(time: string, headers: IncomingHttpHeaders): readonly SignedText[] {
  const ids = ["webhook-id", "svix-id", "x-bithuman-delivery"].flatMap((name) => headers[name] ?? []).map(String);
  const orders: readonly (readonly [string, string, string])[] = [
    [time, "", "the timestamp and the body with nothing between them"],
    ["", time, "the body and the timestamp behind it"],
    ["", `.${time}`, "the body, a dot and the timestamp"],
    [`${time}:`, "", "the timestamp, a colon and the body"],
    [`v0:${time}:`, "", "v0, the timestamp and the body (Slack's way)"],
    [`${time}\n`, "", "the timestamp, a newline and the body"],
    ...ids.map((id) => [`${id}.${time}.`, "", "an id, the timestamp and the body (Standard Webhooks)"] as const),
  ];
  return orders.map(([before, after, words]) => ({ before, after, mistakes: [otherText(words)] }));
}

/** Headers in which other senders put the time. */
function timesIn(headers: IncomingHttpHeaders): readonly (readonly [string, string])[] {
  return Object.entries(headers)
    .filter(([name, value]) => name !== timestampHeader && /time-?stamp|request-time/i.test(name) && String(value).length <= 40)
    .slice(0, 3)
    .map(([name, value]) => [name, String(value)]);
}

/** Times in the body, in the notations that a sender may have used. */
function timesOf(body: Buffer | undefined): readonly string[] {
  const value = body === undefined ? "not_object" : parseObject(body, 32);
  if (typeof value === "string") return [];
  const inner = isJsonObject(value.data) ? value.data : {};
  const found = [value.timestamp, value.created, inner.timestamp].filter((each): each is Json & (string | number) =>
    ["number", "string"].includes(typeof each),
  );
  return [...new Set(found.flatMap((each) => [String(each), ...otherSpellings(String(each))]))].filter((text) => text.length <= 40);
}

/** The longest time between signing and arrival, unless the sender's clock is wrong. */
const guessedWithin = 10 * minute;

function secondsAround(at: Instant): readonly string[] {
  const now = Math.floor(at / second);
  const steps = guessedWithin / second;
  return Array.from({ length: 2 * steps }, (_, step) => String(now + Math.ceil(step / 2) * (step % 2 === 0 ? -1 : 1)));
}

/** The same moment in seconds, milliseconds and as a date. */
function otherSpellings(sent: string): readonly string[] {
  const at = momentOf(sent);
  if (at === undefined) return [];
  const seconds = at / second;
  return [String(Math.floor(seconds)), String(at), toIso(at), toIso(at).replace(".000Z", "Z"), String(seconds)].filter(
    (text) => text !== sent,
  );
}

function momentOf(sent: string): Instant | undefined {
  if (/^\d{12,14}$/.test(sent)) return toInstant(Number(sent));
  if (/^\d{1,11}(\.\d+)?$/.test(sent)) return toInstant(Number(sent) * second);
  return toInstant(Date.parse(sent));
}

const inSeconds =
  "Send X-bitHuman-Timestamp as whole seconds since 1970, e.g. Math.floor(Date.now() / 1000) or int(time.time()), and sign the same text.";

/** How far a timestamp may be from this machine's clock, as in `verify`. */
const tolerance = 5 * minute;

function timestampMistakes(sent: string, at: Instant): readonly Mistake[] {
  const moment = momentOf(sent);
  if (/^\d{12,14}$/.test(sent)) return [inMilliseconds];
  if (/^\d{15,19}$/.test(sent))
    return [{ ...inMilliseconds, what: "X-bitHuman-Timestamp is in microseconds or smaller instead of seconds." }];
  if (!/^\d+$/.test(sent)) return [{ code: "timestamp_format", what: formatWords(sent, moment), cure: inSeconds }];
  if (moment === undefined || Math.abs(at - moment) > tolerance) return [offClock(moment, at)];
  return [];
}

const inMilliseconds: Mistake = {
  code: "timestamp_milliseconds",
  what: "X-bitHuman-Timestamp is in milliseconds instead of seconds.",
  cure: inSeconds,
};

function formatWords(sent: string, moment: Instant | undefined): string {
  if (/^\d+\.\d+$/.test(sent)) return "X-bitHuman-Timestamp is a number with a fraction instead of whole seconds.";
  return moment === undefined
    ? "X-bitHuman-Timestamp is no number of seconds."
    : "X-bitHuman-Timestamp is a date (ISO 8601 or the like) instead of seconds.";
}

function offClock(moment: Instant | undefined, at: Instant): Mistake {
  const away = moment === undefined ? "far" : spanOf(Math.abs(at - moment));
  const side = moment !== undefined && moment > at ? "ahead of" : "behind";
  return {
    code: "clock",
    what: `X-bitHuman-Timestamp is ${away} ${side} this machine's clock (${toIso(at)}); 5 minutes are allowed.`,
    cure: "Set both clocks by NTP. If they are right, something holds the request back or sends an old one again: sign when sending, not when queueing.",
  };
}

function spanOf(span: number): string {
  if (span < 2 * 60 * minute) return `${Math.round(span / minute)} minutes`;
  return span < 48 * 60 * minute ? `${Math.round(span / minute / 60)} hours` : `${Math.round(span / minute / 60 / 24)} days`;
}

const otherTimestamp: Mistake = {
  code: "timestamp_format",
  what: "The signed timestamp is written otherwise than the one in X-bitHuman-Timestamp.",
  cure: inSeconds,
};

const unsignedTimestamp: Mistake = {
  code: "timestamp_unsigned",
  what: "The body alone is signed, and X-bitHuman-Timestamp is sent beside it.",
  cure: "Sign `{timestamp}.{raw body}`, or leave X-bitHuman-Timestamp away.",
};

const timestampNotExpected: Mistake = {
  code: "signed_text",
  what: "The signature is over `{timestamp}.{raw body}`, and this source takes signatures over the body alone (verify: { scheme: body }).",
  cure: "Write scheme: auto in rules.yaml, or sign the body alone.",
};

function timestampMissing(found: string | undefined): Mistake {
  const where = found === undefined ? "is missing" : `is missing; the time is in ${found}`;
  return {
    code: "timestamp_missing",
    what: `The signature is over \`{timestamp}.{raw body}\`, and the header X-bitHuman-Timestamp ${where}.`,
    cure: "Send X-bitHuman-Timestamp with the timestamp that is signed; a proxy on the way may drop headers that it does not know.",
  };
}

function otherText(words: string): Mistake {
  return {
    code: "signed_text",
    what: `The signature is over ${words}.`,
    cure: "Sign the raw body, or `{timestamp}.{raw body}` with X-bitHuman-Timestamp beside it. If another vendor sends this, use its source preset.",
  };
}
