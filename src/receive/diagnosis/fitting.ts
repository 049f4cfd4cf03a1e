/** Searches for the way in which a signature was made. It tries each hypothesis, the likely ones first, within a limit. */

import { createHash, createHmac } from "node:crypto";
import { type Bodies, bodiesOf, type SignedBody } from "./bodies.ts";
import type { FoundDigest } from "./digests.ts";
import type { SigningKey, SigningKeys } from "./secrets.ts";
import type { SignedText, SignedTexts } from "./signed-texts.ts";
import type { Mistake } from "./suspect.ts";

export interface FittingQuestion {
  readonly digests: readonly FoundDigest[];
  readonly keys: SigningKeys;
  readonly texts: SignedTexts;
  readonly body: Buffer;
  /** The Content-Encoding. */
  readonly encoding: string;
}

/** The most bytes that are hashed for one request: about a tenth of a second. */
const mostBytes = 96 * 1_048_576;

/** A hash of a short text costs about as much as hashing this many bytes. */
const overhead = 8_192;

/** The mistakes that together explain the signature; undefined where no hypothesis fits, and empty where nothing is wrong with it. */
export function explain({ digests, keys, texts, body, encoding }: FittingQuestion): readonly Mistake[] | undefined {
  const bodies = bodiesOf(body, encoding);
  const budget = { left: mostBytes };
  for (const [signers, around, bytes] of rounds(keys, texts, bodies)) {
    for (const digest of digests) {
      const found = search(digest, signers, around, bytes(), budget);
      if (found !== undefined) return [...digest.mistakes, ...found];
    }
  }
  return digests.some((digest) => isPlainHash(digest, body)) ? [withoutSecret] : undefined;
}

type Round = readonly [readonly SigningKey[], readonly SignedText[], () => readonly SignedBody[]];

/** One mistake is likelier than two. */
function rounds({ exact, bent }: SigningKeys, { likely, guessed }: SignedTexts, { near, reencoded }: Bodies): readonly Round[] {
  return [
    [exact, likely, () => near],
    [bent, likely, () => near],
    [exact, likely, reencoded],
    [exact.slice(0, 2), guessed, () => near.slice(0, 1)],
    [bent, guessed.slice(0, 24), () => near.slice(0, 1)],
    [bent, likely.slice(0, 2), () => reencoded().slice(0, 24)],
  ];
}

interface Budget {
  left: number;
}

function search(
  digest: FoundDigest,
  signers: readonly SigningKey[],
  around: readonly SignedText[],
  bodies: readonly SignedBody[],
  budget: Budget,
): readonly Mistake[] | undefined {
  for (const body of bodies) {
    for (const text of around) {
      for (const signer of signers) {
        budget.left -= body.bytes.length + overhead;
        if (budget.left < 0) return undefined;
        if (!isSignedBy(digest, signer, text, body.bytes)) continue;
        return [...text.mistakes, ...[signer.mistake, body.mistake].filter((each) => each !== undefined)];
      }
    }
  }
  return undefined;
}

/** No sender waits for the result, so the comparison need not take equal time. */
function isSignedBy({ algorithm, bytes }: FoundDigest, { key }: SigningKey, { before, after }: SignedText, body: Buffer): boolean {
  const hmac = createHmac(algorithm, key).update(before, "latin1").update(body).update(after, "latin1");
  return hmac.digest().equals(bytes);
}

function isPlainHash({ algorithm, bytes }: FoundDigest, body: Buffer): boolean {
  return createHash(algorithm).update(body).digest().equals(bytes);
}

const withoutSecret: Mistake = {
  code: "signature_without_secret",
  what: "The signature is a plain hash of the body: no secret is in it.",
  cure: "Make it with HMAC-SHA256 and the secret as its key.",
};
