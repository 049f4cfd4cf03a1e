/** Limits label values, so that a metric has few series, whatever arrives (R27). */

/** Replaces a value beyond the limit. */
export const otherValue = "other";

/** Keeps the first `most` distinct values. */
export function boundedLabel(most: number, known: readonly string[] = []): (value: string) => string {
  const kept = new Set(known.slice(0, most));
  return (value) => {
    if (kept.has(value)) return value;
    if (kept.size >= most) return otherValue;
    kept.add(value);
    return value;
  };
}

/** Keeps only the values of a list. */
export function closedLabel(values: readonly string[]): (value: string) => string {
  const known = new Set(values);
  return (value) => (known.has(value) ? value : otherValue);
}
