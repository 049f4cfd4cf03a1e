/** Requests made beforehand: signing while measuring would measure the signing. */

import { createHmac } from "node:crypto";

export const secret = "whsec_bench";

export interface RequestPlan {
  readonly count: number;
  /** The number of the first; every request of a process is unique. */
  readonly first: number;
  /** One in so many holds a phrase that a rule looks for; none where it is 0. */
  readonly matching: number;
  /** Messages of one session. */
  readonly perSession: number;
}

const phrases = ["i want a refund please", "let me speak to a human now", "cancel my subscription today"] as const;
const smallTalk = "thank you, and could you tell me which of the two tickets is the better one for";

/** About 330 bytes of body each, like the vendor's `chat.push`. */
export function prepareRequests(plan: RequestPlan): readonly Buffer[] {
  return Array.from({ length: plan.count }, (_, index) => requestOf(plan.first + index, plan));
}

/** Whether a rule has something to deliver for this one. */
export function isMatching(n: number, matching: number): boolean {
  return matching > 0 && n % matching === 0;
}

function requestOf(n: number, { matching, perSession }: RequestPlan): Buffer {
  const body = bodyOf(n, isMatching(n, matching), perSession);
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return Buffer.from(
    `POST /webhook HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\nuser-agent: bench\r\n` +
      `x-bithuman-signature: sha256=${signature}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** A hundred sessions talk at the same time. */
function bodyOf(n: number, matches: boolean, perSession: number): string {
  const live = 100;
  const session = `session_${Math.floor(n / (perSession * live))}_${n % live}`;
  const at = Date.now() / 1_000;
  const message = matches ? `${phrases[n % phrases.length]}, ${smallTalk} number ${n}` : `${smallTalk} number ${n}`;
  const data = { role: "user", message, session_id: session, timestamp: at, n, locale: "en-GB", room_name: "customer-support" };
  return JSON.stringify({ agent_id: "agent_abc123", event_type: "chat.push", data, timestamp: at });
}
