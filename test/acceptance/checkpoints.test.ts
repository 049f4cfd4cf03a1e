/** The log of the embedded database does not grow with what comes in: a thread of the relay writes it into the database. */

import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openWorkshop } from "../support/relay.ts";

const rules = `
version: 1
destinations: { support: { console: {} } }
rules: [{ name: asks, on: chat.push, when: { keywords: refund }, then: [support] }]
`;

const large = "one more word ".repeat(7_000);

it("writes 60 MB of events, and the log stays below 32 MB", async () => {
  const workshop = openWorkshop(rules);
  onTestFinished(() => workshop.close());
  const relay = await workshop.start();
  for (let turn = 0; turn < 40; turn += 1) {
    const replies = await Promise.all(Array.from({ length: 8 }, (_, each) => relay.say(`${turn} ${each}`, { note: large })));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
  }
  expect(statSync(join(workshop.data, "relay.db-wal")).size).toBeLessThan(32 * 1_048_576);
  expect(await (await relay.raw("/metrics")).text()).toContain("\nrelay_checkpoint_fallbacks_total 0\n");
  expect(await relay.end("SIGTERM")).toBe(0);
});
