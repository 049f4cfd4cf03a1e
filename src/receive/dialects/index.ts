/** The shelf of dialects. The first whose keys match reads the body, so the particular stand before the general. */

import type { JsonObject } from "../../core/json.ts";
import type { Dialect, Problem, Read } from "./dialect.ts";
import { g0 } from "./g0.ts";
import { g1 } from "./g1.ts";
import { g1b } from "./g1b.ts";
import { g2 } from "./g2.ts";

export const dialects: readonly Dialect[] = [g2, g1b, g1, g0];

/** Reads a body in whichever dialect it is written. */
export function readBody(body: JsonObject): Read | Problem {
  const dialect = dialects.find((each) => each.matches(body));
  return dialect?.read(body) ?? { pointer: "", expected: "an object with event_type, or with event" };
}
