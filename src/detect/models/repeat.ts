// Written by train/main.ts; sources and figures: docs/detection.md.
import type { ModelFile } from "../linear.ts";

export const repeatModel: ModelFile = {
  buckets: 1,
  tables: [],
  step: 0,
  dense: [
    0.493286, 0.666221, 0.0753528, 0.207687, 0.393218, 0.0744757, -0.239489, -0.0592458, -0.0897337, 0.366136, -0.174525, 0.0553169,
    0.0291353, -0.0226375, -0.053384, -0.166879, -0.0525298, -0.0768563, -0.0790123, 0.112667, 0.102239, 0.132541, 0.463902, 0.128713,
  ],
  bias: -1.43104,
  slope: 2.4798,
  shift: 1.38436,
};
