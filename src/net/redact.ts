/** Removes secrets, and the paths and queries of addresses, from texts that people will read. */

import { toWellFormed } from "../text/cut.ts";

const mask = "***";

/** Replaces the rest of an address after its host. */
const shortened = "/…";

/** A scheme is searched only at the beginning of a run of its letters, so that a long run is read once. */
const urls = /(?<![a-z0-9+.-])([a-z0-9+.-]+:\/\/)(?:[^\s/?#"'<>]*@)?([^\s/?#"'<>]*)([/?#][^\s"'<>]*)?/gi;

/** The most characters of a text that are searched; at most 2,000 of them are kept. */
const longestLook = 8_192;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** Makes a text safe to show and to store: one line, well-formed, no secret, no full address. */
export type Redact = (text: string) => string;

/** A redactor for these secrets, also percent-encoded, in JSON or in base64. */
export function redactor(secrets: readonly string[]): Redact {
  const known = spellings(secrets);
  return (text) => {
    let clean = text;
    for (const secret of known) clean = clean.replaceAll(secret, mask); // before the cut, which could split one
    return toWellFormed(withoutAddresses(clean).replace(controls, " "));
  };
}

/** A shorter text does not count as a secret, because replacing it would reveal where it occurs. */
const shortestSecret = 4;

function spellings(secrets: readonly string[]): readonly string[] {
  const all = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString("base64"),
  ]);
  // Longest first, so that one spelling does not leave a part of another.
  return [...new Set(all)].filter((each) => each.length >= shortestSecret).sort((a, b) => b.length - a.length);
}

/** An address at the cut may have lost the "@" after its password, so nothing of it is shown. */
function withoutAddresses(text: string): string {
  const looked = text.slice(0, longestLook);
  return looked.replace(urls, (url: string, scheme: string, host: string, rest: string | undefined, at: number) => {
    if (looked.length < text.length && rest === undefined && at + url.length === looked.length) return `${scheme}${shortened}`;
    return `${scheme}${host}${rest === undefined || rest === "/" ? "" : shortened}`;
  });
}
