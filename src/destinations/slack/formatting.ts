/** An author's formatting in mrkdwn (docs.slack.dev, "Formatting message text"): bold, italic, strikethrough, code, and emoji. Linear. */

export type Style = Readonly<Partial<Record<"bold" | "italic" | "strike" | "code", true>>>;

export type Piece = { readonly kind: "text" | "emoji"; readonly text: string; readonly style: Style };

const styles: Readonly<Record<string, Style>> = { "*": { bold: true }, _: { italic: true }, "~": { strike: true }, "`": { code: true } };

/** A mark without an end among this many others of its kind is plain text. */
const mostTries = 20;

/** The deepest nesting. */
const deepest = 4;

/** The pieces of a text, in order. A character that formats nothing stays. */
export function piecesOf(text: string, style: Style = {}, depth = 0): readonly Piece[] {
  const pieces: Piece[] = [];
  let begin = 0;
  const marks = /[*_~`]/g;
  for (let mark = marks.exec(text); mark !== null && depth < deepest; mark = marks.exec(text)) {
    const close = closing(text, mark.index, mark[0]);
    if (close === undefined) continue;
    pieces.push(...emojiIn(text.slice(begin, mark.index), style));
    const inner = text.slice(mark.index + 1, close);
    const own = { ...style, ...styles[mark[0]] };
    pieces.push(...(mark[0] === "`" ? [{ kind: "text", text: inner, style: own } as const] : piecesOf(inner, own, depth + 1)));
    begin = close + 1;
    marks.lastIndex = begin;
  }
  return [...pieces, ...emojiIn(text.slice(begin), style)];
}

/** The end of the mark at `open`, on the same line. Marks are at the edges of words. */
function closing(text: string, open: number, mark: string): number | undefined {
  if (!isEdge(text[open - 1]) || isBlank(text[open + 1]) || text[open + 1] === mark) return undefined;
  let at = open + 1;
  for (let tries = 0; tries < mostTries; tries += 1) {
    at = text.indexOf(mark, at + 1);
    if (at === -1) return undefined;
    if (text.slice(open, at).includes("\n")) return undefined;
    if (!isBlank(text[at - 1]) && isEdge(text[at + 1])) return at;
  }
  return undefined;
}

function isBlank(character: string | undefined): boolean {
  return character === undefined || /\s/.test(character);
}

/** A blank, a sign, or the end: what may be beside a word, but not inside one. */
function isEdge(character: string | undefined): boolean {
  return character === undefined || /[\s\p{P}\p{S}]/u.test(character);
}

/** `:fire:`; a name contains a letter, so a time of day is none. */
const emoji = /(?<![\p{L}\p{N}]):(?=[^:\s]{0,99}[a-z])([a-z0-9_+'-]{1,100}):(?![\p{L}\p{N}])/gu;

function emojiIn(text: string, style: Style): readonly Piece[] {
  const parts = text.split(emoji);
  return parts.flatMap((part, index): Piece[] => (part === "" ? [] : [{ kind: index % 2 === 1 ? "emoji" : "text", text: part, style }]));
}
