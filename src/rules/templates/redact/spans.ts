/** Parts of a text that are hidden. */

import type { TextSpan } from "../../../text/aligned.ts";

/** The text with a name instead of each part. The parts are in order and do not overlap. */
export function replaced(text: string, spans: readonly TextSpan[], name: string): string {
  let kept = "";
  let from = 0;
  for (const { start, end } of spans) {
    kept += `${text.slice(from, start)}[${name}]`;
    from = end;
  }
  return kept + text.slice(from);
}

/** The text with unreadable characters in each part. Positions do not change. */
export function blanked(text: string, spans: readonly TextSpan[]): string {
  let kept = "";
  let from = 0;
  for (const { start, end } of spans) {
    kept += text.slice(from, start) + "]".repeat(end - start);
    from = end;
  }
  return kept + text.slice(from);
}

/** In order, without parts that overlap an earlier one. */
export function inOrder(spans: readonly TextSpan[]): readonly TextSpan[] {
  const sorted = [...spans].sort((one, other) => one.start - other.start || other.end - one.end);
  const kept: TextSpan[] = [];
  for (const span of sorted) if (span.start >= (kept.at(-1)?.end ?? 0)) kept.push(span);
  return kept;
}
