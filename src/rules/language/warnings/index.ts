/** Valid settings that probably do not do what was meant. A warning stops nothing. */

import type { SourceShelf } from "../../../core/source.ts";
import { type Problem, spell } from "../diagnostic.ts";
import { addressesAsIds, misplacedUrls, privateUrls } from "./addresses.ts";
import { withoutEffect } from "./effect.ts";
import { strangeEvents } from "./events.ts";
import { strangeFields } from "./fields.ts";
import { foreignFormatting } from "./formatting.ts";
import { literalTexts, type WrittenTexts } from "./texts.ts";
import { vainWords } from "./words.ts";
import { doubtfulZone } from "./zone.ts";

export interface WarningsRequest extends WrittenTexts {
  /** The file as it is written. */
  readonly raw: unknown;
  /** The same with its references resolved. */
  readonly value: unknown;
  readonly sources: SourceShelf;
}

/** A URL that is no URL leads nowhere, and not into a private network. */
function firstOfEachPlace(problems: readonly Problem[]): readonly Problem[] {
  const first = new Map<string, Problem>();
  for (const problem of problems) if (!first.has(spell(problem.path))) first.set(spell(problem.path), problem);
  return [...first.values()];
}

export function* warningsOf({ raw, value, sources, ...written }: WarningsRequest): Generator<void, readonly Problem[]> {
  const found = [...strangeEvents(raw)];
  yield;
  found.push(...strangeFields(raw));
  yield;
  found.push(...vainWords(raw));
  yield;
  found.push(...withoutEffect(raw, sources), ...doubtfulZone(value), ...foreignFormatting(raw));
  yield;
  return [
    ...found,
    ...firstOfEachPlace([...misplacedUrls(value), ...addressesAsIds(value), ...literalTexts(raw, written), ...privateUrls(value)]),
  ];
}
