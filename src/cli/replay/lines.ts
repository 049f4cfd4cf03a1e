/** The lines for `replay`: those of `export`, or raw bodies, each as the body to send. */

import { isJsonObject, type JsonObject, objectOf, parsedJson } from "../../core/json.ts";

type Line =
  | { readonly kind: "body"; readonly body: string }
  /** No webhook brought this event: the relay made it, or a person's click or backend did. */
  | { readonly kind: "passed" }
  | { readonly kind: "wrong"; readonly problem: string };

/** A body is sent unchanged; an exported event in bitHuman's envelope, with its own time. */
export function readLine(line: string): Line {
  const value = parsedJson(line);
  if (!isJsonObject(value))
    return { kind: "wrong", problem: "expected a line of `avatar-relay export`, or a webhook's body as one line of JSON" };
  if (!("made_here" in value)) return { kind: "body", body: line };
  return value.made_here === true || value.source === "relay" || value.type === "session.identity" ? { kind: "passed" } : lineBody(value);
}

function lineBody({ type, agent, session, occurred_at: at, role, message, data }: JsonObject): Line {
  const happened = typeof at === "string" ? Date.parse(at) : Number.NaN;
  if (typeof type !== "string" || typeof agent !== "string" || Number.isNaN(happened))
    return { kind: "wrong", problem: "expected type, agent and occurred_at, as `avatar-relay export` writes them" };
  const said = typeof message === "string" ? { role: role ?? "user", message } : {};
  const of: JsonObject = typeof session === "string" ? { session_id: session } : {};
  const body = {
    ...(agent === "" ? {} : { agent_id: agent }),
    event_type: type,
    data: { ...objectOf(data), ...said, ...of },
    timestamp: happened / 1_000,
  };
  return { kind: "body", body: JSON.stringify(body) };
}
