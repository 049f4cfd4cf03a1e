/** What the rules of `rules.ts` must send, told a second time and by other means: from the raw bytes in the order they were stored. */

import { idleMilliseconds } from "./rules.ts";

/** An event as it stands in the inbox. */
export interface Stored {
  readonly id: string;
  readonly raw: Uint8Array;
  /** By the relay's clock, in milliseconds. */
  readonly receivedAt: number;
}

/** A delivery that is due, and the figures that its body must hold. */
export interface Expected {
  readonly to: string;
  readonly rule: string;
  readonly event: string;
  readonly users: number;
  readonly count: number | null;
}

interface Visit {
  users: number;
  last: number;
  /** The newest, by the relay's clock. */
  seen: number;
  over: boolean;
  slowUntil: number;
}

/** Raw envelopes of the vendor, or events that the relay made itself: an idle visit's end, timers, and its own trouble (`other`). */
interface Raw {
  readonly kind?: string;
  readonly event_type?: string;
  readonly agent_id?: string;
  readonly session?: string;
  readonly occurredAt?: number;
  readonly timestamp?: number;
  readonly data: {
    readonly session_id?: string;
    readonly role?: string;
    readonly message?: string;
    readonly error?: { readonly code: string };
  };
}

export interface Foretold {
  readonly expected: readonly Expected[];
  /** Visits that nothing has ended. */
  readonly open: readonly string[];
}

export function foretell(events: readonly Stored[]): Foretold {
  const visits = new Map<string, Visit>();
  const windows = new Map<string, { readonly times: number[]; said: number }>();
  const expected: Expected[] = [];
  for (const { id, raw, receivedAt } of events) {
    const { kind, event_type, agent_id, session, occurredAt, timestamp = 0, data } = JSON.parse(new TextDecoder().decode(raw)) as Raw; // sent by the harness, or by the relay
    if (kind === "due" || kind === "other") continue;
    const type = kind === "session-end" ? "session.end" : event_type;
    const at = occurredAt ?? timestamp * 1_000;
    if (kind === "session-end" && isOvertaken(visits.get(session ?? ""), at)) continue;
    const begins = type === "room.join" || type === "chat.push";
    const visit = visitOf(visits, session ?? data.session_id ?? "", { at, begins });
    visit.seen = Math.max(visit.seen, receivedAt);
    const says = (word: string) => type === "chat.push" && data.role === "user" && data.message?.includes(word) === true;
    const send = (rule: string, to = "sink", count: number | null = null) =>
      expected.push({ to, rule, event: id, users: visit.users, count });
    if (type === "chat.push" && data.role === "user") visit.users += 1;
    if (says("refund") || says("speak to a human")) send("asks");
    if (says("picky")) send("picky", "picky");
    if (says("slow") && at >= visit.slowUntil) {
      visit.slowUntil = at + 20_000;
      send("slow");
    }
    if (type === "session.end") visit.over = true;
    if (type === "session.end" && visit.users > 0) send("summary");
    if (type === "agent.error" && isTooMuch(windows, `${agent_id} ${data.error?.code}`, at)) send("errors", "sink", 4);
  }
  return { expected, open: [...visits].filter(([, { over }]) => !over).map(([session]) => session) };
}

/** An end that the relay made counts only where nothing of the visit came in the meantime. */
function isOvertaken(visit: Visit | undefined, at: number): boolean {
  return visit === undefined || visit.over || visit.seen + idleMilliseconds > at;
}

/** A visit that is over begins again with a join or a message; an error or an end that comes late is about what is over. */
function visitOf(visits: Map<string, Visit>, session: string, { at, begins }: { readonly at: number; readonly begins: boolean }): Visit {
  const known = visits.get(session);
  const visit =
    known === undefined || (known.over && begins && at > known.last)
      ? { users: 0, last: at, seen: 0, over: false, slowUntil: known?.slowUntil ?? 0 }
      : known;
  visit.last = Math.max(visit.last, at);
  visits.set(session, visit);
  return visit;
}

/** The fourth within a minute, and then not again for a minute. */
function isTooMuch(windows: Map<string, { readonly times: number[]; said: number }>, key: string, at: number): boolean {
  const window = windows.get(key) ?? { times: [], said: Number.NEGATIVE_INFINITY };
  windows.set(key, window);
  window.times.push(at);
  const now = Math.max(...window.times.slice(-50));
  const within = window.times.filter((time) => time > now - 60_000).length;
  if (within <= 3 || now - window.said < 60_000) return false;
  window.said = now;
  return true;
}
