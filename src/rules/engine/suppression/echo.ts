/**
 * The avatar's words come back as an event. Without this feature a rule could take them for a finding, and the avatar would answer itself
 * for ever.
 */

import type { Message } from "../../../core/delivery.ts";
import { type Event, sessionGroup } from "../../../core/event.ts";
import { type Duration, plus, second } from "../../../core/time.ts";
import { fold } from "../../../text/fold.ts";
import { words } from "../../../text/words.ts";
import type { Context, Feature } from "../feature.ts";
import { voiceOf } from "../incidents/talk.ts";
import type { Program } from "../program.ts";
import { mayComeLateBy } from "../tolerances.ts";
import { memoryOf, type UnitOfWork } from "../unit-of-work.ts";

/** JSON: the words, the newest last. */
type Echoes = readonly { readonly text: string; readonly until: number }[];

/** Half a minute to be sent, and a quarter of a minute to come back. */
const listensFor: Duration = 45 * second;
const mostEchoes = 10;

const echoMemory = memoryOf<Echoes>();

export const echo: Feature = {
  name: "echo",
  keys: ({ event }, program) => echoKeys(program, event),
  onEvent: ({ program, input: { event }, unit }) => (isEcho(program, event, unit) ? { rules: [] } : undefined),
  finish(context, evaluation) {
    expectEchoes(context, evaluation.messages);
    return evaluation;
  },
};

/** One key, or none where nothing in the file makes the avatar speak. */
function echoKeys(program: Program, { session, source, data, kind }: Event): readonly string[] {
  if (session === undefined || voiceOf(program) === undefined) return [];
  const from = kind === "click" && typeof data.from === "string" ? data.from : source;
  return [`${sessionGroup(from, session)} spoken`];
}

/** Whether these words are the relay's own. */
function isEcho(program: Program, event: Event, unit: UnitOfWork): boolean {
  const [key] = echoKeys(program, event);
  if (event.kind !== "chat" || event.role === "user" || key === undefined) return false;
  const echoes = echoMemory.read(unit, key) ?? [];
  if (echoes.length === 0) return false;
  const said = heardAs(event.message);
  const at = Math.min(event.occurredAt, event.receivedAt); // the sender may have had to repeat it
  return echoes.some(({ text, until }) => until >= at && text === said);
}

/** Remembers the words that the avatar will say for an event. */
function expectEchoes({ program, input: { event }, unit }: Context, messages: readonly Message[]): void {
  const [key] = echoKeys(program, event);
  const spoken = messages.flatMap(({ to, body, renderFailure }) =>
    renderFailure === undefined ? (program.destinations.get(to)?.voice?.aloud(body) ?? []) : [],
  );
  if (key === undefined || spoken.length === 0) return;
  const until = plus(event.receivedAt, listensFor);
  const added = spoken.map((text) => ({ text: heardAs(text), until }));
  echoMemory.write(unit, key, [...(echoMemory.read(unit, key) ?? []), ...added].slice(-mostEchoes), plus(until, mayComeLateBy));
}

/** Words lose punctuation and capitals when they are spoken. */
function heardAs(text: string): string {
  return words(fold(text)).join(" ");
}
