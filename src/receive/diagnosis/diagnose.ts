/** Explains why a request was refused, for the person who can repair it. It runs when a person asks, and delays no request. */

import type { WebhookErrorCode } from "../answer.ts";
import { signatureHeader } from "../signature.ts";
import { compressed, unpacked } from "./bodies.ts";
import { digestsIn } from "./digests.ts";
import { explain } from "./fitting.ts";
import { refusedBefore } from "./refused-before.ts";
import { secretsOf, signingKeys } from "./secrets.ts";
import { shownMistakes, strangeCredentials } from "./shown.ts";
import { signedTexts } from "./signed-texts.ts";
import type { Mistake, Suspect, TakenProof } from "./suspect.ts";

/** The mistakes of a request, the decisive one first. There is always one, and none contains a secret. */
export function diagnose(suspect: Suspect, proofs: readonly TakenProof[], code?: WebhookErrorCode): readonly Mistake[] {
  const own = proofs.find(({ source }) => source === suspect.source);
  const before = code === undefined ? undefined : refusedBefore(code, suspect, proofs);
  const vendor = own?.otherSignatures.find((name) => suspect.headers[name] !== undefined);
  const decided = before ?? (vendor === undefined ? undefined : vendorMistake(vendor, code));
  const mistakes = decided === undefined ? proofMistakes(suspect, proofs, own) : [decided];
  return masked(mistakes, proofs);
}

function proofMistakes(suspect: Suspect, proofs: readonly TakenProof[], own: TakenProof | undefined): readonly Mistake[] {
  const shown = shownMistakes({ headers: suspect.headers, proofs, own });
  const wrapping = wrappingOf(suspect);
  if (shown?.some(({ code }) => code === "secret_shown")) return [...shown, ...wrapping];
  const signed = signatureMistakes(suspect, proofs, own, wrapping);
  if (suspect.headers[signatureHeader] !== undefined) return [...(signed ?? [unreadable]), ...(shown?.length === 0 ? [besideHeader] : [])];
  return signed ?? unsigned(suspect, own, shown, wrapping);
}

/** Vendors with their own signatures make few mistakes: the secret is another one, or a clock is wrong. */
function vendorMistake(header: string, code: WebhookErrorCode | undefined): Mistake {
  if (code === "timestamp_out_of_tolerance")
    return {
      code: "clock",
      what: `The time of the signature in ${header} is too far from this machine's clock.`,
      cure: "Set both clocks by NTP. If they are right, the request was held back on its way, or is an old one.",
    };
  return {
    code: "secret_wrong",
    what: `The signature in ${header} does not fit the secret of this source, or the body was changed on the way.`,
    cure: "Copy the secret (and the key, where the preset asks for one) from the vendor's page again, and pass the raw body on.",
  };
}

/** Undefined where nothing in the request is a signature. */
function signatureMistakes(
  suspect: Suspect,
  proofs: readonly TakenProof[],
  own: TakenProof | undefined,
  wrapping: readonly Mistake[],
): readonly Mistake[] | undefined {
  const { headers, body } = suspect;
  const digests = digestsIn(headers);
  const [first] = digests;
  if (first === undefined) return undefined;
  if (body === undefined) return first.isNamedSo ? [notKept] : undefined;
  const keys = signingKeys(proofs, own);
  const encoding = String(headers["content-encoding"] ?? "");
  const found = explain({ digests, keys, texts: signedTexts(suspect, own?.scheme ?? "auto"), body, encoding });
  if (found !== undefined) return found.length > 0 ? found : nothingWrong(wrapping);
  return first.isNamedSo ? [noneFits, ...first.mistakes, ...wrapping] : undefined;
}

function unsigned(
  suspect: Suspect,
  own: TakenProof | undefined,
  shown: readonly Mistake[] | undefined,
  wrapping: readonly Mistake[],
): readonly Mistake[] {
  if (shown !== undefined) return shown.length > 0 ? [...shown, ...wrapping] : nothingWrong(wrapping);
  const strange = strangeCredentials(suspect.headers, own);
  return [strange.length > 0 ? strangeValue(strange, own) : noProof(own), ...wrapping];
}

function nothingWrong(wrapping: readonly Mistake[]): readonly Mistake[] {
  return wrapping.length > 0 ? wrapping : [noneNow];
}

/** Wrappings of a body that the relay does not accept from any sender. */
function wrappingOf({ headers, body }: Suspect): readonly Mistake[] {
  const encoding = String(headers["content-encoding"] ?? "identity");
  if (/^(multipart\/|application\/x-www-form-urlencoded)/i.test(headers["content-type"] ?? "")) return [form];
  if (encoding !== "identity") return [compressed(encoding, "other bytes, or there is none")];
  return body !== undefined && unpacked(body, "") !== undefined ? [compressed("gzip", "other bytes, or there is none")] : [];
}

const form: Mistake = {
  code: "body_form",
  what: "The body is a form (application/x-www-form-urlencoded or multipart) instead of JSON.",
  cure: "Send the JSON itself as the body, with content-type: application/json (curl: --data-binary @file and -H).",
};

const unreadable: Mistake = {
  code: "signature_unreadable",
  what: "X-bitHuman-Signature holds nothing that could be a digest: it is cut off, or has other characters.",
  cure: "Send X-bitHuman-Signature: sha256=<64 hex digits>; a placeholder may not have been filled in.",
};

const notKept: Mistake = {
  code: "body_not_kept",
  what: "The body was too large to keep, so the signature could not be tried.",
  cure: "Send a small event (the dashboard's Test button, or a short message) and ask again.",
};

const noneFits: Mistake = {
  code: "secret_wrong",
  what: "The signature is made with a wrong secret: none of the known secrets makes it, in any form that was tried.",
  cure: "Copy the secret from the sender's side to the relay (or the other way) again. If both are the same, something on the way changes the body.",
};

const besideHeader: Mistake = {
  code: "signature_beside_header",
  what: "A header shows the right secret, and a signature stands beside it: a signature that is there and wrong is refused, whatever the headers say.",
  cure: "Mend the signature, or leave it away.",
};

const noneNow: Mistake = {
  code: "none_now",
  what: "Nothing is wrong with this request by the secrets of now: they were changed after it came, or its answer was another one.",
  cure: "Nothing to mend: send it once more, or wait for back-fill where the sender tries once.",
};

function strangeValue(names: readonly string[], own: TakenProof | undefined): Mistake {
  const taken = own?.shown.map(({ name }) => name) ?? [];
  const near = names.filter((name) => taken.includes(name));
  return {
    code: "secret_wrong",
    what: `There is no signature, and the header ${(near.length > 0 ? near : names).slice(0, 3).join(", ")} shows another value than the relay's secret.`,
    cure: "Copy the value from the relay's setup page (/setup on the admin port) into the sender's header again.",
  };
}

function noProof(own: TakenProof | undefined): Mistake {
  const [header] = own?.shown.map(({ name }) => name) ?? [];
  const [vendor] = own?.otherSignatures ?? [];
  if (vendor !== undefined)
    return {
      code: "no_proof",
      what: `The request has no signature in ${vendor}, and no header with a secret.`,
      cure: "Switch signing on at the vendor, with the secret of this source; a proxy on the way may drop headers that it does not know.",
    };
  return {
    code: "no_proof",
    what: "The request has neither a signature nor a header with a secret.",
    cure:
      header === undefined
        ? "Let the sender sign (X-bitHuman-Signature), or write headers: [x-webhook-secret] inside verify: of this source in rules.yaml and enter that header on the sender's side."
        : `Enter the header ${header} with the relay's secret on the sender's side: in bitHuman's dashboard under Developer → Webhooks → Authentication Headers.`,
  };
}

/** A diagnosis quotes names of headers, and a sender may have put a secret there. */
function masked(mistakes: readonly Mistake[], proofs: readonly TakenProof[]): readonly Mistake[] {
  const secrets = proofs.flatMap(secretsOf).filter((secret) => secret.length >= 4);
  const mask = (text: string) =>
    secrets.reduce((left, secret) => left.replaceAll(secret, "***").replaceAll(secret.toLowerCase(), "***"), text);
  return mistakes.map(({ code, what, cure }) => ({ code, what: mask(what), cure: mask(cure) }));
}
