/** Everything that listening needs, made ready once. */

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
  /** What the messages are: `auto` where undefined. */
  readonly input?: DetectorInput;
}

let opened: Detectors | undefined;

/** The detectors as shipped, unpacked when first needed (some 20 ms). */
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

/** The patterns of all grammars, made ready when first needed. */
export function shippedPatterns(): Patterns {
  patterns ??= openPatterns(grammars);
  return patterns;
}

let urgency: LinearModel | undefined;

/** The model of emergencies, unpacked when first needed. */
export function shippedUrgency(): LinearModel {
  urgency ??= openModel(urgencyModel);
  return urgency;
}
