/** Valid settings that probably do not do what was meant. A warning stops nothing. */

import type { SourceShelf } from "../../../core/source.ts";
import type { Problem } from "../diagnostic.ts";
import { privateUrls } from "./addresses.ts";
import { withoutEffect } from "./effect.ts";
import { strangeEvents } from "./events.ts";
import { literalTexts } from "./texts.ts";
import { vainWords } from "./words.ts";
import { doubtfulZone } from "./zone.ts";

/** `raw` is the file as written, `value` the same with its references resolved. */
export function* warningsOf(raw: unknown, value: unknown, sources: SourceShelf): Generator<void, readonly Problem[]> {
  const found = [...strangeEvents(raw)];
  yield;
  found.push(...vainWords(raw));
  yield;
  found.push(...withoutEffect(raw, sources), ...privateUrls(value), ...doubtfulZone(value));
  yield;
  found.push(...literalTexts(raw));
  return found;
}
