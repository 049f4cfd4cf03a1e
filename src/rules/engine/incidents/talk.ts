/** Words of people for visitors, which the avatar says, and their results. */

import type { DeliveryId, Message } from "../../../core/delivery.ts";
import type { Voice } from "../../../core/destination.ts";
import type { Click, Event } from "../../../core/event.ts";
import type { Incident } from "../../../core/incident.ts";
import type { Program } from "../program.ts";
import { conversationOf } from "../sessions/conversations.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { asideOf, noteOf, type Occasion } from "./posts.ts";

/** The incident, and what the answer needs. */
interface TalkScene {
  readonly program: Program;
  readonly occasion: Occasion;
  readonly unit: UnitOfWork;
}

/** The type of the event with the result: see `spokenEvent` (evaluate/speech-results.ts). */
export const spokenType = "relay.said";

export function isTalk(event: Event): event is Click & { readonly action: "reply" | "whisper" } {
  return event.kind === "click" && (event.action === "reply" || event.action === "whisper");
}

/** The destination that makes the avatar speak: the first of its kind in the file. */
export function voiceOf({ destinations }: Program): { readonly to: string; readonly voice: Voice } | undefined {
  for (const [to, { voice }] of destinations) if (voice !== undefined) return { to, voice };
  return undefined;
}

function sourceOf({ data, source }: Click): string {
  return typeof data.from === "string" ? data.from : source;
}

const sentences = {
  noVoice: "Nothing was said: rules.yaml has no destination of type avatar.",
  noSession: "Nothing was said: there is no visitor behind this incident.",
  gone: "Nothing was said: the visitor has left.",
} as const;

/** The id follows from the click, so repetitions queue it once. If the words cannot be sent, only the person who wrote them sees why. */
export function talk(click: Click, incident: Incident | undefined, { program, occasion, unit }: TalkScene): readonly Message[] {
  const refuse = (text: string) => (incident === undefined ? [] : asideOf(program, incident, occasion, { by: click.by, text }));
  const spoken = voiceOf(program);
  if (spoken === undefined) return refuse(sentences.noVoice);
  if (click.session === undefined) return refuse(sentences.noSession);
  const memory = conversationOf(unit, sourceOf(click), click.session);
  if (memory === undefined || memory.ended || memory.overAt !== undefined) return refuse(sentences.gone);
  const { agent, room } = memory;
  const mode = click.action === "reply" ? "speak" : "whisper";
  const words = { agent, session: click.session, room, mode, text: click.text ?? "", at: occasion.at } as const;
  const { body, thread } = spoken.voice.say(words);
  const id = program.digest(`${click.id}\nsay`) as DeliveryId; // the shape that DeliveryId's comment describes
  return [{ id, event: click.id, rule: incident?.rule ?? "say", to: spoken.to, body, thread, urgent: true, dueAt: occasion.at }];
}

/** Shows in the thread what was said, by whom, and whether the visitor heard it. */
export function showSpoken(event: Event, incident: Incident, { program, occasion }: TalkScene): readonly Message[] {
  const { mode, name, text, outcome } = event.data;
  const how = mode === "speak" ? "as the avatar" : "whispering to the avatar";
  const by = `${String(name)}, ${how} (${String(outcome)})`;
  return noteOf(program, incident, occasion, { role: "other", by, text: String(text), at: occasion.at });
}
