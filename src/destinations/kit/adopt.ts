/** Converts dead letters of another destination for this one. */

import type { View } from "../../core/destination.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Template } from "../../rules/templates/template.ts";
import { hasOnePath, pathOf } from "./endpoint.ts";

/** The body of `http` and `webhook`; undefined for any other. */
export function requestIn(body: Json): (JsonObject & { readonly json: Json }) | undefined {
  if (!isJsonObject(body) || typeof body.path !== "string" || body.preset !== undefined) return undefined;
  const { json } = body;
  return json === undefined ? undefined : { ...body, json };
}

const nothing: View = { event: {}, rule: { name: "", severity: "" }, finding: {}, session: {}, identity: {} };

/** The path of a URL without templates; undefined where the path depends on the event. */
export function fixedPath(url: Template): string | undefined {
  return hasOnePath(url) ? pathOf(url, nothing) : undefined;
}
