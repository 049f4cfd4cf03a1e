/** Splits by dialogue: two lines of one conversation are never on both sides. */

import { hashOf } from "../src/detect/structures/hash.ts";

export const outerFolds = 5;
export const innerFolds = 4;

/** The fold a dialogue is judged in. */
export function outerFold(dialogue: string): number {
  return hashOf(`outer ${dialogue}`) % outerFolds;
}

/** The fold whose model scores a dialogue while the models above it are trained. */
export function innerFold(dialogue: string): number {
  return hashOf(`inner ${dialogue}`) % innerFolds;
}
