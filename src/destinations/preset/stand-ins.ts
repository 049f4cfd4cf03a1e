/**
 * Stand-ins in a preset: texts for unknown values. In the body of a step that changes existing records they would overwrite true values.
 */

import type { View } from "../../core/destination.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { isFixed, type Template, template } from "../../rules/templates/template.ts";
import type { BodyFault } from "./body.ts";
import { presetActionOf, reachesExisting } from "./preset-actions.ts";
import type { PresetFile } from "./schema.ts";

/** Every stand-in in a step that can change a record. */
export function standIns(file: PresetFile): readonly BodyFault[] {
  return file.steps.flatMap((step, index) => {
    const does = presetActionOf(step, file);
    const [key, body] = step.form === undefined ? (["json", step.json] as const) : (["form", step.form] as const);
    if (body === undefined || !reachesExisting(does)) return [];
    return leavesOf(body, ["steps", index, key])
      .filter(({ text }) => isStandIn(text))
      .map(({ path }) => ({
        path,
        code: "E_VALUE",
        text: `this can write something that nobody said over a record that exists: the step "${step.id}" is one that does: ${does}`,
        hint: "leave out `default:` and name one field of identity; a stand-in belongs into a step with does: create",
      }));
  });
}

interface Leaf {
  readonly path: readonly PropertyKey[];
  readonly text: string;
}

function leavesOf(json: Json, path: readonly PropertyKey[]): readonly Leaf[] {
  if (typeof json === "string") return [{ path, text: json }];
  if (Array.isArray(json)) return json.flatMap((item: Json, index) => leavesOf(item, [...path, index]));
  return isJsonObject(json) ? Object.entries(json).flatMap(([key, value]) => leavesOf(value, [...path, key])) : [];
}

/** Identity fields that a leaf may contain. */
const fields = ["email", "phone", "name", "first_name", "last_name", "external_id", "order"] as const;

/** A leaf with a text about a visitor of whom none, or any, of several fields is known. */
function isStandIn(text: string): boolean {
  if (isFixed(text)) return false;
  if (/\|\s*default\b/.test(text)) return true;
  if (!/\bidentity\b/.test(text)) return false;
  const { data } = template({ escape: "none" }).safeParse(text);
  if (data === undefined) return false; // it is refused elsewhere
  if (saysSomething(data, {})) return true;
  return fields.filter((field) => saysSomething(data, { [field]: "x" })).length > 1;
}

function saysSomething(template: Template, identity: JsonObject): boolean {
  return template.render({ ...somebody, identity }).trim() !== "";
}

/** A finding in which everything except the visitor is known. */
const somebody: View = {
  event: { id: "e", type: "chat.push", agent: "a", session: "s", message: "m", role: "user", time: 0, data: {} },
  rule: { name: "r", severity: "normal" },
  finding: { title: "t", text: "t", because: "b", count: 1 },
  session: { id: "s", messages: 1 },
  identity: {},
};
