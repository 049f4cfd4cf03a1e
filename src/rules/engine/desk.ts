/** What a session keeps for the people who look after it: its last turns, and the incidents that stand for it. */

import { type Chat, type InSession, sessionGroup } from "../../core/event.ts";
import type { Turn } from "../../core/incident.ts";
import { type Instant, plus, second } from "../../core/time.ts";
import type { Timer } from "../../core/timer.ts";
import { cut } from "../../text/cut.ts";

/** JSON: it stands in the memory of the session. */
export interface Desk {
  /** The last ones, the oldest first. */
  readonly turns: readonly Turn[];
  /** How many there were in all. */
  readonly said: number;
  /** Ids of incidents that stand for the session; some may have been resolved since. */
  readonly incidents: readonly string[];
  /** Those of them that somebody has claimed, and whose threads follow the conversation. */
  readonly followed: readonly string[];
  /** The threads are told then what was said since. */
  readonly followAt: Instant | null;
}

/** Turns of a session that are at hand, and how much of each (UTF-16 units). */
export const turnsAtHand = 12;
const longestTurn = 400;

/** The threads of claimed sessions follow this late, or as soon as so many turns wait: Slack takes a message a second for a channel. */
const followAfter = 5 * second;
const followAtOnce = 10;

const empty: Desk = { turns: [], said: 0, incidents: [], followed: [], followAt: null };

/** The desk with what was just said. */
export function withTurn(desk: Desk | null, { role, message, occurredAt }: Chat): Desk {
  const { turns, said, ...rest } = desk ?? empty;
  const turn = { role, text: cut(message, longestTurn), at: occurredAt };
  return { ...rest, turns: [...turns.slice(1 - turnsAtHand), turn], said: said + 1 };
}

/** The turns behind the first `shown`, and how many of those are no longer at hand. */
export function turnsSince(desk: Desk | null, shown: number): { readonly turns: readonly Turn[]; readonly gone: number } {
  if (desk === null) return { turns: [], gone: 0 };
  const wanted = Math.max(0, desk.said - shown);
  const turns = wanted === 0 ? [] : desk.turns.slice(-wanted);
  return { turns, gone: wanted - turns.length };
}

export function withIncident(desk: Desk | null, id: string): Desk {
  const known = desk ?? empty;
  return { ...known, incidents: [...known.incidents.filter((each) => each !== id), id] };
}

export function following(desk: Desk | null, id: string, follows: boolean): Desk {
  const known = desk ?? empty;
  const others = known.followed.filter((each) => each !== id);
  return { ...known, followed: follows ? [...others, id] : others };
}

/** What an event of the session means for its incidents: threads to be told, or the end of all. */
export function afterEvent(desk: Desk, event: InSession): { readonly desk: Desk; readonly timer: Timer | undefined } {
  if (event.kind === "session-end" && desk.incidents.length > 0) {
    const payload = { kind: "over", incidents: desk.incidents };
    return { desk: { ...desk, incidents: [], followed: [], followAt: null }, timer: timerOf(event, "over", event.receivedAt, payload) };
  }
  if (event.kind !== "chat" || desk.followed.length === 0) return { desk, timer: undefined };
  return toldSoon(desk, event);
}

function toldSoon(desk: Desk, event: InSession): ReturnType<typeof afterEvent> {
  const soon = desk.said % followAtOnce === 0 ? event.receivedAt : plus(event.receivedAt, followAfter);
  if (desk.followAt !== null && desk.followAt <= soon && desk.followAt > event.receivedAt) return { desk, timer: undefined };
  return { desk: { ...desk, followAt: soon }, timer: timerOf(event, "follow", soon, { kind: "follow", incidents: desk.followed }) };
}

function timerOf(event: InSession, kind: "over" | "follow", dueAt: Instant, payload: Timer["payload"]): Timer {
  const { source, agent, session } = event;
  return { key: `${kind} ${sessionGroup(source, session)}`, dueAt, source, agent, session, payload };
}

/** The desk after its threads were told. */
export function told(desk: Desk): Desk {
  return { ...desk, followAt: null };
}
