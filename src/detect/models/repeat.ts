// Written by train/main.ts; sources and figures: docs/detection.md.
import type { ModelFile } from "../linear.ts";

export const repeatModel: ModelFile = {
  buckets: 1,
  tables: [],
  step: 0,
  dense: [
    0.636425, 0.806632, 0.0507551, 0.322941, 0.572832, 0.117896, -0.172217, -0.104854, 0.0250357, 0.504953, -0.210581, -0.0244706,
    -0.0562225, 0.0434076, -0.107168, -0.142071, -0.158726, -0.122958, -0.237926,
  ],
  bias: -1.29467,
  slope: 3.96084,
  shift: 1.29396,
};
