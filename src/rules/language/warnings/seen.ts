/** Names in rules that no recorded event has. */

import { type Event, viewOf } from "../../../core/event.ts";
import { valueAt } from "../../../core/json.ts";
import { typesOf } from "../../kit/event-types.ts";
import { globOf } from "../../kit/glob.ts";
import { didYouMean } from "../../kit/nearest.ts";
import type { Path } from "../../yaml/path.ts";
import type { Problem } from "../diagnostic.ts";
import { at, conditionsIn, each, type FoundSetting, rulesIn } from "./walk.ts";

export interface SeenEvents {
  take(event: Event): void;
  /** The names in rules that no event had. */
  missed(): readonly Problem[];
}

interface Name extends FoundSetting {
  readonly what: "event" | "agent" | "field";
  readonly name: string;
}

/** The most names of one record that are stored and searched. */
const mostNames = 10_000;

/** `file` is the file as it is written. */
export function seenBy(file: unknown): SeenEvents {
  const names = rulesIn(file).flatMap(namesOf);
  const fields = [...new Set(names.filter(({ what }) => what === "field").map(({ name }) => name))];
  const found = { event: new Set<string>(), agent: new Set<string>(), field: new Set<string>() };
  let events = 0;
  return {
    take(event) {
      if (event.source === "relay") return;
      events += 1;
      if (found.event.size < mostNames) for (const type of typesOf(event)) found.event.add(type);
      if (found.agent.size < mostNames) found.agent.add(event.agent);
      const view = viewOf(event);
      for (const field of fields) if (valueAt(view, keysOf(field)) !== undefined) found.field.add(field);
    },
    missed: () =>
      events === 0 ? [] : names.filter(({ what, name }) => !isIn(name, found[what])).map((name) => warning(name, events, found[name.what])),
  };
}

function isIn(name: string, found: ReadonlySet<string>): boolean {
  return name.includes("*") ? [...found].some(globOf(name)) : found.has(name);
}

function warning({ what, name, path }: Name, events: number, found: ReadonlySet<string>): Problem {
  const text =
    what === "event"
      ? `none of the ${events} events that are kept is a "${name}"`
      : what === "agent"
        ? `none of the ${events} events that are kept is of an agent "${name}"`
        : `none of the ${events} events that are kept has the field "${name}"`;
  const hint = (what === "field" ? undefined : didYouMean(name, found)) ?? "avatar-relay events shows what came in";
  return { code: "W_NEVER_SEEN", text, hint, path, on: "value" };
}

function namesOf(rule: FoundSetting): readonly Name[] {
  const conditions = conditionsIn(rule);
  return [
    ...named("event", each(at(rule.value, "on"), [...rule.path, "on"])).filter(({ name }) => name !== "*" && !name.startsWith("relay.")),
    ...conditions.filter(({ type }) => type === "agent").flatMap(({ value, path }) => named("agent", each(value, path))),
    ...conditions
      .filter(({ type }) => type === "field")
      .flatMap(({ value, path }) => named("field", single(at(value, "path"), [...path, "path"]))),
  ];
}

function single(value: unknown, path: Path): readonly FoundSetting[] {
  return [{ value, path }];
}

function named(what: Name["what"], found: readonly FoundSetting[]): readonly Name[] {
  return found.flatMap((each) => (typeof each.value === "string" ? [{ ...each, what, name: each.value }] : []));
}

function keysOf(path: string): readonly string[] {
  const keys = path.split(".");
  return keys[0] === "event" && keys.length > 1 ? keys.slice(1) : keys;
}
