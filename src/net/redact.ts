/** What must not leave: addresses with their paths and queries, and secrets, out of any text that people will read. */

import { toWellFormed } from "../text/cut.ts";

const mask = "***";

/** What stands for the rest of an address, after its host. */
const shortened = "/…";

/** A scheme is looked for where a run of its letters begins and nowhere inside, so that a long run is read once. */
const urls = /(?<![a-z0-9+.-])([a-z0-9+.-]+:\/\/)(?:[^\s/?#"'<>]*@)?([^\s/?#"'<>]*)([/?#][^\s"'<>]*)?/gi;

/** The characters of a text that are looked at: at most 2,000 of them are kept. */
const longestLook = 8_192;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** Makes a text fit to be read by people and kept: one line, well-formed, no secret, no full address. */
export type Redact = (text: string) => string;

/** A redactor that knows these secrets, also as they look percent-encoded, in JSON or in base64. */
export function redactor(secrets: readonly string[]): Redact {
  const known = spellings(secrets);
  return (text) => {
    let clean = text;
    for (const secret of known) clean = clean.replaceAll(secret, mask); // before the cut, which could fall into one
    return toWellFormed(withoutAddresses(clean).replace(controls, " "));
  };
}

/** The shortest text that is taken for a secret: replacing shorter ones would tell where they stand. */
const shortestSecret = 4;

function spellings(secrets: readonly string[]): readonly string[] {
  const all = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString("base64"),
  ]);
  // Longest first, so that what one spelling leaves over is not found by another.
  return [...new Set(all)].filter((each) => each.length >= shortestSecret).sort((a, b) => b.length - a.length);
}

/** An address that the cut falls into may have lost the "@" behind its password: nothing of it is shown. */
function withoutAddresses(text: string): string {
  const looked = text.slice(0, longestLook);
  return looked.replace(urls, (url: string, scheme: string, host: string, rest: string | undefined, at: number) => {
    if (looked.length < text.length && rest === undefined && at + url.length === looked.length) return `${scheme}${shortened}`;
    return `${scheme}${host}${rest === undefined || rest === "/" ? "" : shortened}`;
  });
}
