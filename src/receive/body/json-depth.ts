/** Checks before JSON.parse: code that walks deeply nested values would overflow the stack. */

const quote = 0x22;
const backslash = 0x5c;
/** `{` and `[`, `}` and `]` differ only in this bit. */
const braceOrBracket = 0x20;
const open = 0x7b;
const close = 0x7d;

/** Whether arrays and objects are nested more than `limit` deep. It reads bytes, which need not be valid JSON. */
export function isDeeperThan(limit: number, raw: Uint8Array): boolean {
  let depth = 0;
  for (let at = 0; at < raw.length; at += 1) {
    const byte = raw[at] ?? 0;
    if (byte === quote) at = endOfString(raw, at);
    else if ((byte | braceOrBracket) === open && ++depth > limit) return true;
    else if ((byte | braceOrBracket) === close) depth -= 1;
  }
  return false;
}

function endOfString(raw: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < raw.length && raw[at] !== quote) at += raw[at] === backslash ? 2 : 1;
  return at;
}
