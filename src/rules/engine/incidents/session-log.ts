/** What a session stores for the threads of its incidents: its last turns, and the ids of the incidents. */

import { type Chat, type InSession, sessionGroup } from "../../../core/event.ts";
import type { Turn } from "../../../core/incident.ts";
import { type Instant, plus, second } from "../../../core/time.ts";
import type { Timer } from "../../../core/timer.ts";
import { cut } from "../../../text/cut.ts";
import { type PayloadOf, timerOf } from "../timers.ts";

/** JSON. The memory of the session stores it under `desk`. */
export interface SessionLog {
  /** The last turns, the oldest first. */
  readonly turns: readonly Turn[];
  /** How many turns there were in all. */
  readonly said: number;
  /** Ids of the session's incidents. Some may have been resolved since. */
  readonly incidents: readonly string[];
  /** Of these, the claimed ones. Their threads follow the conversation. */
  readonly followed: readonly string[];
  /** When the turns since the last round are added to the threads. */
  readonly followAt: Instant | null;
}

/** The most turns that are stored, and the most text of each (UTF-16 units). */
export const turnsAtHand = 12;
const longestTurn = 400;

/**
 * The threads of claimed sessions are updated this long after a turn, or at once when this many turns wait: Slack accepts one message a
 * second for a channel.
 */
const followAfter = 5 * second;
const followAtOnce = 10;

const empty: SessionLog = { turns: [], said: 0, incidents: [], followed: [], followAt: null };

/** The log with the new turn. */
export function withTurn(log: SessionLog | null, { role, message, occurredAt }: Chat): SessionLog {
  const { turns, said, ...rest } = log ?? empty;
  const turn = { role, text: cut(message, longestTurn), at: occurredAt };
  return { ...rest, turns: [...turns.slice(1 - turnsAtHand), turn], said: said + 1 };
}

/** The turns after the first `shown`, and how many of them are no longer stored. */
export function turnsSince(log: SessionLog | null, shown: number): { readonly turns: readonly Turn[]; readonly gone: number } {
  if (log === null) return { turns: [], gone: 0 };
  const wanted = Math.max(0, log.said - shown);
  const turns = wanted === 0 ? [] : log.turns.slice(-wanted);
  return { turns, gone: wanted - turns.length };
}

export function withIncident(log: SessionLog | null, id: string): SessionLog {
  const known = log ?? empty;
  return { ...known, incidents: [...known.incidents.filter((each) => each !== id), id] };
}

export function following(log: SessionLog | null, id: string, follows: boolean): SessionLog {
  const known = log ?? empty;
  const others = known.followed.filter((each) => each !== id);
  return { ...known, followed: follows ? [...others, id] : others };
}

/** What an event of the session means for its incidents: threads to update, or the end of all. */
export function afterEvent(log: SessionLog, event: InSession): { readonly log: SessionLog; readonly timer: Timer | undefined } {
  if (event.kind === "session-end" && log.incidents.length > 0) {
    const timer = logTimer({ kind: "over", incidents: log.incidents }, event, event.receivedAt);
    return { log: { ...log, incidents: [], followed: [], followAt: null }, timer };
  }
  if (event.kind !== "chat" || log.followed.length === 0) return { log, timer: undefined };
  return updatedSoon(log, event);
}

function updatedSoon(log: SessionLog, event: InSession): ReturnType<typeof afterEvent> {
  const soon = log.said % followAtOnce === 0 ? event.receivedAt : plus(event.receivedAt, followAfter);
  if (log.followAt !== null && log.followAt <= soon && log.followAt > event.receivedAt) return { log, timer: undefined };
  return { log: { ...log, followAt: soon }, timer: logTimer({ kind: "follow", incidents: log.followed }, event, soon) };
}

function logTimer(payload: PayloadOf<"over" | "follow">, event: InSession, dueAt: Instant): Timer {
  return timerOf(payload, sessionGroup(event.source, event.session), dueAt, event);
}

/** The log after its threads were updated. */
export function upToDate(log: SessionLog): SessionLog {
  return { ...log, followAt: null };
}
