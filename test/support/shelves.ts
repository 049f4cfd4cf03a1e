/** Two small conditions and two small destinations: enough to write a rules.yaml with, without the real shelves. */

import { z } from "zod";
import type { Condition, Node, When } from "../../src/core/condition.ts";
import type { Destination } from "../../src/core/destination.ts";
import { concern } from "../../src/rules/conditions/concern.ts";
import { duration, oneOrMany, regex, text } from "../../src/rules/language/schema.ts";
import { template, tree } from "../../src/rules/templates/template.ts";

const example = { when: {}, matches: [], ignores: [] };

function condition<Settings>(type: string, schema: (when: z.ZodType<When>) => z.ZodType<Settings>): Condition {
  const node: Node = { kind: "look", type, judge: () => ({ held: false, saw: null }) };
  const only = ["role", "keywords", "pattern"].includes(type) ? { only: "chat.push" } : {};
  return { type, summary: `The condition ${type}.`, example, ...only, schema, compile: () => node };
}

/** `role`, `keywords`, `pattern`, `count`, `all`, `not`: settings as real ones have them, and judgements that never hold. `concern` as it is. */
export const someConditions: readonly Condition[] = [
  condition("role", () => z.enum(["user", "agent"])),
  condition("keywords", () => oneOrMany(text())),
  condition("pattern", () => regex()),
  condition("count", () => z.strictObject({ over: z.number(), within: duration(), per: text().optional() })),
  condition("all", (when) => z.array(when).min(1)),
  condition("not", (when) => when),
  concern,
];

interface ChatSettings {
  readonly channel: string;
  readonly token?: string | undefined;
  readonly pace: string;
}

/** With `pace: personal` it is about somebody whose e-mail is known. Needs a channel, and CHAT_TOKEN in the environment unless it has a token. */
const chat: Destination<ChatSettings, unknown> = {
  type: "chat",
  summary: "A message in a channel.",
  example: { settings: { channel: "#help" }, action: {}, renders: {} },
  schema: z.strictObject({ channel: text(), token: text().optional(), pace: text().prefault("fast") }),
  action: z.strictObject({
    title: template({ escape: "slack" }).prefault("{{ rule.name }}"),
    text: template({ escape: "slack" }).optional(),
  }),
  requires: ({ token }) => (token === undefined ? ["CHAT_TOKEN"] : []),
  asks: ({ pace }) =>
    pace === "personal" ? { by: "chat", fields: ["email"], takesFound: true, onPurpose: "on_missing_identity: skip" } : undefined,
  faultsOf: (_settings, variable) =>
    variable("CHAT_TOKEN")?.includes("/") ? [{ text: "CHAT_TOKEN is an address", hint: "copy the token that stands behind it" }] : [],
  configure: () => {
    throw new Error("nothing is sent here");
  },
};

const post: Destination = {
  type: "post",
  summary: "A request with a body.",
  example: { settings: { url: "https://example.com" }, action: {}, renders: {} },
  schema: z.strictObject({
    url: text(),
    password: text().optional(),
    headers: z.record(z.string(), text()).optional(),
    timeout: duration().prefault("10s"),
  }),
  action: z.strictObject({ json: tree().optional() }),
  requires: () => [],
  configure: () => {
    throw new Error("nothing is sent here");
  },
};

export const someDestinations: readonly Destination[] = [chat as Destination, post]; // the shelf is handed its own settings back
