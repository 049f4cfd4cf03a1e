/** Advice for a mistake: where a key in the wrong map belongs, and an example of the right form. */

import { z } from "zod";
import type { Condition } from "../../core/condition.ts";
import type { Destination } from "../../core/destination.ts";
import type { Json } from "../../core/json.ts";
import type { Path } from "../yaml/path.ts";
import { keyFor } from "./habits.ts";

export interface Guide {
  /** Where a key belongs that the map at this path does not have. */
  readonly elsewhere: (key: string, map: Path) => string | undefined;
  /** One good example for a path, in one line. */
  readonly example: (path: Path) => string | undefined;
}

interface GuideRequest {
  readonly conditions: readonly Condition[];
  readonly destinations: readonly Destination[];
  /** The keys of a rule, and those of `settings:`. */
  readonly ruleKeys: readonly string[];
  readonly settingKeys: readonly string[];
}

export function guideOf({ conditions, destinations, ruleKeys, settingKeys }: GuideRequest): Guide {
  const types = conditions.map(({ type }) => type);
  const kinds = new Map(destinations.map((kind) => [kind.type, kind]));

  function elsewhere(key: string, map: Path): string | undefined {
    const [section, name, part] = map;
    if (map.length === 0) return atTop(key);
    if (section === "destinations" && map.length === 3)
      return actionKeys(kinds.get(String(part))).includes(key) ? inThen(key, String(name)) : undefined;
    if (section !== "rules") return undefined;
    if (map.length === 2) return inRule(key);
    if (map[2] === "then" && ruleKeys.includes(key)) return "it belongs to the rule, beside then:";
    return map.includes("when") && ruleKeys.includes(key) ? "it belongs to the rule, beside when:" : undefined;
  }

  function inRule(key: string): string | undefined {
    const actions = allActionKeys(destinations);
    const action = actions.includes(key) ? key : keyFor(key, actions);
    const type = types.includes(key) || action !== undefined ? key : (keyFor(key, types) ?? key);
    if (types.includes(type)) return `it belongs under when, e.g. when: { ${type}: … }`;
    return action === undefined ? undefined : inThen(action, "NAME");
  }

  function atTop(key: string): string | undefined {
    if (settingKeys.includes(key)) return `it belongs under settings, e.g. settings: { ${key}: … }`;
    return ruleKeys.includes(key) || types.includes(key) ? "it belongs in a rule, in the list under rules:" : undefined;
  }

  function example(path: Path): string | undefined {
    const shape = path.map((step) => (typeof step === "number" ? "[]" : String(step)));
    const last = shape.at(-1) ?? "";
    if (shape.at(-2) === "session" && shape.includes("when"))
      return yamlLine(last, last === "frustration" ? { above: 0.5 } : { at_least: 2 });
    const condition = shape.includes("when") ? conditions.find(({ type }) => type === last) : undefined;
    if (condition !== undefined)
      return condition.example.when[last] === undefined ? undefined : yamlLine(last, condition.example.when[last] as Json); // an example is JSON
    if (shape[0] === "sources" && shape.length === 2 && last !== "bithuman") return yamlLine(last, { preset: "vapi", path: `/${last}` });
    if (shape[0] === "destinations" && shape.length === 2) return yamlLine(last, firstKind(destinations));
    if (shape[0] === "destinations" && shape.length === 3) return exampleOfKind(last, kinds);
    if (shape[0] === "destinations" && shape.length === 4) return ofAnyKind[last];
    return examples[shape.join(".")] ?? (shape.includes("when") && last === "[]" ? examples["rules.[].when"] : undefined);
  }

  return { elsewhere, example };
}

function inThen(key: string, to: string): string {
  return `it belongs in the rule beside to, e.g. then: [{ to: ${to}, ${key}: … }]`;
}

function actionKeys(kind: Destination | undefined): readonly string[] {
  return kind?.action instanceof z.ZodObject ? Object.keys(kind.action.shape) : [];
}

function allActionKeys(kinds: readonly Destination[]): readonly string[] {
  return [...new Set(["to", "after", "unless", ...kinds.flatMap(actionKeys)])];
}

function firstKind(kinds: readonly Destination[]): Json {
  const shown = kinds.find(({ type }) => type === "slack") ?? kinds[0];
  return shown === undefined ? {} : { [shown.type]: shown.example.settings };
}

function exampleOfKind(type: string, kinds: ReadonlyMap<string, Destination>): string | undefined {
  const settings = kinds.get(type)?.example.settings;
  const all = Object.entries(settings ?? {});
  const first = all.find(([key]) => key === "url") ?? all[0];
  if (settings === undefined) return undefined;
  return yamlLine(type, Object.keys(settings).length > 2 && first !== undefined ? Object.fromEntries([first]) : settings);
}

/** Keys of several kinds of destinations. */
const ofAnyKind: Readonly<Record<string, string>> = {
  retry: "retry: { attempts: 8, first: 5s, longest: 10h }",
  headers: "headers: { x-source: avatar-relay }",
  allow_private: 'allow_private: ["10.0.0.0/8"]',
  batch: "batch: { max: 100, every: 10s }",
};

const examples: Readonly<Record<string, string>> = {
  settings: "settings: { timezone: Europe/Berlin }",
  "settings.sessions": "sessions: { idle_after: 30m }",
  "settings.retention": "retention: { events: 30d, deliveries: 90d }",
  "settings.calendar": "calendar: { holidays: [12-25, 12-26, ./holidays.ics] }",
  "settings.mutes": "mutes: [{ during: maintenance, rules: [refunds] }]",
  "settings.redact": "redact: [email, phone]",
  slack: "slack: { allow: { claim: everyone } }",
  "slack.allow": "allow: { claim: everyone }",
  sources: "sources: { bithuman: { path: /webhook } }",
  "sources.bithuman": "bithuman: { path: /webhook }",
  destinations: 'destinations: { support: { slack: { channel: "#support" } } }',
  rules: "rules: [{ name: refunds, on: chat.push, when: { keywords: refund }, then: [support] }]",
  "rules.[]": "- { name: refunds, on: chat.push, when: { keywords: refund }, then: [support] }",
  "rules.[].when": "when: { role: user, keywords: [refund] }",
  "rules.[].then": "then: [support]",
  "rules.[].then.[]": '- { to: support, text: "{{ event.message }}" }',
  "rules.[].throttle": "throttle: 10m",
  "rules.[].active": 'active: { days: [mon-fri], hours: "09:00-18:00" }',
  "rules.[].identify": "identify: { email: true }",
  tests: 'tests: [{ name: a refund is reported, chat: ["+0s user: refund"], expect: [{ rule: refunds }] }]',
  "tests.[].chat": 'chat: ["+0s user: hello"]',
  "tests.[].expect": "expect: [{ rule: refunds, to: support }]",
  "tests.[].expect.[]": "- { rule: refunds, to: support }",
  "tests.[].events": "events: [{ type: room.join }]",
};

function yamlLine(key: string, value: Json): string {
  return `${key}: ${flow(value)}`;
}

/** JSON as YAML in one line: quotes only where they are needed. */
function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => flow(item)).join(", ")}]`;
  if (typeof value !== "object" || value === null)
    return typeof value === "string" && /^[\w][\w ./-]*$/.test(value) ? value : JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, item]) => `${key}: ${flow(item)}`);
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}
