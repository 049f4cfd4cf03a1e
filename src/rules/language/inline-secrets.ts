/** Secrets that were written into the file instead of a reference to them. */

import type { Stepwise } from "../../core/steps.ts";
import type { Span } from "../yaml/locate.ts";
import type { Path } from "../yaml/path.ts";
import { eachTextInSteps } from "./expand.ts";

/** Slack's tokens, and secrets of Standard Webhooks. */
const recognised = /\bxox[a-z]-|\bxapp-|\bwhsec_/;

/** Keys whose values are secrets whatever they look like. */
const secretKeys = /(^|[-_])(passw(or)?d|passwd|secrets?|tokens?|api[_-]?keys?)$|^authorization$/i;

/** `scheme://user:password@host` */
const credentials = /:\/\/[^\s/@:]*:[^\s/@]+@/;

/** A secret, and where it stands. */
export interface InlineSecret {
  readonly path: Path;
  readonly text: string;
}

/** The secrets that stand in the file. `value` is the file before any reference in it was resolved. */
export function* inlineSecretsInSteps(value: unknown): Stepwise<readonly InlineSecret[]> {
  const found: InlineSecret[] = [];
  yield* eachTextInSteps(value, (text, path) => {
    const written = text.replace(/\$\{[^{}]*\}/g, "");
    if (recognised.test(written) || credentials.test(written) || (written === text && isSecretKey(path))) found.push({ path, text });
    return text;
  });
  return found;
}

/** Only where secrets belong: a rule may well look for the word "token". */
function isSecretKey(path: Path): boolean {
  const [section] = path;
  const key = path.findLast((step) => typeof step === "string") ?? "";
  return (section === "sources" || section === "destinations") && path.length > 2 && secretKeys.test(String(key));
}

/** The same by a guess, where the file cannot be read as YAML: these spans are not shown. */
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
