/** Keeps secrets out of queued messages: the names of secrets replace them until the message is sent. */

import type { Message } from "../../core/delivery.ts";
import type { Board, Configured, DestinationContext, OutboundMessage, Rendered, Sender, Voice } from "../../core/destination.ts";
import type { Person } from "../../core/event.ts";
import { isJsonObject, type Json } from "../../core/json.ts";

type Seal = Pick<DestinationContext, "seal" | "unseal">;

/** A destination whose queued messages contain no secret. Words of a visitor are never taken for a secret's name. */
export function discreet<Action>(configured: Configured<Action>, { seal, unseal }: Seal): Configured<Action> {
  const close = (text: string) => seal(disarm(text));
  const open = (text: string) => arm(unseal(text));
  const closedBody = (each: Rendered) => ({ ...each, body: mapTexts(each.body, close) });
  const { report } = configured;
  return {
    ...configured,
    render: (action, view) => configured.render(action, view).map(closedBody),
    ...(report && { report: (own) => report(own).map(closedBody) }),
    ...(configured.voice === undefined ? {} : { voice: closedVoice(configured.voice, close) }),
    ...(configured.board === undefined ? {} : { board: closed(configured.board, close) }),
    open: (environment) => opening(configured.open(environment), open),
  };
}

/** Words of people are never taken for a secret's name either. */
function closedVoice(voice: Voice, close: (text: string) => string): Voice {
  return {
    ...voice,
    say(words) {
      const rendered = voice.say(words);
      return { ...rendered, body: mapTexts(rendered.body, close) };
    },
  };
}

/** Rendered parts are closed already; other parts are closed here. */
function closed(board: Board, close: (text: string) => string): Board {
  const person = (by: Person) => ({ ...by, name: close(by.name) });
  return {
    parent: (body, incident, canTalk) => {
      const deeds = incident.deeds.map((deed) => (deed.by === undefined ? deed : { ...deed, by: person(deed.by) }));
      return board.parent(body, { ...incident, deeds, owner: incident.owner && person(incident.owner) }, canTalk);
    },
    findings: (body, later, more) => board.findings(body, later, more),
    turns: (body, turns, more) =>
      board.turns(
        body,
        turns.map((turn) => ({ ...turn, text: close(turn.text) })),
        more,
      ),
    aside: (body, to, text) => board.aside(body, to, close(text)),
  };
}

function opening(sender: Sender, open: (text: string) => string): Sender {
  const opened = (message: Message): Message => ({ ...message, body: mapTexts(message.body, open) });
  const { sendMany, sumUp, isNeedless, load } = sender;
  const all = (outbound: readonly OutboundMessage[]) => outbound.map(({ message, context }) => ({ message: opened(message), context }));
  return {
    send: (message, context) => sender.send(opened(message), context),
    ...(sendMany && {
      sendMany: (outbound, signal) => sendMany(all(outbound), signal),
    }),
    ...(isNeedless && { isNeedless }),
    ...(sumUp && { sumUp: (outbound, signal) => sumUp(all(outbound), signal) }),
    ...(load && { load }),
    close: () => sender.close(),
  };
}

/** `${NAME}` in a message could be taken for a secret's name. A backslash before the bracket prevents that. */
function disarm(text: string): string {
  return text.includes("$") ? text.replace(/\$(\\*)\{/g, "$\\$1{") : text;
}

function arm(text: string): string {
  return text.includes("$\\") ? text.replace(/\$\\(\\*)\{/g, "$$$1{") : text;
}

/** The same JSON with every text changed; keys stay. */
export function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item: Json) => mapTexts(item, change));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}

/** Every text in the JSON. */
export function textsOf(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
