/** For `doctor`: whether an incoming webhook exists, by an empty message, which Slack refuses and never posts. */

import type { SenderEnvironment, Tried } from "../../core/destination.ts";
import { type Instant, second } from "../../core/time.ts";
import { classifyError, hopOf } from "../../net/classify.ts";
import { clientFor } from "../kit/client.ts";
import { knownError } from "./errors.ts";
import { isCode } from "./outcome.ts";

export interface IncomingTrial {
  readonly url: URL;
  readonly allow_private: readonly string[] | undefined;
  readonly ca: string | undefined;
  readonly variable: SenderEnvironment["variable"];
}

/** Slack's answer where the webhook works (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). */
const inOrder: readonly string[] = ["no_text", "invalid_payload", "missing_text_or_fallback_or_attachments"];

const timeout = 10 * second;

/** The path is the secret and is never shown. */
export async function tryIncoming({ url, allow_private, ca, variable }: IncomingTrial): Promise<readonly Tried[]> {
  const { origin, pathname, search } = url;
  const now = () => Date.now() as Instant; // milliseconds since 1970
  const client = clientFor(
    { origin, allow_private, ca, connections: 1, secrets: [pathname + search] },
    { seal: String },
    { now, variable },
  );
  const signal = AbortSignal.timeout(timeout);
  const headers = { "content-type": "application/json", "user-agent": "avatar-relay (doctor)" };
  try {
    const { status, body } = await client.roundTrip({ method: "POST", path: pathname + search, headers, body: "{}", signal });
    return [answered(origin, status, body.trim())];
  } catch (error) {
    const outcome = classifyError(error, signal);
    if (outcome === undefined || !("detail" in outcome)) throw error;
    return [{ ok: false, what: `the incoming webhook at ${origin} is not reached: ${hopOf(error)}: ${outcome.detail}`, cure }];
  } finally {
    void client.close();
  }
}

const cure = "is the network open to Slack from here? Behind a proxy, is it named in HTTPS_PROXY?";

function answered(origin: string, status: number, word: string): Tried {
  if (inOrder.includes(word)) return { ok: true, what: `the incoming webhook at ${origin} is there (${word} to a message without a text)` };
  const known = isCode(word) ? knownError(word) : undefined;
  if (known !== undefined && known.about !== "ours")
    return { ok: false, what: `the incoming webhook at ${origin} takes nothing: Slack says ${word}`, cure: known.cure };
  const what = `what answers at ${origin} answers with HTTP ${status}, and not as Slack does: the incoming webhook was not tried further`;
  return { ok: status < 500 && status !== 404, what, cure: "is the URL of the incoming webhook complete?" };
}
