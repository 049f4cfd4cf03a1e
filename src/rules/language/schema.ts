/**
 * Parts of schemas that conditions and destinations share. Each reads what users write, says what is wrong with it, and can write it again.
 */

import { z } from "zod";
import { type Duration, formatDuration, parseDuration, parseSpan, unitOf } from "../../core/time.ts";
import type { Fault } from "../kit/codes.ts";
import { bad, good, type SettingReading, spelled } from "../kit/spelled.ts";
import { faultOfPath } from "../templates/variables.ts";
import { faultOfPattern } from "./pattern.ts";

/** `30s`, `5m`, `2h`, `7d`, `1h30m`, `5 minutes` → milliseconds. */
export function duration(): z.ZodType<Duration, string> {
  return spelled({
    description: "A span of time: a number and ms, s, m, h or d, or the word (5 minutes).",
    examples: ["30s", "5m", "2h", "7d"],
    noun: "a span of time like 30s",
    read(text) {
      const span = parseDuration(text);
      return span === undefined ? bad("E_VALUE", "expected a span of time", meantSpan(text)) : good(span);
    },
    write: formatDuration,
  });
}

/** The beginnings of units in other languages and spellings, with the unit here. */
const otherUnits: readonly (readonly [RegExp, string])[] = [
  [/^(?:milli)/, "ms"],
  [/^(?:sek|seg|seco|s$)/, "s"],
  [/^(?:min|m$)/, "m"],
  [/^(?:std|stund|heure|hora|ora$|ore$|uur|uren|timm|time|godz|h$)/, "h"],
  [/^(?:tag|jour|d[ií]a|giorn|dag|dni|dzie|gün|d$)/, "d"],
];
const weeks = /^(?:woch|semain|seman|settiman|week|tydz|tygod|hafta|w$)/;
const months = /^(?:mon|mois|mes|meis|mies|maand|ann?i?o?s?$|año|jahr|year|y$|yr)/;

/** What to write instead, where that is clear. */
function meantSpan(text: string): string {
  const usual = "write it like 30s, 5m, 2h or 7d";
  const [, iso, amount = "", word = ""] = /^\s*(P?T?)(\d{1,6}(?:[.,]\d{1,3})?)\s*(\p{L}{1,20})\.?\s*$/iu.exec(text) ?? [];
  const unit = word.toLowerCase();
  if (amount === "") return usual;
  if (parseSpan(text) === 0) return "write more than 0, like 30s";
  if (iso === "" && months.test(unit)) return "months and years have no fixed length: write days, like 30d";
  if (weeks.test(unit)) return `did you mean "${Number(amount.replace(",", ".")) * 7}d"?`;
  const known = otherUnits.find(([begins]) => begins.test(unit))?.[1];
  return known === undefined ? usual : `did you mean "${amount.replace(",", ".")}${known}"?`;
}

/** One value, or a list → a list. A list of at least one, unless another schema of it is given. */
export function oneOrMany<Item>(item: z.ZodType<Item>, list: z.ZodType<Item[]> = z.array(item).min(1)): z.ZodType<readonly Item[]> {
  // The list comes first: the other branch would write only the first item of a list.
  return z.union([list, asList(item)]);
}

function asList<Item>(item: z.ZodType<Item>): z.ZodType<readonly Item[]> {
  return z.codec(item, z.custom<readonly Item[]>(), { decode: (value) => [value], encode: ([value]) => value as Item }); // decode made it a list of one
}

const wholePath = /^[A-Za-z_][\w-]*(\.[\w-]+)*$/;

/** A path into the event: `data.error.code`, or `event.data.error.code` → `["data", "error", "code"]`. */
export function path(): z.ZodType<readonly string[], string> {
  return spelled({
    description: "A path into the event, with dots between the keys.",
    examples: ["agent", "data.error.code"],
    read: readPath,
    write: (keys) => keys.join("."),
  });
}

function readPath(text: string): SettingReading<readonly string[]> {
  if (!wholePath.test(text)) return bad("E_VALUE", "expected a path into the event", meantPath(text));
  const [first, ...rest] = text.split(".");
  const keys = first === "event" && rest.length > 0 ? rest : text.split(".");
  return readingOf(keys, faultOfPath(keys));
}

/** `{{ event.data.lang }}`, `$.data.lang`, `data/lang`, `data.items[0].id` */
function meantPath(text: string): string {
  const inner = text.startsWith("{{") && text.endsWith("}}") ? text.slice(2, -2).trim() : text;
  const plain = inner
    .replace(/^\$\.?/, "")
    .replace(/\[["']?([\w-]+)["']?\]/g, ".$1")
    .replace(/^\/|\/$/g, "")
    .replaceAll("/", ".");
  return plain !== text && wholePath.test(plain) ? `did you mean "${plain}"?` : "write it like agent or data.error.code";
}

function readingOf<Value>(value: Value, fault: Fault | undefined): SettingReading<Value> {
  return fault === undefined ? good(value) : { ok: false, faults: [fault] };
}

/** A pattern in RE2's syntax, known to compile → its source. */
export function regex(): z.ZodType<string, string> {
  return spelled({
    description: "A regular expression in RE2's syntax: no look-around, no back-references, linear in time.",
    examples: ["order #\\d+"],
    read: (source) => readingOf(source, faultOfPattern(source)),
    write: (source) => source,
  });
}

export interface RateLimit {
  readonly count: number;
  readonly per: Duration;
}

/** `10/s`, `90/10s`, `1000/h` → the count and its span. */
export function rateLimit(): z.ZodType<RateLimit, string> {
  return spelled({
    description: "How many in which span of time.",
    examples: ["10/s", "90/10s", "1000/h"],
    noun: "a rate like 10/s",
    read(text) {
      const [, count, span = ""] = /^(\d{1,9})\s?(?:\/|per\b|a\b|an\b)\s?(\d*\s?[a-z]{1,12})$/i.exec(text.trim()) ?? [];
      const per = unitOf(span) ?? parseDuration(span);
      return per === undefined || Number(count) < 1
        ? bad("E_VALUE", "expected a rate", Number(count) === 0 ? "write more than 0, like 1/s" : "write it like 10/s, 90/10s or 1000/h")
        : good({ count: Number(count), per });
    },
    write: ({ count, per }) => `${count}/${formatDuration(per).replace(/^1(?=[smhd]$)/, "")}`,
  });
}

const address = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

/** An address or a range of them: `52.14.127.0/24`, `10.0.0.7`, `fd00::/8`. */
export function cidr(): z.ZodType<string, string> {
  return spelled({
    description: "An IP address, or a range in CIDR notation.",
    examples: ["52.14.127.0/24", "10.0.0.7", "fd00::/8"],
    read: (text) =>
      address.safeParse(text).success ? good(text) : bad("E_VALUE", "expected an IP address or a range", "write it like 52.14.127.0/24"),
    write: (text) => text,
  });
}

/** A text that is not empty. */
export function text(): z.ZodType<string, string> {
  return z.string().min(1);
}

/** A share between 0 and 1, e.g. a score. */
export function share(): z.ZodType<number, number> {
  return z.number().min(0).max(1);
}

/** A whole number, at least `least`. */
export function wholeNumber(least: number): z.ZodType<number, number> {
  return z.int().min(least);
}
