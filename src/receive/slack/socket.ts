/**
 * Socket Mode: one socket that is opened again whenever it ends. The library's own reconnecting ends the process when Slack cannot be
 * reached.
 */

import type { SocketModeReceiver } from "@slack/bolt";
import type { Emit } from "../../core/signal.ts";
import { type Duration, minute, second } from "../../core/time.ts";
import { troubleOf } from "./trouble.ts";

type Client = SocketModeReceiver["client"];

export interface SocketOptions {
  readonly client: Client;
  /** 0 <= chance < 1. */
  readonly chance: () => number;
  readonly emit: Emit;
}

export interface Socket {
  start(): void;
  stop(): Promise<void>;
}

/** A silent socket is closed after this long. */
const helloWithin: Duration = 15 * second;

export function createSocket({ client, chance, emit }: SocketOptions): Socket {
  let stopped = false;
  let wake = () => {};
  let running: Promise<void> = Promise.resolve();

  async function stayConnected(): Promise<void> {
    for (let failures = 0; !stopped; ) {
      const ended = endOf(client);
      const problem = await connected(client, ended);
      if (problem === undefined) {
        failures = 0;
        emit({ name: "slack.connected", via: "socket" });
        await ended;
        if (!stopped) emit({ name: "slack.disconnected", detail: "the socket was closed" });
      } else {
        failures += 1;
        if (!stopped) emit({ name: "slack.disconnected", detail: problem });
      }
      if (!stopped && failures > 0) await pause(waitAfter(failures, chance));
    }
  }

  function pause(span: Duration): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, span);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    start() {
      running = stayConnected();
    },
    async stop() {
      stopped = true;
      wake();
      await Promise.race([client.disconnect().catch(() => undefined), after(second)]);
      await Promise.race([running, after(second)]);
    },
  };
}

/** Full jitter, from a quarter of a second to a minute, because all replicas lose Slack at the same moment. */
function waitAfter(failures: number, chance: () => number): Duration {
  return Math.min(minute, 0.5 * second * 2 ** failures) * (0.5 + 0.5 * chance());
}

function endOf(client: Client): Promise<void> {
  return new Promise((resolve) => client.once("disconnected", () => resolve()));
}

/** Undefined once it is connected, otherwise the trouble. */
async function connected(client: Client, ended: Promise<void>): Promise<string | undefined> {
  try {
    const start = client.start().then(() => undefined);
    return await Promise.race([
      start,
      ended.then(() => "the socket was refused"),
      after(helloWithin).then(() => "the socket said nothing"),
    ]);
  } catch (error) {
    return troubleOf(error);
  }
}

function after(span: Duration): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, span).unref());
}
