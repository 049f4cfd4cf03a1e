import { openWorkshop, type Relay } from "../../test/support/relay.ts";
import { send } from "../../test/support/sender.ts";
import { type Part, ran } from "../part.ts";
import { peakMemory } from "../process.ts";
import { sayMany } from "../webhook.ts";

/** In MB. */
const mostMemory = 400;

export const floods: Part = {
  name: "floods",
  sentence: "sends large bodies with wrong signatures from 32 connections: none is stored, and every good webhook gets its 200 meanwhile",
  cases: { quick: 2_000, round: 20_000, nightly: 100_000 },
  async run({ cases }) {
    const workshop = openWorkshop("version: 1\nrules: []\n");
    try {
      const relay = await workshop.start();
      const good = 100;
      let left = cases;
      const flooding = Array.from({ length: 32 }, async () => {
        while (left > 0) {
          left -= 1;
          await forge(relay);
        }
      });
      const accepted = await sayMany(relay, good, (index) => `message ${index}`);
      await Promise.all(flooding);
      const { events } = await relay.api<{ events: readonly object[] }>("/api/events?type=chat.push&limit=500");
      const memory = peakMemory(relay.pid);
      return ran(
        cases,
        [
          ...(accepted.length === good ? [] : [`${good - accepted.length} of ${good} good webhooks were not taken`]),
          ...(events.length === accepted.length ? [] : [`${events.length} webhooks are stored, ${accepted.length} were accepted`]),
          ...(memory <= mostMemory ? [] : [`the relay took ${memory} MB`]),
        ],
        { "good webhooks": good },
      );
    } finally {
      await workshop.close();
    }
  },
};

const body = Buffer.alloc(250_000, "a");

/** A refused sender may be cut off: what counts is what good ones get. */
async function forge({ port }: Relay): Promise<void> {
  await send(port, { raw: body, headers: { "x-bithuman-signature": `sha256=${"0".repeat(64)}` } }).catch(() => undefined);
}
