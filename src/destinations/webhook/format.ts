/** The formats of a webhook's request. Pure: the whole request except its signature is made before it is queued. */

import type { View } from "../../core/destination.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { textAt, timeAt, usualBody } from "../kit/body.ts";
import { attributesOf, binaryHeaders } from "./cloud-event.ts";

export const formats = ["plain", "cloudevents-structured", "cloudevents-binary", "bithuman"] as const;

export type WebhookFormat = (typeof formats)[number];

/** A request's headers and its body. */
export interface Formed {
  readonly headers: Readonly<Record<string, string>>;
  readonly json: Json;
}

/** The request for a finding. `json` is the file's body; without it each format has a body of its own. */
export function formed(format: WebhookFormat, json: Json | undefined, view: View): Formed {
  const plain = { "content-type": "application/json" };
  switch (format) {
    case "plain":
      return { headers: plain, json: json ?? usualBody(view) };
    case "bithuman":
      return { headers: plain, json: json ?? bithumanBody(view) };
    case "cloudevents-structured": {
      const event = { ...attributesOf(view), datacontenttype: "application/json", data: json ?? view.event.data ?? null };
      return { headers: { "content-type": "application/cloudevents+json; charset=utf-8" }, json: event };
    }
    case "cloudevents-binary":
      return { headers: { ...plain, ...binaryHeaders(attributesOf(view)) }, json: json ?? view.event.data ?? null };
    default:
      return format satisfies never;
  }
}

/** The envelope that bitHuman documents (guides/deploy-embed, "Webhooks"), so that code for it can read the relay's requests. */
function bithumanBody({ event }: View): JsonObject {
  const session = textAt(event, "session");
  const data = isJsonObject(event.data) ? event.data : {};
  return {
    agent_id: textAt(event, "agent"),
    event_type: textAt(event, "type"),
    data: session === "" || "session_id" in data ? data : { ...data, session_id: session },
    timestamp: (timeAt(event) ?? 0) / 1_000,
  };
}
