// Written by train/main.ts; sources and figures: docs/detection.md.
import type { ModelFile } from "../linear.ts";

export const repeatModel: ModelFile = {
  buckets: 1,
  tables: [],
  step: 0,
  dense: [
    0.49337, 0.665863, 0.0755631, 0.208365, 0.394239, 0.0755788, -0.239275, -0.0600429, 0.0496479, 0.365642, -0.175306, 0.0541096,
    0.0295565, -0.0223793, -0.0533617, -0.167651, -0.0526219, -0.0770194, -0.0790574, 0.112658, 0.100919, 0.133106, 0.463227,
  ],
  bias: -1.42883,
  slope: 2.42264,
  shift: 1.38097,
};
