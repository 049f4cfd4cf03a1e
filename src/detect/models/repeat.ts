// Written by train/main.ts; sources and figures: docs/detection.md.
import type { ModelFile } from "../structures/linear.ts";

export const repeatModel: ModelFile = {
  buckets: 1,
  tables: [],
  step: 0,
  dense: [
    0.46375, 0.652792, 0.0379002, 0.176396, 0.49705, 0.101578, -0.140832, -0.0777258, -0.0381879, 0.267028, -0.195704, -0.0191741,
    -0.0308101, 0.056293, -0.0655016, -0.117114, -0.0336513, -0.0252246, -0.0874091, 0.0312358, 0.0197311, 0.0977361, 0.328782, 0.0435436,
    0.161531, -0.200873, 0.302738, -0.0643704,
  ],
  bias: -1.10515,
  slope: 2.68923,
  shift: 0.941985,
};
