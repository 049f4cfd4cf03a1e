/** What the avatar's visitors do: sessions of signed bodies, each with its own number, so that every one can be found again. */

import type { Random } from "./random.ts";

/** One body to be sent. From the moment a 2xx for it was read, it is owed. */
export interface Letter {
  readonly n: number;
  readonly session: string;
  readonly body: Buffer;
  /** Signed, but unusable: it must be kept raw and never evaluated. */
  readonly malformed: boolean;
}

/** One visit after another, in order; the clock of the bodies runs ahead of ours, so that windows open and close within a run. */
export interface Visitor {
  /** The letters of the next visit, each written when it is asked for. */
  session(): Iterable<Letter>;
}

export interface Traffic {
  /** A visitor with an agent of its own, so that its windows see one order. */
  visitor(name: string, chance: Random): Visitor;
  /** A single message that must be delivered. */
  probe(): Letter;
}

const phrases = [
  "hello there",
  "where is my order",
  "I want a refund",
  "please speak to a human",
  "this is slow",
  "a picky question",
] as const;

export interface TrafficOptions {
  /** Our clock, in seconds. */
  readonly now: () => number;
  /** Whose agent an event names. Replicas keep one order in a session, and none between sessions: there each session has an agent of its own. */
  readonly agentOf: "visitor" | "session";
}

export function createTraffic({ now, agentOf }: TrafficOptions): Traffic {
  let count = 0;
  return {
    visitor(name, chance) {
      let clock = 0;
      let sessions = 0;
      return {
        *session() {
          sessions += 1;
          const session = `${name}-${sessions}`;
          const about = { session, agent: `agent-${agentOf === "visitor" ? name : session}` };
          for (const step of steps(chance)) {
            count += 1;
            clock = Math.max(clock, now()) + chance.between(1, 6);
            yield letter({ ...about, n: count, at: clock, step, spoilt: chance.happens(0.01) ? chance.between(1, 4) : 0 });
          }
        },
      };
    },
    probe() {
      count += 1;
      const step = { type: "chat.push", role: "user", message: "I want a refund" };
      return letter({ session: `probe-${count}`, agent: "agent-probe", n: count, at: now(), step, spoilt: 0 });
    },
  };
}

type Step = Readonly<Record<string, string>> & { readonly type: string };

/** Two thirds of the sessions say goodbye; the others are left to idle. In one of twelve the agent breaks again and again. */
function steps(chance: Random): readonly Step[] {
  const talk = chance.happens(1 / 12)
    ? Array.from({ length: 5 }, () => ({ type: "agent.error", code: "AUDIO" }))
    : Array.from({ length: chance.between(3, 9) }, () => turn(chance));
  const end = chance.happens(0.66) ? [{ type: "session.end", reason: "user_disconnect" }] : [];
  return [{ type: "room.join", room_name: "support" }, ...talk, ...end];
}

function turn(chance: Random): Step {
  if (chance.happens(0.3)) return { type: "agent.error", code: chance.pick(["AUDIO", "NETWORK"]) };
  return { type: "chat.push", role: chance.happens(0.75) ? "user" : "assistant", message: chance.pick(phrases) };
}

interface Draft {
  readonly n: number;
  readonly session: string;
  readonly agent: string;
  readonly at: number;
  readonly step: Step;
  /** 0: well; else the way in which it is spoilt. */
  readonly spoilt: number;
}

function letter(draft: Draft): Letter {
  const { n, session, spoilt } = draft;
  const whole = Buffer.from(JSON.stringify(envelope(draft)));
  return { n, session, body: spoilt === 0 ? whole : spoil(whole, n, spoilt), malformed: spoilt !== 0 };
}

function envelope({ n, session, agent, at, step }: Draft): object {
  const { type, code, ...rest } = step;
  const error = code === undefined ? {} : { error: { code, message: "it broke" } };
  return { agent_id: agent, event_type: type, data: { ...rest, ...error, session_id: session, timestamp: at, n }, timestamp: at };
}

function spoil(whole: Buffer, n: number, way: number): Buffer {
  if (way === 1) return whole.subarray(0, whole.length - 2);
  if (way === 2) return Buffer.from(`[${n}]`);
  if (way === 3) return Buffer.concat([whole.subarray(0, -1), Buffer.from([0xff, 0xfe]), Buffer.from("}")]);
  return Buffer.from(JSON.stringify({ agent_id: "a", event_type: "chat.push", data: { role: "user", message: n } }));
}
