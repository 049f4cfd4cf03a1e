/**
 * Lives through many generated histories, and runs each again over what was recorded: `tsx scripts/histories.ts [COUNT] [FIRST SEED]`.
 * Ends with 1 where a decision differs, and tells the seed.
 */

import { compareLiveAndReplayed } from "../test/support/live-and-replayed.ts";
import { createMemoryStore } from "../test/support/memory-store/index.ts";

const [count = 10_000, first = 1] = process.argv.slice(2).map(Number);
const sum = { histories: 0, differing: 0, events: 0, duplicates: 0, findings: 0, messages: 0 };
for (let seed = first; seed < first + count; seed += 1) {
  const { differences, events, duplicates, findings, messages } = await compareLiveAndReplayed(seed, createMemoryStore());
  sum.histories += 1;
  sum.differing += differences.length > 0 ? 1 : 0;
  sum.events += events;
  sum.duplicates += duplicates;
  sum.findings += findings;
  sum.messages += messages;
  for (const difference of differences.slice(0, 1)) console.error(`history ${seed}: ${difference}`);
}
console.log(JSON.stringify(sum));
process.exitCode = sum.differing > 0 ? 1 : 0;
