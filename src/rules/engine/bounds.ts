/** Limits for one event: how much of its texts is read, and how many messages it makes. */

import type { Event } from "../../core/event.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Bounds, Rule } from "../../core/rule.ts";
import { isUrgent } from "../../core/severity.ts";
import { cut } from "../../text/cut.ts";
import type { Output } from "./feature.ts";

interface Looked {
  /** The event itself, where none of its texts is too long. */
  readonly event: Event;
  /** The number of texts that were cut. */
  readonly cut: number;
}

/** The event with its long texts cut. This is done once for each event; everything after it costs at most what such a text costs. */
export function lookedAt(event: Event, { text: longest }: Bounds): Looked {
  const known = new Map<string, string>(); // a chat has its message in its data as well
  const short = (text: string): string => {
    if (text.length <= longest) return text;
    const kept = known.get(text) ?? cut(text, longest);
    known.set(text, kept);
    return kept;
  };
  const message = event.kind === "chat" ? short(event.message) : undefined;
  const data = shortened(event.data, short) as JsonObject; // an object stays one
  if (known.size === 0) return { event, cut: 0 };
  const looked = { ...event, data, ...(message === undefined ? {} : { message }) } as Event; // of the same kind
  return { event: looked, cut: known.size };
}

/** The same value where nothing in it is too long. */
function shortened(value: Json, short: (text: string) => string): Json {
  if (typeof value === "string") return short(value);
  if (typeof value !== "object" || value === null) return value;
  if (!isJsonObject(value)) {
    const items = value.map((each: Json) => shortened(each, short));
    return items.some((each, index) => each !== value[index]) ? items : value;
  }
  const entries = Object.entries(value).map(([key, each]) => [key, shortened(each, short)] as const);
  return entries.some(([key, each]) => each !== value[key]) ? Object.fromEntries(entries) : value;
}

/**
 * Applies the rules until the event has reached its limit of messages. Urgent rules come first; the others get `isFull`. The results are in
 * the order of the file.
 */
export function oneByOne(
  rules: readonly Rule[],
  { messages: most }: Bounds,
  apply: (rule: Rule, isFull: boolean) => Output,
): readonly Output[] {
  const applied = new Map<Rule, Output>();
  let made = 0;
  for (const rule of rules.length > most ? urgentFirst(rules) : rules) {
    const done = apply(rule, made >= most);
    made += done.messages.length;
    applied.set(rule, done);
  }
  return rules.flatMap((rule) => applied.get(rule) ?? []);
}

function urgentFirst(rules: readonly Rule[]): readonly Rule[] {
  const comesFirst = ({ severity, raises }: Rule) => Number(isUrgent(severity) || raises);
  return [...rules].sort((one, other) => comesFirst(other) - comesFirst(one));
}
