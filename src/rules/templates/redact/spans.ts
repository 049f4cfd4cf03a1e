/** Parts of a text that are to be hidden. */

import type { TextSpan } from "../../../text/aligned.ts";

/** The text with a name in the place of each part; in order, none over another. */
export function replaced(text: string, spans: readonly TextSpan[], name: string): string {
  let kept = "";
  let from = 0;
  for (const { start, end } of spans) {
    kept += `${text.slice(from, start)}[${name}]`;
    from = end;
  }
  return kept + text.slice(from);
}

/** The text with each part made unreadable, nothing moved. */
export function blanked(text: string, spans: readonly TextSpan[]): string {
  let kept = "";
  let from = 0;
  for (const { start, end } of spans) {
    kept += text.slice(from, start) + "]".repeat(end - start);
    from = end;
  }
  return kept + text.slice(from);
}

/** In order, without what lies over an earlier one. */
export function inOrder(spans: readonly TextSpan[]): readonly TextSpan[] {
  const sorted = [...spans].sort((one, other) => one.start - other.start || other.end - one.end);
  const kept: TextSpan[] = [];
  for (const span of sorted) if (span.start >= (kept.at(-1)?.end ?? 0)) kept.push(span);
  return kept;
}
