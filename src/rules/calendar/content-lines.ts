/** The lines of an iCalendar file: unfolded, each with its name, its value and its time zone. */

export interface ContentLine {
  /** In capitals. */
  readonly name: string;
  readonly value: string;
  /** The parameter TZID. */
  readonly zone: string | undefined;
  /** Counted from 1; the first one of a folded line. */
  readonly line: number;
}

/** A line that begins with a blank continues the one before it (RFC 5545, 3.1). Lines of another form are left out. */
export function contentLines(text: string): readonly ContentLine[] {
  const whole: { text: string; line: number }[] = [];
  const written = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  for (const [index, each] of written.entries()) {
    const before = whole.at(-1);
    if (/^[ \t]/.test(each) && before !== undefined) before.text += each.slice(1);
    else if (each !== "") whole.push({ text: each, line: index + 1 });
  }
  return whole.flatMap(contentLine);
}

function contentLine({ text, line }: { readonly text: string; readonly line: number }): readonly ContentLine[] {
  const end = valueAt(text);
  if (end < 0) return [];
  const [name = "", ...parameters] = text.slice(0, end).split(";");
  const zone = parameters.find((each) => each.toUpperCase().startsWith("TZID="))?.slice("TZID=".length);
  return [{ name: name.toUpperCase(), value: text.slice(end + 1).trim(), zone: zone?.replaceAll('"', ""), line }];
}

/** The first colon outside of quotes. */
function valueAt(text: string): number {
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') isQuoted = !isQuoted;
    if (text[at] === ":" && !isQuoted) return at;
  }
  return -1;
}
