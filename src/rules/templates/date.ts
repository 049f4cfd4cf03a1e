/** The filter `date`: a time for people of a zone. */

import { filters } from "liquidjs";
import { minutesAhead, zoneNameAt } from "../../core/clock/wall-time.ts";
import { type Instant, toInstant } from "../../core/time.ts";

/**
 * Liquid counts in seconds and knows the words "now" and "today"; events count in milliseconds, and a template has no clock. A time is
 * shown in
 * the zone of the filter, otherwise in that of the file; `%Z` is the zone's short name at that time.
 */
export function date(this: FilterScope, value: unknown, format?: unknown, zone?: unknown): unknown {
  if (value === "now" || value === "today") return value;
  const handler = filters.date as (this: unknown, ...input: readonly unknown[]) => unknown; // liquidjs exports its filters as plain functions
  const seconds = typeof value === "number" ? value / 1_000 : value;
  const { timezone } = this.context.environments as Readonly<Record<string, unknown>>; // the view of the template
  const name = zoneIn(zone ?? timezone);
  const at = name === undefined ? undefined : momentOf(seconds);
  if (at === undefined || name === undefined) return handler.call(this, seconds, format, zone);
  const named = typeof format === "string" ? format.replace(/(?<!%)((?:%%)*)%\^?Z/g, `$1${zoneNameAt(at, name)}`) : format;
  return handler.call(this, seconds, named, -minutesAhead(at, name));
}

/** The part of liquidjs' filter context that is used: the view of the template. */
interface FilterScope {
  readonly context: { readonly environments: object };
}

/** Undefined for a text that is no name of a zone, e.g. an offset in minutes. */
function zoneIn(zone: unknown): string | undefined {
  if (typeof zone !== "string") return undefined;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone });
    return zone;
  } catch {
    return undefined;
  }
}

/** liquidjs reads a number, or a text of digits, as seconds. */
function momentOf(value: unknown): Instant | undefined {
  const text = typeof value === "string" && !/^\d+$/.test(value) ? Date.parse(value) : Number(value) * 1_000;
  return typeof value === "string" || typeof value === "number" ? toInstant(text) : undefined;
}
