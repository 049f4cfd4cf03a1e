/** Text for terminals and pipes. */

/** Control sequences and marks that turn the direction of reading. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const unruly = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A text from outside as one harmless line. */
export function harmless(text: string): string {
  return text.replace(unruly, "�");
}

/** The same JSON with escapes for everything that controls a terminal. */
export function escapedLine(json: string): string {
  return json.replace(unruly, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A value as one line of JSON that is safe on a terminal. */
export function jsonLine(value: unknown): string {
  return `${escapedLine(JSON.stringify(value))}\n`;
}

/** Rows as a table on a terminal, and as lines with tabs in a pipe. */
export function rowsText(head: readonly string[] | undefined, rows: readonly (readonly string[])[], isTerminal: boolean): string {
  const clean = rows.map((row) => row.map(harmless));
  const all = head === undefined ? clean : [head, ...clean];
  if (!isTerminal) return all.map((row) => `${row.join("\t")}\n`).join("");
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

/** `1 delivery`, `2 deliveries` */
export function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
