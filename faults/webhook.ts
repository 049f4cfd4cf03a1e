/** What the parts ask of a relay: the answer of a good webhook, and what became of those that were accepted. */

import { setTimeout as wait } from "node:timers/promises";
import type { Relay } from "../test/support/relay.ts";

/** Says so many messages, one after the other, and gives the ids of those that were answered with 200. A relay that is gone answers none. */
export async function sayMany(relay: Relay, count: number, words: (index: number) => string): Promise<readonly string[]> {
  const accepted: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const reply = await relay.say(words(index)).catch(() => undefined);
    if (reply?.status === 200) accepted.push((JSON.parse(reply.text) as { event_id: string }).event_id); // contract.md, "Public port"
  }
  return accepted;
}

/** Those of the events that the relay does not have. */
export async function missingOf(relay: Relay, events: readonly string[]): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const event of events) if ((await relay.raw(`/api/events/${event}`)).status !== 200) missing.push(event);
  return missing;
}

/** Whether it came true within so many milliseconds. */
export async function within(milliseconds: number, isTrue: () => Promise<boolean>): Promise<boolean> {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    if (await isTrue().catch(() => false)) return true;
    await wait(50);
  }
  return false;
}

/** The exit code; "alive" where it has not ended by then. */
export function endWithin(relay: Relay, milliseconds: number): Promise<number | null | "alive"> {
  return Promise.race([relay.exited, wait(milliseconds, "alive" as const, { ref: false })]);
}
