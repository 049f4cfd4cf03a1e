/** What the parts of a file have in common. Each part is read separately, so that one run finds all mistakes. */

import { z } from "zod";
import type { TextPosition } from "../../yaml/locate.ts";
import type { Path } from "../../yaml/path.ts";
import type { Problem } from "../diagnostic.ts";
import type { Guide } from "../guide.ts";

/** A part of the file as it was read. */
export interface Section<Value> {
  /** As far as it could be read; complete where there are no problems. */
  readonly value: Value;
  readonly problems: readonly Problem[];
  /** The value as users write it, with its defaults, for `config show`. */
  readonly spelled: unknown;
}

/** Finds the place of a value in the text. */
export interface Whereabouts {
  locate(path: Path): TextPosition;
  /** Counted from 1. */
  lineOf(path: Path): number;
  readonly guide?: Guide | undefined;
}

/** Writes a value again; undefined where its schema cannot do that. */
export function spellAgain<Value>(schema: z.ZodType<Value>, value: Value): unknown {
  const { data } = z.safeEncode(schema, value);
  return data;
}
