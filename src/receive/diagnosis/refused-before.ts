/** Refusals without a question of proof: the error code alone names the mistake. */

import type { WebhookErrorCode } from "../answer.ts";
import type { Mistake, Suspect, TakenProof } from "./suspect.ts";

/** Undefined where the proof decides. */
export function refusedBefore(code: WebhookErrorCode, suspect: Suspect, proofs: readonly TakenProof[]): Mistake | undefined {
  switch (code) {
    case "method_not_allowed":
      return {
        code: "method",
        what: "The request was not sent with POST.",
        cure: "Let the sender use POST. A redirect (http to https, or another path) turns POST into GET: enter the final address.",
      };
    case "not_found":
      return pathMistake(suspect, proofs);
    case "ip_not_allowed":
      return {
        code: "address_not_allowed",
        what: "The sender's address is not in allow_ips of this source.",
        cure: "Add the address to allow_ips in rules.yaml; behind a proxy say how many there are with trusted_hops.",
      };
    case "body_too_large":
      return {
        code: "body_too_large",
        what: "The body is larger than the relay takes.",
        cure: "Send smaller events: the limit is 256 KB.",
      };
    case "internal":
    case "storage_full":
    case "storage_slow":
    case "storage_down":
      return {
        code: "relay_trouble",
        what: "The request was right or was not looked at: the relay could not store it.",
        cure: "avatar-relay doctor and the log name the trouble. A sender that tries once has lost it, unless back-fill (BITHUMAN_API_SECRET) finds it.",
      };
    default:
      return undefined;
  }
}

function pathMistake({ path }: Suspect, proofs: readonly TakenProof[]): Mistake {
  const paths = [...new Set(proofs.map((proof) => proof.path))];
  return {
    code: "path",
    what: `Events arrive at ${path}, ${paths.length === 1 ? "the source listens" : "the sources listen"} at ${paths.join(", ")}.`,
    cure: `Enter the address with ${paths.length === 1 ? paths[0] : "one of these paths"} in the sender, or change path: of the source in rules.yaml.`,
  };
}
