/** What listening to one message costs: frustration, repeated questions and the wish for a person, with the session's memory. */

import type { Instant } from "../src/core/time.ts";
import { listen, type TalkMemory } from "../src/detect/index.ts";
import { percentile, shown } from "./figures.ts";
import type { Section } from "./section.ts";

const said = [
  "hello, where can i find my order",
  "no, that is not what i asked",
  "this is the third time i ask, where is my order??",
  "are you even listening, this is ridiculous",
  "thank you, that helped",
  "could you tell me which of the two tickets is the better one for two adults and a child on a monday morning",
  "I WANT TO SPEAK TO A HUMAN NOW",
  "ok",
] as const;

/** Milliseconds until everything is compiled; before that the compiler's own threads are most of what is measured. */
const warmUp = 4_000;

export function detectorCost(milliseconds: number): Section {
  hear(Math.min(milliseconds * 4, warmUp));
  const took = hear(milliseconds);
  return {
    title: "The detector, per message",
    columns: ["messages", "p50 µs", "p99 µs", "mean µs"],
    rows: [[took.length.toLocaleString("en-US"), ...[percentile(took, 0.5), percentile(took, 0.99), mean(took)].map(shown)]],
    notes: [
      "Sessions of forty messages, once everything is compiled. Processor time with what the garbage collector takes, so that nothing else on the machine counts.",
    ],
    failed: 0,
    lost: 0,
  };
}

/** Microseconds of processor time for each message. */
function hear(milliseconds: number): readonly number[] {
  const took: number[] = [];
  const until = performance.now() + milliseconds;
  let memory: TalkMemory | undefined;
  while (performance.now() < until) {
    const n = took.length;
    const before = process.cpuUsage();
    memory = listen(n % 40 === 0 ? undefined : memory, {
      role: "user",
      text: `${said[n % said.length]} ${n % 7}`,
      at: (n * 1_000) as Instant,
    }).memory; // any point in time
    const { user, system } = process.cpuUsage(before);
    took.push(user + system);
  }
  return took;
}

function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
