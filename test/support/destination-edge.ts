/** What a destination is given in tests: an edge with variables, a view of an event, and a message rendered from it. */

import { createHash } from "node:crypto";
import type { DeliveryId, Message } from "../../src/core/delivery.ts";
import type { Configured, Destination, SendContext, SenderEnvironment, View } from "../../src/core/destination.ts";
import { type Event, viewOf } from "../../src/core/event.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { type Secret, secrecyOf } from "../../src/rules/language/secrecy.ts";
import { makeChat, monday } from "./make.ts";
import { createMemoryStore } from "./memory-store/index.ts";

export function makeEdge(variables: Readonly<Record<string, string>> = {}, override: Partial<SenderEnvironment> = {}): SenderEnvironment {
  return {
    now: () => monday,
    chance: () => 0.5,
    variable: (name) => variables[name],
    userAgent: "avatar-relay/0.0.0-test",
    seal: (text) => `${text}.sealed`,
    addEvent: () => Promise.resolve(true),
    keep: keeping(),
    rooms: noRooms,
    print: () => undefined,
    ...override,
  };
}

/** Nothing is known of any session, and all rooms are free. */
export const noRooms: SenderEnvironment["rooms"] = {
  of: () => Promise.resolve(undefined),
  free: (_agent, open) => Promise.resolve(open),
  settle: (_room, { session }) => Promise.resolve(session),
};

/** Keeps texts as a store does, for as long as the test lasts. */
export function keeping(): SenderEnvironment["keep"] {
  const { keep } = createMemoryStore();
  return keep;
}

/** What a finding shows to templates. */
export function makeView(event: Event = makeChat({ message: "I want to speak to a human" }), override: Partial<View> = {}): View {
  const because = "the message holds “speak to a human”";
  return {
    event: viewOf(event),
    rule: { name: "asks-for-a-human", severity: "high" },
    finding: { because, reasons: [because], count: 2 },
    session: { id: event.session ?? null, messages: 3 },
    identity: {},
    ...override,
  };
}

/** A destination as rules.yaml would configure it. */
export function configured(kind: Destination, settings: JsonObject, secrets: readonly Secret[] = []): Configured {
  return kind.configure(kind.schema.parse(settings), { name: "the-destination", ...secrecyOf(secrets) });
}

/** The messages that an action makes of a finding. */
export function renderedBy(kind: Destination, to: Configured, action: JsonObject = {}, view: View = makeView()): readonly Message[] {
  return to.render(kind.action.parse(action), view).map(({ recipient, body, thread }) => ({
    id: createHash("sha256")
      .update(JSON.stringify([view, action, recipient]))
      .digest("hex") as DeliveryId, // as the engine makes them
    event: "0000000000000000" as Message["event"], // no destination looks at it
    rule: view.rule.name,
    to: "the-destination",
    body,
    thread,
    urgent: true,
    dueAt: monday,
  }));
}

/** Makes another message each time: what a visitor says in one session after the other. */
export function messages(kind: Destination, to: Configured, said: string): () => Message {
  let count = 0;
  return () => {
    count += 1;
    const [message] = renderedBy(kind, to, {}, makeView(makeChat({ message: said, session: `s${count}` })));
    if (message === undefined) throw new Error("nothing was rendered");
    return message;
  };
}

export function makeContext(message: Message, override: Partial<SendContext> = {}): SendContext {
  return { key: message.id, attempt: 1, reference: undefined, signal: AbortSignal.timeout(10_000), ...override };
}
