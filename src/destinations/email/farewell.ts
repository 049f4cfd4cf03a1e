/** The unsubscribe link of a recipient: signed, and without the address. */

import { createHash } from "node:crypto";
import type { SenderEnvironment } from "../../core/destination.ts";
import { recipientMark, subscriptionText } from "../../core/subscription.ts";
import type { Stationery } from "./mail.ts";

/** Undefined where PUBLIC_URL does not give the relay's public address. */
export function farewells({ variable, seal }: Pick<SenderEnvironment, "variable" | "seal">): Stationery["farewell"] {
  const base = variable("PUBLIC_URL")?.replace(/(?<!\/)\/+$/, "");
  if (!base || !/^https?:\/\//.test(base) || !URL.canParse(base)) return undefined;
  return (list, recipient) => {
    const ticket = seal(subscriptionText({ list, recipient: recipientMark(recipient, sha256) }));
    return `${base}/l/${Buffer.from(ticket).toString("base64url")}`;
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
