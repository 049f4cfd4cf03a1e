// Written by train/main.ts; sources and figures: docs/detection.md.
import type { ModelFile } from "../linear.ts";

export const repeatModel: ModelFile = {
  buckets: 1,
  tables: [],
  step: 0,
  dense: [
    0.460952, 0.652657, 0.0371664, 0.167114, 0.496107, 0.102975, -0.141546, -0.07748, -0.0386264, 0.268427, -0.19794, -0.0178707,
    -0.0297404, 0.0557956, -0.0655142, -0.117676, -0.0332639, -0.0256191, -0.0864442, 0.031384, 0.018131, 0.0971021, 0.325405, 0.0434819,
    0.161266, -0.201112, 0.302732, -0.0644591,
  ],
  bias: -1.10046,
  slope: 2.70253,
  shift: 0.93688,
};
