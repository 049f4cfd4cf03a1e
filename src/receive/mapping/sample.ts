/** Bodies for trying a source, from the samples in the preset's file. Pure. */

import { isJsonObject, type Json, ownValue } from "../../core/json.ts";
import type { SampleFacts } from "../../core/source.ts";
import { second, toIso } from "../../core/time.ts";
import type { SourcePresetFile } from "./schema.ts";

/** Undefined where the sender has no such event. */
export function sampleBody(
  { samples = {}, agent_role: agentRole = "agent" }: SourcePresetFile,
  type: string,
  facts: SampleFacts,
): Json | undefined {
  const template = ownValue(samples, type);
  if (template === undefined) return undefined;
  const { at, role, ...texts } = facts;
  const values: Readonly<Record<string, string | number>> = {
    ...texts,
    role: role === "agent" ? agentRole : role,
    iso: toIso(at),
    seconds: at / second,
    whole_seconds: Math.floor(at / second),
    milliseconds: at,
  };
  return filled(template, values);
}

/** A text that is only a placeholder becomes the value itself, so that numbers stay numbers. */
function filled(template: Json, values: Readonly<Record<string, string | number>>): Json {
  if (typeof template === "string") {
    const [, name = ""] = /^\{(\w+)\}$/.exec(template) ?? [];
    return values[name] ?? template;
  }
  if (Array.isArray(template)) return template.map((each: Json) => filled(each, values));
  if (!isJsonObject(template)) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, filled(value, values)]));
}
