import { z } from "zod";
import type { Condition } from "../../core/condition.ts";
import { viewOf } from "../../core/event.ts";
import { type Json, valueAt } from "../../core/json.ts";
import { comparison, isWithin } from "../language/comparison.ts";
import { oneOrMany, path } from "../language/schema.ts";

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const settings = z.strictObject({
  path: path(),
  in: oneOrMany(scalar).optional(),
  exists: z.boolean().optional(),
  ...comparison.shape,
  equals: scalar.optional(),
});

export const field: Condition<z.output<typeof settings>> = {
  type: "field",
  summary: "A field of the event, by its path (`data.lang`), has one of these values, lies within these bounds, or exists.",
  example: {
    when: { field: { path: "data.lang", in: ["de", "fr"] } },
    matches: [{ data: { lang: "de" } }],
    ignores: [{ data: { lang: "en" } }, { data: {} }],
  },
  schema: () => settings,
  compile: (wanted) => ({
    kind: "look",
    type: "field",
    judge({ event }) {
      const saw = valueAt(viewOf(event), wanted.path);
      if (!holds(saw, wanted)) return { held: false, saw: shown(saw) };
      return { held: true, because: [{ condition: "field", text: `${wanted.path.join(".")} is ${JSON.stringify(shown(saw))}` }] };
    },
  }),
};

function holds(saw: Json | undefined, { exists, in: values, equals, above, at_least, below, at_most }: z.output<typeof settings>): boolean {
  if (exists !== undefined && exists !== (saw !== undefined && saw !== null)) return false;
  if (values !== undefined && !values.some((value) => value === saw)) return false;
  if (equals !== undefined && equals !== saw) return false;
  const bounded = [above, at_least, below, at_most].some((bound) => bound !== undefined);
  return !bounded || (typeof saw === "number" && isWithin(saw, { above, at_least, below, at_most }));
}

/** A long value is cut: a trace stays small. */
function shown(saw: Json | undefined): Json {
  if (typeof saw === "string") return saw.length > 60 ? `${saw.slice(0, 60)}…` : saw;
  return typeof saw === "object" && saw !== null ? "(not a single value)" : (saw ?? null);
}
