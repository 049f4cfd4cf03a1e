/** A copy of a text with one spelling for everything, for searching only. Every match has its place in the text. */

/** Part of a text; the end is exclusive. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

export interface Aligned {
  readonly text: string;
  /** The position of each unit of the copy, and the length of the text at its end. Undefined where none has moved. */
  readonly offsets: Uint32Array | undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ascii = /^[\u0000-\u007f]*$/;

/**
 * Compatible forms become the usual ones (fullwidth, superscript, circled), digits of every script become ASCII, letters become small and
 * lose
 * their accents, and there is one blank and one dash. Invisible characters are removed.
 */
export function align(text: string): Aligned {
  if (ascii.test(text)) return { text: text.toLowerCase(), offsets: undefined };
  const offsets = new Offsets(text.length);
  let copy = "";
  for (let at = 0; at < text.length; ) {
    const point = text.codePointAt(at) ?? 0;
    const sign = signOf(point);
    offsets.add(at, sign.length);
    copy += sign;
    at += point > 0xffff ? 2 : 1;
  }
  return { text: copy, offsets: offsets.upTo(text.length) };
}

/** Grows as needed, because one sign can stand for many. */
class Offsets {
  #all: Uint32Array;
  #length = 0;

  constructor(expected: number) {
    this.#all = new Uint32Array(expected + 1);
  }

  add(offset: number, times: number): void {
    if (this.#length + times >= this.#all.length) {
      const more = new Uint32Array(2 * (this.#length + times));
      more.set(this.#all);
      this.#all = more;
    }
    this.#all.fill(offset, this.#length, this.#length + times);
    this.#length += times;
  }

  upTo(end: number): Uint32Array {
    this.add(end, 1);
    return this.#all.subarray(0, this.#length);
  }
}

/** The part of the text for a part of the copy. */
export function originOf({ offsets }: Aligned, { start, end }: TextSpan): TextSpan {
  return offsets === undefined ? { start, end } : { start: offsets[start] ?? start, end: offsets[end] ?? end };
}

/** The copy with parts of it spelled differently; the spans are in order and do not overlap. */
export function respelled({ text, offsets }: Aligned, changes: readonly (TextSpan & { readonly as: string })[]): Aligned {
  if (changes.length === 0) return { text, offsets };
  const moved = new Offsets(text.length);
  const keep = (from: number, to: number) => {
    for (let at = from; at < to; at += 1) moved.add(offsets?.[at] ?? at, 1);
  };
  let copy = "";
  let from = 0;
  for (const { start, end, as } of changes) {
    keep(from, start);
    const [first = 0, last = 0] = [offsets?.[start] ?? start, offsets?.[end] ?? end];
    // Each sign of the new spelling has its share, so that a part of it stands for a part.
    for (let index = 0; index < as.length; index += 1) moved.add(first + Math.floor((index * (last - first)) / as.length), 1);
    copy += text.slice(from, start) + as;
    from = end;
  }
  keep(from, text.length);
  return { text: copy + text.slice(from), offsets: moved.upTo(offsets?.[text.length] ?? text.length) };
}

const signs = new Map<number, string>();
/** Signs in the cache: more than any language uses. */
const mostSigns = 8_192;

function signOf(point: number): string {
  const known = signs.get(point);
  if (known !== undefined) return known;
  const sign = spellingOf(String.fromCodePoint(point), point);
  if (signs.size < mostSigns) signs.set(point, sign);
  return sign;
}

const unseen = /^[\p{Default_Ignorable_Code_Point}\p{Mn}\p{Me}]$/u;
const digit = /^\p{Nd}$/u;
const blank = /^\p{Zs}$/u;
const dash = /^[\p{Pd}\u2212]$/u;
const dot = /^[\u00b7\u2022\u2219\u22c5\u3002\uff61]$/;

function spellingOf(sign: string, point: number): string {
  if (unseen.test(sign)) return "";
  if (digit.test(sign)) return String(digitOf(point));
  if (blank.test(sign)) return " ";
  if (dash.test(sign)) return "-";
  if (dot.test(sign)) return ".";
  return sign
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "");
}

/**
 * Unicode has the ten digits of a script in a row. Only the mathematical ones, which are variants of ASCII's, have several rows in a row.
 */
function digitOf(point: number): number {
  if (point >= 0x1d7ce && point <= 0x1d7ff) return (point - 0x1d7ce) % 10;
  let zero = point;
  while (point - zero < 9 && digit.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return point - zero;
}
