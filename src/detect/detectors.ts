/** Everything that the detectors need, loaded once. */

import { grammars } from "./grammars/index.ts";
import { type Lexicon, openLexicon } from "./lexicon.ts";
import type { DetectorInput } from "./message.ts";
import { messageModel } from "./models/message.ts";
import { repeatModel } from "./models/repeat.ts";
import { sessionModel } from "./models/session.ts";
import { urgencyModel } from "./models/urgency.ts";
import { packs } from "./packs/index.ts";
import { openPatterns, type Patterns } from "./patterns/patterns.ts";
import { type LinearModel, openModel } from "./structures/linear.ts";

export interface Detectors {
  readonly lexicon: Lexicon;
  readonly message: LinearModel;
  readonly session: LinearModel;
  readonly repeat: LinearModel;
  /** The kind of messages: `auto` where undefined. */
  readonly input?: DetectorInput;
}

let opened: Detectors | undefined;

/** The shipped detectors, unpacked at their first use (some 20 ms). */
export function shippedDetectors(): Detectors {
  opened ??= {
    lexicon: openLexicon(packs),
    message: openModel(messageModel),
    session: openModel(sessionModel),
    repeat: openModel(repeatModel),
  };
  return opened;
}

let patterns: Patterns | undefined;

/** The patterns of all grammars, compiled at their first use. */
export function shippedPatterns(): Patterns {
  patterns ??= openPatterns(grammars);
  return patterns;
}

let urgency: LinearModel | undefined;

/** The model of emergencies, unpacked at its first use. */
export function shippedUrgency(): LinearModel {
  urgency ??= openModel(urgencyModel);
  return urgency;
}
