/** Fields that the events of a rule do not have. What a sender adds is its own, so a warning needs a name that is nearly a known one. */

import { trendType } from "../../../core/internal-event.ts";
import { isJsonObject, ownValue } from "../../../core/json.ts";
import { distance, nearest } from "../../kit/nearest.ts";
import type { Path } from "../../yaml/path.ts";
import { type Problem, spell } from "../diagnostic.ts";
import { eachText } from "../expand.ts";
import { sendsOwn } from "./events.ts";
import { at, conditionsIn, each, type FoundSetting, rulesIn } from "./walk.ts";

/** The fields of `viewOf` (core/event.ts) that only some types have. */
const ofTypes: Readonly<Record<string, readonly string[]>> = {
  role: ["chat.push"],
  message: ["chat.push"],
  room: ["room.join"],
  participants: ["room.join"],
  reason: ["session.end"],
  code: ["agent.error", "agent.failed"],
};

/** Types whose fields are known. */
const known = ["room.join", "chat.push", "session.end", "session.identity", "agent.error", "agent.failed", "agent.ready", trendType];

interface Tree {
  readonly [key: string]: Tree | null;
}

/** A trend is about an agent. */
const withSession = known.filter((type) => type !== trendType);

/** What bitHuman sends in `data` (receive/sources/bithuman.yaml), and how senders name a language. */
const data: Tree = {
  session_id: null,
  agent_id: null,
  timestamp: null,
  room_name: null,
  participant_count: null,
  role: null,
  message: null,
  language: null,
  lang: null,
  end_reason: null,
  reason: null,
  error: { code: null, message: null },
};

/** What conditions and the engine put into `finding`; a plug-in's condition may add others. */
const facts: Tree = Object.fromEntries(
  ["because", "reasons", "count", "score", "cues", "keyword", "keywords", "language", "participants", "pattern", "rate", "seen"].map(
    (name) => [name, null],
  ),
);

const trees: Tree = { data, finding: facts };

/** A path of the event, without `event.`, or of `finding`. */
interface Name extends FoundSetting {
  readonly keys: readonly string[];
  readonly isInTemplate: boolean;
}

export function strangeFields(file: unknown): readonly Problem[] {
  const hasOwn = sendsOwn(file);
  return rulesIn(file).flatMap((rule) => {
    const isTrend = isJsonObject(at(at(rule.value, "when"), "trend"));
    const on = isTrend ? [trendType] : each(at(rule.value, "on") ?? "*", []).map(({ value }) => String(value));
    const names = new Map(fieldNamesIn(rule).map((name) => [`${spell(name.path)} ${name.keys.join(".")}`, name]));
    const isOwn = on.some((type) => type !== "*" && !known.includes(type));
    return [...names.values()].flatMap(
      (name) => ofOtherType(name, on) ?? ((isOwn || isTrend) && name.keys[0] === "data" ? undefined : misspelt(name, hasOwn)) ?? [],
    );
  });
}

function ofOtherType({ value, keys: [field = ""], path, isInTemplate }: Name, on: readonly string[]): Problem | undefined {
  const types = field === "session" ? withSession : ofTypes[field];
  if (types === undefined || !on.every((type) => known.includes(type) && !types.includes(type))) return undefined;
  const written = String(value).startsWith("session.") ? String(value) : `event.${field}`;
  const text = `${on.join(" and ")} ${on.length > 1 ? "have" : "has"} no ${field}, so ${written} is empty here`;
  if (on.includes(trendType)) return { code: "W_FIELD_UNKNOWN", text, hint: "write event.agent or finding.because", path, on: "value" };
  const inSession = isInTemplate && (field === "room" || field === "participants");
  const hint = inSession ? `write session.${field}` : `name ${types[0]} in on:, or leave it out`;
  return { code: "W_FIELD_UNKNOWN", text, hint, path, on: "value" };
}

function misspelt({ keys: [root, ...keys], path }: Name, hasOwn: boolean): Problem | undefined {
  if (root === undefined) return undefined;
  let tree = ownValue(trees, root);
  for (const [index, key] of keys.entries()) {
    if (!tree) return undefined;
    if (!Object.hasOwn(tree, key)) {
      const meant = nearField(key, Object.keys(tree), hasOwn);
      if (meant === undefined) return undefined;
      const guess = [root, ...keys.slice(0, index), meant, ...keys.slice(index + 1)].join(".");
      return {
        code: "W_FIELD_UNKNOWN",
        text: `${root === "data" ? "no event is known to have" : "no condition is known to give"} "${[root, ...keys].join(".")}"`,
        hint: `did you mean "${guess}"?`,
        path,
        on: "value",
      };
    }
    tree = tree[key];
  }
  return undefined;
}

/** Names in `data` that others use for these. */
const otherNames: Readonly<Record<string, string>> = {
  room: "room_name",
  participants: "participant_count",
};

/** One slip behind the first letter. A sender may well have a field with a name further away, or with a plural. */
function nearField(key: string, known: readonly string[], hasOwn: boolean): string | undefined {
  const other = hasOwn ? undefined : ownValue(otherNames, key);
  if (other !== undefined && known.includes(other)) return other;
  const near = nearest(key, known);
  if (near === undefined || near[0] !== key[0] || key === `${near}s` || (hasOwn && key.length <= 5)) return undefined;
  return distance(key, near) > (key.length >= 12 ? 2 : 1) ? undefined : near;
}

function fieldNamesIn(rule: FoundSetting): readonly Name[] {
  const paths = conditionsIn(rule).flatMap(({ value, path }) => [
    ...each(at(value, "per"), [...path, "per"]),
    ...each(at(value, "path"), [...path, "path"]),
  ]);
  const throttle = each(at(at(rule.value, "throttle"), "per"), [...rule.path, "throttle", "per"]);
  const written = [...paths, ...throttle, ...each(at(rule.value, "group_by"), [...rule.path, "group_by"])];
  return [
    ...written.flatMap((each) => (typeof each.value === "string" ? [fieldName(each.value, each.path, false)] : [])),
    ...inTemplates(rule),
  ];
}

function fieldName(text: string, path: Path, isInTemplate: boolean): Name {
  const keys = text.split(".");
  return { value: text, keys: keys[0] === "event" ? keys.slice(1) : keys, path, isInTemplate };
}

function inTemplates(rule: FoundSetting): readonly Name[] {
  const found: Name[] = [];
  eachText(at(rule.value, "then"), [...rule.path, "then"], (text, path) => {
    for (const [part] of text.matchAll(/\{\{[^{}]*\}\}|\{%[^{}]*%\}/g)) {
      const names = part.replace(/"[^"]*"|'[^']*'/g, "").matchAll(/(?<![\w.])(?:event|finding|session)(?:\.[\w-]+)+/g);
      found.push(...Array.from(names, ([name]) => fieldName(name, path, true)));
    }
    return text;
  });
  return found;
}
