/** CloudEvents 1.0 (cloudevents/spec, "CloudEvents" and "HTTP Protocol Binding"): the attributes of an event, and its headers. */

import type { View } from "../../core/destination.ts";
import { toIso } from "../../core/time.ts";
import { toWellFormed } from "../../text/cut.ts";
import { textAt, timeAt } from "../kit/body.ts";

/** Attributes are only texts. `rule` is our extension: the rule that forwards the event. */
export type Attributes = Readonly<Record<string, string>>;

export function attributesOf({ event, rule }: View): Attributes {
  const [type, agent, subject] = [textAt(event, "type"), textAt(event, "agent"), textAt(event, "session")];
  const at = timeAt(event);
  return {
    specversion: "1.0",
    id: textAt(event, "id"),
    // The relay's own events have no agent.
    ...(type.startsWith("relay.")
      ? { source: "//avatar-relay", type: `${type}.v1` }
      : { source: `//bithuman/agents/${encodeURIComponent(toWellFormed(agent))}`, type: `ai.bithuman.${type}.v1` }),
    ...(subject === "" ? {} : { subject }),
    ...(at === undefined ? {} : { time: toIso(at) }),
    rule: rule.name,
  };
}

/** The attributes as headers. Characters that a header cannot contain are percent-encoded (HTTP Protocol Binding 3.1.3.2). */
export function binaryHeaders(attributes: Attributes): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, encoded(value)]));
}

function encoded(value: string): string {
  return toWellFormed(value).replace(/[^\x21-\x7e]|["%]/gu, encodeURIComponent);
}
