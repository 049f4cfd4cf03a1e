/** CloudEvents 1.0 (cloudevents/spec, "CloudEvents" and "HTTP Protocol Binding"): the attributes of an event, and its headers. */

import type { View } from "../../core/destination.ts";
import { toIso } from "../../core/time.ts";
import { toWellFormed } from "../../text/cut.ts";
import { textAt, timeAt } from "../kit/body.ts";

/** Attributes have texts only. `rule` is an extension of ours: which rule forwards the event. */
export type Attributes = Readonly<Record<string, string>>;

export function attributesOf({ event, rule }: View): Attributes {
  const [type, agent, subject] = [textAt(event, "type"), textAt(event, "agent"), textAt(event, "session")];
  const at = timeAt(event);
  return {
    specversion: "1.0",
    id: textAt(event, "id"),
    // What the relay says of itself comes from no agent.
    ...(type.startsWith("relay.")
      ? { source: "//avatar-relay", type: `${type}.v1` }
      : { source: `//bithuman/agents/${encodeURIComponent(toWellFormed(agent))}`, type: `ai.bithuman.${type}.v1` }),
    ...(subject === "" ? {} : { subject }),
    ...(at === undefined ? {} : { time: toIso(at) }),
    rule: rule.name,
  };
}

/** The attributes as headers. What a header cannot hold is percent-encoded (HTTP Protocol Binding 3.1.3.2). */
export function binaryHeaders(attributes: Attributes): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, encoded(value)]));
}

function encoded(value: string): string {
  return toWellFormed(value).replace(/[^\x21-\x7e]|["%]/gu, encodeURIComponent);
}
