/** The receive stage as it runs: a real server on a free port, before a store without a disk. */

import type { Express } from "express";
import { onTestFinished } from "vitest";
import type { Emit, Signal } from "../../src/core/signal.ts";
import type { BithumanScheme, Proof, Source } from "../../src/core/source.ts";
import type { EventDetail, Store } from "../../src/core/store.ts";
import { day, type Instant, second } from "../../src/core/time.ts";
import { bithuman } from "../../src/receive/bithuman.ts";
import { createPublicApp } from "../../src/receive/public-app.ts";
import { createReceiver, defaultLimits, type ReceiverOptions } from "../../src/receive/receiver.ts";
import { createPublicServer, type PublicServer } from "../../src/receive/server.ts";
import { createUnseen } from "../../src/receive/unseen.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";
import { type Letter, type Reply, secret, send, signBody } from "../support/sender.ts";

/** 2026-12-07T09:00:00Z, a Monday. */
export const now = Date.UTC(2026, 11, 7, 9) as Instant; // a number of milliseconds

export const nowInSeconds = now / second;

export interface PublicPort {
  readonly port: number;
  readonly server: PublicServer;
  readonly store: Store;
  readonly signals: readonly Signal[];
  /** What the clock says; may be set. */
  readonly clock: { now: Instant };
  send(letter: Letter): Promise<Reply>;
  /** Signs the body and sends it. */
  post(raw: string | Uint8Array, letter?: Letter): Promise<Reply>;
  /** The only event, or the event of the reply. */
  stored(reply: Reply): Promise<EventDetail>;
}

export function makeSource(override: Partial<Source> = {}): Source {
  const base = {
    name: "bithuman",
    path: "/webhook",
    shownPath: "/webhook",
    preset: bithuman,
    sessions: undefined,
    headers: {},
    allowIps: [],
    trustedHops: 0,
    trustedProxies: [],
    repeatsFor: 0,
    silentAfter: undefined,
  };
  return { ...base, proof: provenBy(), ...override };
}

/** What proves a request: a signature of either scheme by default. */
export function provenBy({ scheme = "auto", ...override }: ProvenBy = {}): Proof {
  return { kind: "secret", secrets: [secret], signatures: [{ kind: "bithuman", scheme }], shownIn: [], issuer: undefined, ...override };
}

type ProvenBy = Partial<Extract<Proof, { readonly kind: "secret" }>> & { readonly scheme?: BithumanScheme };

/** A chat of g1 that happened at `now`, as JSON text. */
export function makeChatBody(override: Record<string, unknown> = {}, data: Record<string, unknown> = {}): string {
  const chat = { role: "user", message: "hello", session_id: "session_xyz789", timestamp: nowInSeconds, ...data };
  return JSON.stringify({ agent_id: "A80HVD8577", event_type: "chat.push", data: chat, timestamp: nowInSeconds, ...override });
}

/** What stands behind the webhooks on the port, and what it may use. */
export type Mount = (app: Express, shared: Pick<PublicPort, "store" | "clock"> & { readonly emit: Emit }) => void;

export async function openPublicPort(override: Partial<ReceiverOptions> = {}, mount: Mount = () => {}): Promise<PublicPort> {
  const store = createMemoryStore();
  const signals: Signal[] = [];
  const clock = { now };
  const options: ReceiverOptions = {
    sources: listOf(makeSource()),
    accept: (arrival) => store.accept(arrival),
    unseen: createUnseen(store),
    now: () => clock.now,
    emit: (signal) => signals.push(signal),
    randomId,
    limits: defaultLimits,
    keepFor: () => 90 * day,
    ...override,
  };
  const server = createPublicServer({
    receiver: createReceiver(options),
    app: async () => createPublicApp({ randomId, mount: (app) => mount(app, { store, clock, emit: options.emit }) }),
    limits: options.limits,
    randomId,
    emit: options.emit,
  });
  const port = await server.listen(0, "127.0.0.1");
  onTestFinished(() => server.drain());
  return {
    port,
    server,
    store,
    signals,
    clock,
    send: (letter) => send(port, letter),
    post: (raw, { headers, ...letter } = {}) => send(port, { raw, headers: { ...signBody(raw), ...headers }, ...letter }),
    async stored(reply) {
      const detail = await store.event(String(okOf(reply).event_id));
      if (detail === undefined) throw new Error(`nothing is stored for ${reply.text}`);
      return detail;
    },
  };
}

/** The same list every time, as between two reloads. */
export function listOf(...sources: readonly Source[]): () => readonly Source[] {
  return () => sources;
}

export function randomId(): string {
  return "0123456789abcdefghijklmnop";
}

export function okOf(reply: Reply): { readonly status: string; readonly event_id: string; readonly reason?: string } {
  return JSON.parse(reply.text);
}

/** The code of an error answer, having looked at its shape. */
export function errorOf(reply: Reply): string {
  const { error } = JSON.parse(reply.text);
  if (Object.keys(error).join() !== "code,message,request_id" || error.request_id.length !== 26) throw new Error(reply.text);
  return error.code;
}

/** How many events wait for their evaluation. */
export async function pendingIn(store: Store): Promise<number> {
  return (await store.stats()).pending;
}
