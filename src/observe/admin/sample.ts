/** A sample event in bitHuman's form: `{agent_id, event_type, data, timestamp}`, signed over its bytes. */

import { createHmac } from "node:crypto";
import type { JsonObject } from "../../core/json.ts";
import { type Instant, second } from "../../core/time.ts";

export interface Sample {
  /** E.g. `chat.push`. */
  readonly type: string;
  /** The message; the room of a join, the code of an error, the reason of an end. */
  readonly text: string;
  readonly agent: string;
  readonly session: string;
  readonly role: string;
}

export interface SignedSample {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function signSample(sample: Sample, secret: string, now: Instant): SignedSample {
  const { agent, type } = sample;
  const body = JSON.stringify({ agent_id: agent, event_type: type, data: dataOf(sample, now / second), timestamp: now / second });
  return { body, headers: signBody(body, secret) };
}

/** The headers of a webhook with this body, as bitHuman documents them. */
export function signBody(body: string, secret: string): SignedSample["headers"] {
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return { "content-type": "application/json", "x-bithuman-signature": `sha256=${signature}` };
}

/** Field names of the vendor's documentation, where it has the event. */
function dataOf({ type, text, session, role }: Sample, timestamp: number): JsonObject {
  switch (type) {
    case "chat.push":
      return { role, message: text, session_id: session, timestamp };
    case "room.join":
      return { room_name: text || "sample-room", participant_count: 1, session_id: session };
    case "session.end":
      return { session_id: session, end_reason: text || "user_left" };
    case "agent.error":
      return { session_id: session, error: { code: text || "SAMPLE_ERROR", message: "a sample of avatar-relay" } };
    default:
      return { session_id: session, text };
  }
}
