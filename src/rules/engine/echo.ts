/** What the avatar was made to say comes back as its own words: no rule takes them for a finding, or the two would talk for ever. */

import type { Message } from "../../core/delivery.ts";
import { type Event, sessionGroup } from "../../core/event.ts";
import type { Json } from "../../core/json.ts";
import { type Duration, plus, second } from "../../core/time.ts";
import { fold } from "../../text/fold.ts";
import { words } from "../../text/words.ts";
import { mayComeLateBy } from "./away.ts";
import type { Draft } from "./draft.ts";
import type { Program } from "./program.ts";
import { voiceOf } from "./talk.ts";

/** JSON: what was said, the newest last. */
type Echoes = readonly { readonly text: string; readonly until: number }[];

/** Half a minute to be sent, and a quarter of one to come back. */
const listensFor: Duration = 45 * second;
const mostEchoes = 10;

/** None where nothing of the file can speak. */
export function echoKeys(program: Program, event: Event): readonly string[] {
  const key = keyOf(event);
  return key === undefined || voiceOf(program) === undefined ? [] : [key];
}

function keyOf({ session, source, data, kind }: Event): string | undefined {
  if (session === undefined) return undefined;
  const from = kind === "click" && typeof data.from === "string" ? data.from : source;
  return `${sessionGroup(from, session)} spoken`;
}

/** Whether these words are ours. */
export function isEcho(event: Event, draft: Draft): boolean {
  const key = keyOf(event);
  if (event.kind !== "chat" || event.role === "user" || key === undefined) return false;
  const echoes = read(draft, key);
  if (echoes.length === 0) return false;
  const said = heardAs(event.message);
  const at = Math.min(event.occurredAt, event.receivedAt); // the sender may have had to repeat it
  return echoes.some(({ text, until }) => until >= at && text === said);
}

/** Remembers what goes out aloud for an event. */
export function expectEchoes({ destinations }: Program, event: Event, messages: readonly Message[], draft: Draft): void {
  const key = keyOf(event);
  const spoken = messages.flatMap(({ to, body, stillborn }) =>
    stillborn === undefined ? (destinations.get(to)?.voice?.aloud(body) ?? []) : [],
  );
  if (key === undefined || spoken.length === 0) return;
  const until = plus(event.receivedAt, listensFor);
  const echoes: Echoes = [...read(draft, key), ...spoken.map((text) => ({ text: heardAs(text), until }))].slice(-mostEchoes);
  draft.write(key, { value: echoes as Json, expiresAt: plus(until, mayComeLateBy) });
}

function read(draft: Draft, key: string): Echoes {
  return (draft.read(key) as Echoes | undefined) ?? []; // written by `expectEchoes`
}

/** Speech loses punctuation and capitals on its way. */
function heardAs(text: string): string {
  return words(fold(text)).join(" ");
}
