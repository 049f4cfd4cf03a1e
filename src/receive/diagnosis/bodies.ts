/** Bytes that a sender may have signed instead of those that arrived. */

import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import { jsonForms, layoutOf } from "./json-forms.ts";
import type { Mistake } from "./suspect.ts";

/** Bytes, and the mistake if they were the signed ones. */
export interface SignedBody {
  readonly bytes: Buffer;
  readonly mistake?: Mistake;
}

/** The longest text that a compressed body is unpacked to. */
const longest = 1_048_576;

export interface Bodies {
  /** The received bytes, unpacked and unwrapped: the same for every hypothesis about layout. */
  readonly near: readonly SignedBody[];
  /** The same JSON in other forms. */
  readonly reencoded: () => readonly SignedBody[];
}

export function bodiesOf(raw: Buffer, encoding: string): Bodies {
  const plain = unpacked(raw, encoding);
  if (plain === undefined) return { near: [{ bytes: raw }, ...wrapped(raw)], reencoded: once(() => reencoded(raw)) };
  const near = [
    { bytes: raw, mistake: compressed(plain.name, "the compressed bytes") },
    { bytes: plain.bytes, mistake: compressed(plain.name, "the text before it was compressed") },
  ];
  return { near, reencoded: once(() => reencoded(plain.bytes)) };
}

/** Making the forms costs more than most hypotheses, so it is done once, and only where nothing simpler fits. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Reports a compressed body, which the relay does not accept. */
export function compressed(name: string, signed: string): Mistake {
  return {
    code: "body_compressed",
    what: `The body is compressed (${name}); the signature is over ${signed}.`,
    cure: "Send the body as it is, without Content-Encoding: switch compression of requests off in the sender, or in the proxy on the way.",
  };
}

export function unpacked(raw: Buffer, encoding: string): { readonly name: string; readonly bytes: Buffer } | undefined {
  const limit = { maxOutputLength: longest };
  const isGzip = raw[0] === 0x1f && raw[1] === 0x8b;
  const ways: readonly (readonly [string, () => Buffer])[] = [
    ...(isGzip || /gzip/i.test(encoding) ? [["gzip", () => gunzipSync(raw, limit)] as const] : []),
    ...(/\bbr\b/i.test(encoding) ? [["brotli", () => brotliDecompressSync(raw, limit)] as const] : []),
    ...(/deflate/i.test(encoding)
      ? [["deflate", () => inflateSync(raw, limit)] as const, ["deflate", () => inflateRawSync(raw, limit)] as const]
      : []),
  ];
  for (const [name, unpack] of ways) {
    try {
      return { name, bytes: unpack() };
    } catch {
      // it is packed in another way, or not at all
    }
  }
  return undefined;
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Text around the body was added or removed. */
function wrapped(raw: Buffer): readonly SignedBody[] {
  const text = raw.toString("latin1"); // one character a byte
  const others: readonly (readonly [string, string])[] = [
    [`${text}\n`, "with a newline behind it"],
    [`${text}\r\n`, "with a line end (CR LF) behind it"],
    [text.trimEnd(), "without the newline or spaces at its end"],
    [text.trim(), "without the newlines or spaces around it"],
    [text.replaceAll("\r\n", "\n"), "with the line ends of Unix (LF)"],
    [text.replace(/\r?\n/g, "\r\n"), "with the line ends of Windows (CR LF)"],
    [`${byteOrderMark.toString("latin1")}${text}`, "with a byte order mark (BOM) in front"],
    [text.startsWith("\u00ef\u00bb\u00bf") ? text.slice(3) : text, "without the byte order mark (BOM) in front"],
    ["", "as if it were empty: the sender signs before it has the body"],
  ];
  return others
    .filter(([other]) => other !== text)
    .map(([other, words]) => ({ bytes: Buffer.from(other, "latin1"), mistake: changed(`The signature is over the body ${words}.`) }));
}

function reencoded(raw: Buffer): readonly SignedBody[] {
  const layout = layoutOf(raw);
  return jsonForms(raw)
    .filter(({ words }) => words.length > 0)
    .map(({ bytes, words }) => ({
      bytes,
      mistake: changed(`The body was re-encoded: the signature is over the same JSON ${words.join(", ")}; what arrived is ${layout}.`),
    }));
}

function changed(what: string): Mistake {
  return {
    code: "body_reencoded",
    what,
    cure: "Something between the signing and the relay reads the body and writes it again: pass the raw bytes on, and sign exactly the bytes that are sent.",
  };
}
