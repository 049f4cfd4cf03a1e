/** What the parts of a file have in common: each is read for itself, so that all mistakes are found in one run. */

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
  /** The value spelled as users write it, with its defaults; for `config show`. */
  readonly spelled: unknown;
}

/** The way back into the text. */
export interface Whereabouts {
  locate(path: Path): TextPosition;
  /** Counted from 1. */
  line(path: Path): number;
  readonly guide?: Guide | undefined;
}

/** Spells a value again; undefined where its schema cannot, since it was never made to. */
export function spellAgain<Value>(schema: z.ZodType<Value>, value: Value): unknown {
  const { data } = z.safeEncode(schema, value);
  return data;
}
