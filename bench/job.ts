/** What the load generator is asked for and what it answers: they are two processes. */

import type { RequestPlan } from "./requests.ts";

export interface Job extends RequestPlan {
  readonly port: number;
  /** Of relays that share the work: connections take turns. */
  readonly morePorts?: readonly number[];
  readonly connections: number;
  /** Requests a second, sent whether or not the last were answered; as fast as they are answered where undefined. */
  readonly rate: number | undefined;
}

export interface Result {
  readonly sent: number;
  /** Answers other than 200. */
  readonly failed: number;
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** Milliseconds from sending (or from when it should have been sent) to the answer. */
  readonly ack: Latency;
  /** The longest time, in milliseconds, between two answers. */
  readonly longestGap: number;
  /** Deliveries that were due and came, by number; with `lost` those that did not come within ten seconds. */
  readonly delivered: number;
  readonly lost: number;
  /** From the first request to the last delivery. */
  readonly deliveredSeconds: number;
  /** Milliseconds from before sending to the arrival at the sink. */
  readonly endToEnd: Latency | undefined;
}

export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** The generator's first word: where its sink listens. */
export interface Hello {
  readonly sinkPort: number;
}
