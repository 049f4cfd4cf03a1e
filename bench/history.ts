/** A recorded history of any size: conversations with an avatar, some of which hold what an edit of the rules would find. */

import type { Event, EventId } from "../src/core/event.ts";
import type { JsonObject } from "../src/core/json.ts";
import type { Instant } from "../src/core/time.ts";

/** What nobody says but in a planted session. */
export const plantedPhrase = "fetch your supervisor";

const monday = Date.UTC(2026, 2, 2);
const turnsOfSession = 10;

/** Every so many conversations one has the phrase in it. */
const plantedEvery = 271;

/** Conversations of ten events, a new one each seven seconds, in the order in which they come in. */
export function historyOf(size: number): readonly Event[] {
  const events = Array.from({ length: size }, (_, n) => eventOf(Math.floor(n / turnsOfSession), n % turnsOfSession));
  return events.sort((one, other) => one.receivedAt - other.receivedAt);
}

/** The sessions of such a history that hold the phrase, in the order in which it is said. */
export function plantedIn(size: number): readonly string[] {
  const planted = Array.from({ length: Math.ceil(size / turnsOfSession) }, (_, session) => session).filter(isPlanted);
  return planted.filter((session) => session * turnsOfSession + plantedTurn < size).map(nameOf);
}

const plantedTurn = 5;

function isPlanted(session: number): boolean {
  return session % plantedEvery === 100;
}

function nameOf(session: number): string {
  return `session_${session}`;
}

function eventOf(session: number, turn: number): Event {
  const at = (monday + session * 7_000 + turn * 11_000 + (session % 13) * 100) as Instant; // any point in time
  const base = {
    id: `${session.toString(16).padStart(24, "0")}${turn.toString(16).padStart(8, "0")}` as EventId, // as long as a real one
    source: "bithuman",
    agent: `agent_${session % 5}`,
    session: nameOf(session),
    occurredAt: at,
    receivedAt: at,
  };
  if (turn === 0) return { kind: "join", type: "room.join", ...base, room: "lobby", participants: 1, data: { room_name: "lobby" } };
  if (turn === 9 && session % 4 === 0)
    return { kind: "session-end", type: "session.end", ...base, reason: "left", data: { reason: "left" } };
  const role = turn % 2 === 1 ? "user" : "agent";
  const message = role === "user" ? visitorSays(session, turn) : agentSays(session, turn);
  const data: JsonObject = { role, message, session_id: base.session };
  return { kind: "chat", type: "chat.push", ...base, role, message, data };
}

const wishes = [
  "where can I find",
  "how do I change",
  "could you please explain",
  "what is the price of",
  "I would like to know more about",
];
const things = [
  "my last invoice",
  "the delivery address",
  "the opening hours",
  "a family ticket",
  "the second floor exhibition",
  "my password",
];
const moods = ["", "thank you, ", "hmm, ", "that is not what I meant, ", "this is useless, ", "great, ", "sorry, ", "I already told you, "];
const answers = [
  "You will find it under your account.",
  "Of course, one moment please.",
  "I am afraid I do not know that.",
  "It is open until six.",
];

function visitorSays(session: number, turn: number): string {
  const n = session * 7 + turn * 3;
  const planted = isPlanted(session) && turn === plantedTurn ? `, and ${plantedPhrase}` : "";
  return `${moods[(n * 5) % moods.length]}${wishes[n % wishes.length]} ${things[(n >> 1) % things.length]} for order ${n % 997}${planted}?`;
}

function agentSays(session: number, turn: number): string {
  return `${answers[(session + turn) % answers.length]} Is there anything else about ${things[session % things.length]}?`;
}
