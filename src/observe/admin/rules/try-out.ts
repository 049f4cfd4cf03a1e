/** Tries the rules from the live page: a signed sample through the public port. */

import { objectOf, stringOf } from "../../../core/json.ts";
import { type Clock, second } from "../../../core/time.ts";
import type { TriedOut, TryOut } from "../parts.ts";
import { signSample } from "../sample.ts";

export interface TryOutOptions {
  /** The address for webhooks, e.g. `http://127.0.0.1:8080/webhook`. It is called late, because the port may be chosen late. */
  readonly url: () => string;
  readonly secret: string;
  readonly now: Clock;
}

const timeout = 10 * second;

export function createTryOut({ url, secret, now }: TryOutOptions): TryOut {
  return async ({ text, session }) => {
    const sample = { type: "chat.push", text, session, role: "user", agent: "sample-agent" };
    const { body, headers } = signSample(sample, secret, now());
    const response = await fetch(url(), { method: "POST", body, headers, redirect: "error", signal: AbortSignal.timeout(timeout) });
    return triedOut(response.status, await response.json());
  };
}

function triedOut(status: number, answer: unknown): TriedOut {
  return { status, eventId: stringOf(objectOf(answer).event_id) };
}
