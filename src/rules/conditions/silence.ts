import { z } from "zod";
import type { Condition, ConditionGate } from "../../core/condition.ts";
import type { Event, Role } from "../../core/event.ts";
import { formatDuration } from "../../core/time.ts";
import { typesOf } from "../kit/event-types.ts";
import { fromEvent, groupOf } from "../kit/group.ts";
import { duration, oneOrMany, path, text } from "../language/schema.ts";

const kindOfEvent = z
  .strictObject({ type: oneOrMany(text()).optional(), role: oneOrMany(z.enum(["user", "agent", "other"])).optional() })
  .refine(({ type, role }) => type !== undefined || role !== undefined, { error: "expected type: or role:" });

const settings = z.strictObject({
  after: kindOfEvent.meta({ description: "The event that begins the wait." }),
  without: kindOfEvent.meta({ description: "The event that should follow." }),
  for: duration(),
  per: oneOrMany(path()).optional(),
});

export const silence: Condition<z.output<typeof settings>> = {
  type: "silence",
  summary:
    "An expected event did not come: after one event there was none of another kind for a time. The condition holds for the event that began the wait, and the conditions beside it are about that event. It waits per session unless `per:` names something else; the end of a session ends its waits.",
  example: {
    when: { silence: { after: { role: "user" }, without: { role: "agent" }, for: "20s" } },
    matches: [{ message: "hello" }, { role: "agent", message: "hi", after: 5 }, { message: "where is my order?", after: 9 }],
    ignores: [{ message: "hello" }, { message: "anyone there?", after: 5 }, { role: "agent", message: "hi", after: 19 }],
  },
  schema: () => settings,
  compile({ after, without, for: lasts, per }) {
    const paths = (per ?? []).map(fromEvent);
    const [begins, follows] = [matcherOf(after), matcherOf(without)];
    const sessionEnds = (event: Event) => per === undefined && event.kind === "session-end" && !begins(event);
    return {
      kind: "await",
      type: "silence",
      gate: gateOf(after),
      lasts,
      endedBy: [...(typesFor(without) ?? ["*"]), "session.end"],
      because: { condition: "silence", text: `no ${named(without)} for ${formatDuration(lasts)}` },
      group: (event) => groupOf(event, paths),
      begins,
      ends: (event) => follows(event) || sessionEnds(event),
    };
  },
};

type KindOfEvent = z.output<typeof kindOfEvent>;

function matcherOf({ type, role }: KindOfEvent): (event: Event) => boolean {
  const ofRole = (event: Event) => role === undefined || (event.kind === "chat" && role.includes(event.role));
  return (event) => ofRole(event) && (type === undefined || typesOf(event).some((each) => type.includes(each)));
}

/** Only a message has a role. */
function typesFor({ type, role }: KindOfEvent): readonly string[] | undefined {
  return type ?? (role === undefined ? undefined : ["chat.push"]);
}

function gateOf(kind: KindOfEvent): ConditionGate {
  const types = typesFor(kind);
  return { ...(types && { types }), ...(kind.role && { role: kind.role }) };
}

function named({ type, role }: KindOfEvent): string {
  const roles: Readonly<Record<Role, string>> = { user: "visitor", agent: "avatar", other: "others" };
  const from = role === undefined ? "" : ` from ${role.map((each) => `the ${roles[each]}`).join(" or ")}`;
  return `${type === undefined ? "message" : type.join(" or ")}${from}`;
}
