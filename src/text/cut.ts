/** Cuts text to a size without splitting what a reader sees as one character. */

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const loneSurrogate = /\p{Surrogate}/gu;

/**
 * At most `limit` UTF-16 units, which is how services count. A mark at the end shows a cut. The
 * cut is never inside a grapheme, so no emoji or accent is split.
 */
export function cut(text: string, limit: number, mark = "…"): string {
  if (text.length <= limit) return text;
  if (limit <= mark.length) return mark.slice(0, Math.max(0, limit));
  const room = limit - mark.length;
  const torn = graphemes.segment(text).containing(room);
  return text.slice(0, torn?.index ?? room).trimEnd() + mark;
}

/** The same by the bytes of UTF-8: at most `limit` of them. `measure` gives the size of a text in its target. */
export function cutBytes(text: string, limit: number, measure: (text: string) => number = bytesOf): string {
  if (measure(text) <= limit) return text;
  let kept = cut(text, limit);
  // A UTF-16 unit has at most six bytes (\u0000 in JSON), so each step removes no more than necessary.
  while (measure(kept) > limit && kept.length > 1) kept = cut(text, kept.length - Math.ceil((measure(kept) - limit) / 6));
  return measure(kept) <= limit ? kept : "";
}

/** The bytes of a text inside of JSON. */
export function jsonBytesOf(text: string): number {
  return bytesOf(JSON.stringify(text)) - 2;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The text with every lone surrogate replaced by U+FFFD, so that it survives UTF-8. */
export function toWellFormed(text: string): string {
  return text.replace(loneSurrogate, "\ufffd");
}
