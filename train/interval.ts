/** Confidence intervals by resampling whole dialogues, with a generator of its own so that they are the same everywhere. */

const draws = 400;

/** The middle 95 % of a figure over resampled dialogues. */
export function interval<Row extends { readonly dialogue: string }>(
  rows: readonly Row[],
  figure: (rows: readonly Row[]) => number,
): readonly [number, number] {
  const groups = [...grouped(rows).values()];
  const chance = generator(20_261_121);
  const found = Array.from({ length: draws }, () => figure(groups.flatMap(() => groups[Math.floor(chance() * groups.length)] ?? [])));
  const sorted = found.filter((value) => !Number.isNaN(value)).sort((one, other) => one - other);
  return [sorted[Math.floor(0.025 * sorted.length)] ?? Number.NaN, sorted[Math.floor(0.975 * sorted.length)] ?? Number.NaN];
}

/** Mulberry32: 0..1, the same sequence for the same seed. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function grouped<Row extends { readonly dialogue: string }>(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.dialogue);
    if (group === undefined) groups.set(row.dialogue, [row]);
    else group.push(row);
  }
  return groups;
}
