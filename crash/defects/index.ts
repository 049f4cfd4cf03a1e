import { accepting } from "./accepting.ts";
import type { Defect } from "./defect.ts";
import { delivering } from "./delivering.ts";
import { evaluating } from "./evaluating.ts";
import { starting } from "./starting.ts";

/** All that the harness must catch. */
export const defects: readonly Defect[] = [...accepting, ...evaluating, ...delivering, ...starting];

export function defectNamed(name: string): Defect | undefined {
  return defects.find((defect) => defect.name === name);
}
