/** Whether the bytes of an unreadable event contain the id of a session. Pure. */

/** Shorter ids are also ordinary words and numbers: they count only where a mark before them shows that a value follows. */
const shortId = 8;

type Encoding = "utf8" | "utf16le" | "latin1";

interface Needle {
  readonly bytes: Buffer;
  /** Bytes of one character. */
  readonly width: 1 | 2;
}

/** Searches many bodies for one session. */
export function mentionOf(session: string): (raw: Uint8Array) => boolean {
  const needles = needlesOf(session);
  const isFrom = session.length < shortId ? isMark : isBoundary;
  return (raw) => {
    const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    return needles.some((needle) => stands(bytes, needle, isFrom));
  };
}

/** The id as plain text, JSON-escaped, percent-encoded, and in the encodings other than UTF-8. */
function needlesOf(session: string): readonly Needle[] {
  const quoted = JSON.stringify(session).slice(1, -1);
  const ascii = quoted.replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const upper = ascii.replace(/\\u[0-9a-f]{4}/g, (coded) => `\\u${coded.slice(2).toUpperCase()}`);
  const slashed = quoted.replaceAll("/", "\\/");
  const texts = new Set([session, quoted, ascii, upper, slashed, encodeURIComponent(Buffer.from(session).toString())]);
  return [
    ...[...texts].map((text) => needle(text, "utf8")),
    needle(session, "latin1"),
    needle(session, "utf16le"),
    { bytes: Buffer.from(session, "utf16le").swap16(), width: 2 },
  ];
}

function needle(text: string, encoding: Encoding): Needle {
  return { bytes: Buffer.from(text, encoding), width: encoding === "utf16le" ? 2 : 1 };
}

function stands(bytes: Buffer, { bytes: wanted, width }: Needle, isFrom: (byte: number | undefined) => boolean): boolean {
  for (let at = bytes.indexOf(wanted); at !== -1; at = bytes.indexOf(wanted, at + 1)) {
    const before = sideOf(bytes, at - width, width);
    const after = sideOf(bytes, at + wanted.length, width);
    if (isFrom(before) && isBoundary(after)) return true;
  }
  return false;
}

/** The character beside it; undefined at an end. */
function sideOf(bytes: Buffer, at: number, width: 1 | 2): number | undefined {
  const one = bytes[at];
  return width === 1 || one === undefined ? one : one | (bytes[at + 1] ?? 0);
}

/** No character of an id stands beside it: a longer id is another session's. */
function isBoundary(byte: number | undefined): boolean {
  return byte === undefined || !/[\w-]/.test(String.fromCharCode(byte));
}

function isMark(byte: number | undefined): boolean {
  return byte === undefined || "\"'=:/".includes(String.fromCharCode(byte));
}
