/** Where a request may contain a signature, and in which notation. */

import type { IncomingHttpHeaders } from "node:http";
import { signatureHeader } from "../signature.ts";
import type { Mistake } from "./suspect.ts";

export type Algorithm = "md5" | "sha1" | "sha256" | "sha384" | "sha512";

export interface FoundDigest {
  readonly bytes: Buffer;
  readonly algorithm: Algorithm;
  /** Mistakes in its notation. */
  readonly mistakes: readonly Mistake[];
  /** Whether the header is one for signatures. Other headers may contain one, too, but it counts only if it fits. */
  readonly isNamedSo: boolean;
}

type Part = Omit<FoundDigest, "isNamedSo">;

const algorithms: Readonly<Record<number, Algorithm>> = { 16: "md5", 20: "sha1", 32: "sha256", 48: "sha384", 64: "sha512" };

/** The most that are tried, because each costs a search. */
const most = 6;

/** The digests of a request, those of the right header first. */
export function digestsIn(headers: IncomingHttpHeaders): readonly FoundDigest[] {
  const names = Object.keys(headers).sort((one, other) => rank(other) - rank(one));
  return names.flatMap((name) => digestsOf(name, String(headers[name] ?? ""))).slice(0, most);
}

function rank(name: string): number {
  return name === signatureHeader ? 2 : Number(isForSignatures(name));
}

function isForSignatures(name: string): boolean {
  return /signature|hmac|digest|\bsig\b/.test(name);
}

function digestsOf(name: string, value: string): readonly FoundDigest[] {
  const parts = value
    .replace(/=\s+/g, "=")
    .split(/[,;\s]+/)
    .filter((part) => part !== "");
  const isList = parts.filter((part) => partOf(part) !== undefined).length > 1 || (parts.length > 1 && name === signatureHeader);
  return parts.flatMap((part) => {
    const digest = partOf(part);
    if (digest === undefined) return [];
    const elsewhere = name === signatureHeader ? [] : [inAnotherHeader(name)];
    const list = isList ? [listed(parts.length)] : [];
    return [{ ...digest, mistakes: [...elsewhere, ...list, ...digest.mistakes], isNamedSo: isForSignatures(name) }];
  });
}

/** One digest: `sha256=` and hex is right, every other readable notation is a mistake. */
function partOf(part: string): Part | undefined {
  const bare = part.replace(/^["']|["']$/g, "");
  const [, prefix = "", text = ""] = /^(?:([A-Za-z0-9_-]{1,20})[=:])?["']?([A-Za-z0-9+/_-]+={0,2})["']?$/.exec(bare) ?? [];
  const read = bytesOf(text);
  const algorithm = algorithms[read?.bytes.length ?? 0];
  if (read === undefined || algorithm === undefined) return undefined;
  const mistakes = [
    ...(algorithm === "sha256" ? [] : [otherAlgorithm(algorithm)]),
    ...(read.encoding === "base64" ? [inBase64] : []),
    ...(prefix.toLowerCase() === algorithm ? [] : [prefixMissing(prefix)]),
    ...(bare === part ? [] : [quoted]),
  ];
  return { bytes: read.bytes, algorithm, mistakes };
}

function bytesOf(text: string): { readonly bytes: Buffer; readonly encoding: "hex" | "base64" } | undefined {
  if (/^([0-9a-f]{2})+$/i.test(text)) return { bytes: Buffer.from(text, "hex"), encoding: "hex" };
  const bytes = Buffer.from(text, "base64"); // Node also reads the alphabet of URLs
  const length = Math.ceil((bytes.length * 4) / 3);
  return text.replace(/(?<!=)=+$/, "").length === length ? { bytes, encoding: "base64" } : undefined;
}

const write = "Send it as X-bitHuman-Signature: sha256=<64 hex digits>, HMAC-SHA256 over the raw body.";

const inBase64: Mistake = {
  code: "encoding_base64",
  what: "The signature is written in base64 instead of hex.",
  cure: `${write} In most languages: digest("hex"), hexdigest().`,
};

const quoted: Mistake = { code: "signature_unreadable", what: "The signature stands in quotes.", cure: `${write} No quotes.` };

function prefixMissing(found: string): Mistake {
  const what = found === "" ? "The signature has no sha256= in front." : `The signature begins with ${found}= instead of sha256=.`;
  return { code: "prefix_missing", what, cure: write };
}

function otherAlgorithm(algorithm: Algorithm): Mistake {
  return { code: "algorithm", what: `The signature is made with HMAC-${algorithm.toUpperCase()} instead of HMAC-SHA256.`, cure: write };
}

function inAnotherHeader(name: string): Mistake {
  return {
    code: "signature_header",
    what: `The signature is in the header ${name} instead of X-bitHuman-Signature.`,
    cure: "Name the header X-bitHuman-Signature in the sender. If a vendor of another kind sends this, use the source preset of that vendor.",
  };
}

function listed(count: number): Mistake {
  return {
    code: "signature_list",
    what: `X-bitHuman-Signature holds ${count} values, or was sent more than once.`,
    cure: "Send one signature in one header: a sender or a proxy adds a second one.",
  };
}
