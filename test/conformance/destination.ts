/** What every destination has to do, whatever it talks to. A library: each destination's test runs it against its real counterpart. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Message, Outcome } from "../../src/core/delivery.ts";
import type { SendContext, Sender } from "../../src/core/destination.ts";
import { makeContext } from "../support/destination-edge.ts";

/** What the other side can be made to do with the next attempt. */
export type Fault =
  /** It cannot just now. */
  | "unavailable"
  /** It looked at the message and will never take it. */
  | "refused"
  /** It wants us to slow down. */
  | "throttled"
  /** It does not know us. */
  | "unauthorized"
  /** It does the work, and its answer gets lost. */
  | "lost"
  /** It never answers. */
  | "silent"
  /** It refuses, and repeats all that it was sent. Stands last in a list. */
  | "echoing";

/** A destination and its counterpart, opened for one test. */
export interface Pair {
  readonly sender: Sender;
  /** A message as its destination renders it; each call makes another one. */
  message(): Message;
  /** Makes the counterpart do this next. */
  arrange(fault: Fault): void;
  /** Waits until the counterpart has read that many messages. */
  until(count: number): Promise<void>;
  /** The key of each message that the counterpart has worked on, as the counterpart sees it. */
  keys(): readonly string[];
  /** Texts that must not be told: secrets, and what the visitor said. */
  readonly secrets: readonly string[];
  /** Ends the counterpart; nobody listens then. */
  hangUp(): Promise<void>;
}

const ends: readonly (readonly [Fault, Partial<Outcome>])[] = [
  ["unavailable", { kind: "later", reason: "unavailable" }],
  ["refused", { kind: "refused" }],
  ["throttled", { kind: "later", reason: "throttled", countsAsAttempt: false }],
  ["unauthorized", { kind: "pause", reason: "credentials" }],
  ["lost", { kind: "later", ambiguous: true }],
  ["silent", { kind: "later", reason: "timeout", ambiguous: true }],
];

export interface Kind {
  readonly name: string;
  /** What its counterpart can be made to do. */
  readonly faults: readonly Fault[];
  open(): Promise<Pair>;
}

export function conformsToDestination({ name, faults, open }: Kind): void {
  describe(`${name}, as a destination`, () => {
    let pair: Pair;

    beforeEach(async () => {
      pair = await open();
    });

    afterEach(async () => {
      await pair.sender.close();
      await pair.hangUp();
    });

    function send(message: Message, override: Partial<SendContext> = {}): Promise<Outcome> {
      return pair.sender.send(message, makeContext(message, override));
    }

    /** Short where the end of time is what is waited for. */
    function sendInto(fault: Fault, message: Message): Promise<Outcome> {
      return send(message, fault === "silent" ? { signal: AbortSignal.timeout(400) } : {});
    }

    it("delivers", async () => {
      expect(await send(pair.message())).toMatchObject({ kind: "delivered" });
      expect(pair.keys()).toHaveLength(1);
    });

    it("delivers many, each under a key of its own", async () => {
      for (let n = 0; n < 5; n += 1) await send(pair.message());
      expect(new Set(pair.keys()).size).toBe(5);
    });

    // D02
    it.each(ends.filter(([fault]) => faults.includes(fault)))("ends as it should: %s", async (fault, outcome) => {
      pair.arrange(fault);
      expect(await sendInto(fault, pair.message())).toMatchObject(outcome);
    });

    // D07
    it("repeats under the same key after an answer was lost, so that the other side has it once", async () => {
      const message = pair.message();
      pair.arrange("lost");
      await send(message);
      expect(await send(message, { attempt: 2 })).toMatchObject({ kind: "delivered" });
      expect(new Set(pair.keys()).size).toBe(1);
    });

    // D14
    it("sends the next message at once after one was refused", async () => {
      pair.arrange("refused");
      await send(pair.message());
      expect(await send(pair.message())).toMatchObject({ kind: "delivered" });
    });

    // D02
    it("says that nobody listens, and that nothing can have arrived", async () => {
      await pair.hangUp();
      const outcome = await send(pair.message());
      expect(outcome).toMatchObject({ kind: "later", reason: "unreachable" });
      expect(outcome).not.toHaveProperty("ambiguous");
    });

    it("can be stopped in the middle", async () => {
      pair.arrange("silent");
      const stop = new AbortController();
      const pending = send(pair.message(), { signal: stop.signal });
      await pair.until(1);
      stop.abort();
      expect(await pending).toMatchObject({ kind: "later", reason: "interrupted", ambiguous: true });
    });

    it("does nothing where it was stopped before", async () => {
      expect(await send(pair.message(), { signal: AbortSignal.abort() })).toMatchObject({ kind: "later", reason: "interrupted" });
      expect(pair.keys()).toEqual([]);
    });

    // L01
    it("tells no secret and nothing that the visitor said, whatever happens", async () => {
      const told: Outcome[] = [];
      for (const fault of faults) {
        pair.arrange(fault);
        told.push(await sendInto(fault, pair.message()));
      }
      // The echo comes last, and came through only where it was refused.
      expect(told.at(-1)).toMatchObject({ kind: "refused" });
      for (const secret of pair.secrets) expect(JSON.stringify(told)).not.toContain(secret);
    });

    // L01
    it("queues no secret", () => {
      const [...canaries] = pair.secrets.filter((secret) => secret.includes("canary"));
      expect(canaries).not.toEqual([]);
      for (const canary of canaries) expect(JSON.stringify(pair.message().body)).not.toContain(canary);
    });

    it("closes without having been used", async () => {
      await pair.sender.close();
      expect(pair.keys()).toEqual([]);
    });
  });
}
