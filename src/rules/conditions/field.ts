import { z } from "zod";
import type { Condition } from "../../core/condition.ts";
import { viewOf } from "../../core/event.ts";
import { type Json, valueAt } from "../../core/json.ts";
import { comparison, isWithin } from "../language/comparison.ts";
import { oneOrMany, path } from "../language/schema.ts";

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const settings = z
  .strictObject({
    path: path(),
    in: oneOrMany(scalar).optional(),
    exists: z.boolean().optional(),
    ...comparison.shape,
    equals: scalar.optional(),
  })
  .refine(({ path: _, ...tests }) => Object.values(tests).some((test) => test !== undefined), {
    error: "expected what the field should be, such as exists: true or equals: …",
  });

export const field: Condition<z.output<typeof settings>> = {
  type: "field",
  summary:
    'A field of the event, by its path (`data.lang`), has one of these values, lies within these bounds, or exists. Senders also write numbers and truth values as texts: `404` and `"404"` are the same here, and so are `true` and `"true"`.',
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
  if (values !== undefined && !values.some((value) => isSame(value, saw))) return false;
  if (equals !== undefined && !isSame(equals, saw)) return false;
  const bounded = [above, at_least, below, at_most].some((bound) => bound !== undefined);
  const number = bounded ? numberIn(saw) : undefined;
  return !bounded || (number !== undefined && isWithin(number, { above, at_least, below, at_most }));
}

/** Senders and quotes in rules.yaml decide whether a value is a text, so `404` equals `"404"`, and `true` equals `"True"`. */
function isSame(wanted: Json, saw: Json | undefined): boolean {
  if (wanted === saw) return true;
  if (typeof wanted === typeof saw || wanted === null || saw === null || typeof saw === "object") return false;
  if (typeof wanted === "boolean" || typeof saw === "boolean") return String(wanted).toLowerCase() === String(saw).toLowerCase();
  const [one, other] = [numberIn(wanted), numberIn(saw)];
  return one !== undefined && one === other;
}

/** A number, or a text in JSON's form of a number. It stays a text where it has too many digits for a number. */
function numberIn(saw: Json | undefined): number | undefined {
  if (typeof saw === "number") return saw;
  return typeof saw === "string" && /^\s*-?(0|[1-9]\d{0,14})(\.\d{1,15})?\s*$/.test(saw) ? Number(saw) : undefined;
}

/** A long value is cut to keep the trace small. */
function shown(saw: Json | undefined): Json {
  if (typeof saw === "string") return saw.length > 60 ? `${saw.slice(0, 60)}…` : saw;
  return typeof saw === "object" && saw !== null ? "(not a single value)" : (saw ?? null);
}
