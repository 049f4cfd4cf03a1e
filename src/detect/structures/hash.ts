/** FNV-1a over UTF-16 units with a final mix. Models are trained on these values, so they never change. */

export const hashSeed = 0x811c9dc5;

/** One more unit. */
export function hashFrom(value: number, unit: number): number {
  return Math.imul(value ^ unit, 0x01000193);
}

/** The final mix. Without it, the low bits of short texts are too similar for buckets. */
export function mixed(value: number): number {
  const spread = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (spread ^ (spread >>> 13)) >>> 0;
}

/** 32 bits of a text. */
export function hashOf(text: string): number {
  let value = hashSeed;
  for (let index = 0; index < text.length; index += 1) value = hashFrom(value, text.charCodeAt(index));
  return mixed(value);
}
