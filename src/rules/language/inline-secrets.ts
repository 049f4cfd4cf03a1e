/** Secrets in the file itself, without a reference. */

import type { Stepwise } from "../../core/steps.ts";
import type { Span } from "../yaml/locate.ts";
import type { Path } from "../yaml/path.ts";
import { eachTextInSteps } from "./expand.ts";

/** Slack's tokens, and secrets of Standard Webhooks. */
const recognised = /\bxox[a-z]-|\bxapp-|\bwhsec_/;

/** Keys whose value is always a secret. */
const secretKeys = /(^|[-_])(passw(or)?d|passwd|secrets?|tokens?|(?:api|routing)[_-]?keys?)$|^authorization$/i;

/** `scheme://user:password@host`, and `?api_key=…` where the value is no template. */
const credentials =
  /:\/\/[^\s/@:]*:[^\s/@]+@|^https?:\/\/[^\s?]*\?(?:\S*&)?(?:api[-_]?key|access_token|token|secret|password)=[\w.~-]{8,}/i;

/** A secret, and where it stands. */
export interface InlineSecret {
  readonly path: Path;
  readonly text: string;
}

/** Finds the inline secrets of the file. `value` is the file with its references. */
export function* inlineSecretsInSteps(value: unknown): Stepwise<readonly InlineSecret[]> {
  const found: InlineSecret[] = [];
  yield* eachTextInSteps(value, (text, path) => {
    const written = text.replace(/\$\{[^{}]*\}/g, "");
    if (recognised.test(written) || credentials.test(written) || (written === text && isSecretKey(path))) found.push({ path, text });
    return text;
  });
  return found;
}

/** Only where secrets belong, because a rule may search for the word "token". */
function isSecretKey(path: Path): boolean {
  const [section] = path;
  const key = path.findLast((step) => typeof step === "string") ?? "";
  return (section === "sources" || section === "destinations") && path.length > 2 && secretKeys.test(String(key));
}

/** A guess for a file that is no YAML: these spans are not shown. */
export function likelySecrets(text: string): readonly Span[] {
  const likely =
    /\b(?:xox[a-z]-|xapp-|whsec_)[\w-]*|(?<=\b(?:password|passwd|secrets?|tokens?|api[_-]?keys?|authorization)["']?\s*:)[^\n]+/gi;
  const inUrls = /:\/\/[^\s/@:]*:([^\s/@]+)@/g;
  return [
    ...Array.from(text.matchAll(likely), ({ index, 0: { length } }) => ({ offset: index, end: index + length })),
    ...Array.from(text.matchAll(inUrls), ({ index, 0: whole, 1: password = "" }) => {
      const end = index + whole.length - 1;
      return { offset: end - password.length, end };
    }),
  ];
}
