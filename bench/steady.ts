/** A thousand events a second by the clock, whether or not the last were answered: how long one waits on an ordinary busy day. */

import { shown } from "./figures.ts";
import type { Generator } from "./processes.ts";
import { endRelay, startRelay } from "./relay.ts";
import { fullJob } from "./rules.ts";
import type { Section } from "./section.ts";

const rate = 1_000;

export async function steady(generator: Generator, seconds: number): Promise<Section> {
  const relay = await startRelay(fullJob(generator.sinkPort));
  const job = { port: relay.port, connections: 64, rate, matching: 10, perSession: 20 };
  await generator.run({ ...job, count: rate, first: 0 });
  const cpu = relay.cpu();
  const result = await generator.run({ ...job, count: rate * seconds, first: 10_000_000 });
  const used = (relay.cpu() - cpu) / result.sent;
  await endRelay(relay);
  const { ack, endToEnd, failed, lost } = result;
  return {
    title: `Latency at ${shown(rate)} events/s, open loop`,
    columns: ["ack p50 ms", "ack p99 ms", "end to end p50 ms", "end to end p99 ms", "CPU µs/event"],
    rows: [[ack.p50, ack.p99, endToEnd?.p50 ?? Number.NaN, endToEnd?.p99 ?? Number.NaN, used].map(shown)],
    notes: ["Measured from when a request should have been sent. End to end is from there to the arrival at the sink."],
    failed,
    lost,
  };
}
