/** From labelled rows to detectors: once on everything, to ship, and once a fold, to judge. */

import type { Detectors } from "../src/detect/detectors.ts";
import type { Lexicon } from "../src/detect/lexicon.ts";
import { type ModelFile, openModel } from "../src/detect/structures/linear.ts";
import { plainWords } from "../src/detect/structures/ngrams.ts";
import { utter } from "../src/detect/utterance.ts";
import { type Labelled, type LabelledSession, markedPairs, type Written } from "./data.ts";
import { outerFold, outerFolds } from "./folds.ts";
import { type MessageRow, messageRow, trainMessage } from "./message.ts";
import { type PairRow, pairRow, trainRepeat } from "./repeat.ts";
import { trainSession } from "./session.ts";
import { wordVectors } from "./vectors.ts";

/** Everything with its features; they do not depend on the split. */
export interface Prepared {
  readonly ears: Lexicon;
  readonly messages: readonly MessageRow[];
  readonly sessions: readonly LabelledSession[];
  readonly pairs: readonly PairRow[];
}

export interface Trained {
  readonly detectors: Detectors;
  readonly files: { readonly message: ModelFile; readonly session: ModelFile; readonly repeat: ModelFile };
}

/** A written sentence that somebody labelled said word for word is left out: it would be on both sides of every split. */
export function prepare(labelled: Labelled, ears: Lexicon, written: Written): Prepared {
  const said = new Set(labelled.messages.map(({ text }) => text.trim().toLowerCase()));
  const ours = written.messages.filter(({ text }) => !said.has(text.trim().toLowerCase()));
  return {
    ears,
    messages: [...labelled.messages, ...ours].map((message) => messageRow(message, ears)),
    sessions: labelled.sessions,
    pairs: [...labelled.pairs, ...written.pairs, ...markedPairs(labelled, written.marked)].flatMap((pair) => pairRow(pair, ears) ?? []),
  };
}

export function trainAll({ ears, messages, sessions, pairs }: Prepared): Trained {
  const { file: message, model, unseen } = trainMessage(messages, wordVectors(textsOf({ messages, sessions, pairs })));
  const session = trainSession(sessions, unseen, ears);
  const repeat = trainRepeat(pairs);
  return {
    files: { message, session, repeat },
    detectors: { lexicon: ears, message: model, session: openModel(session), repeat: openModel(repeat) },
  };
}

/** All that was said, labelled or not, as words. */
function textsOf({ messages, sessions, pairs }: Omit<Prepared, "ears">): readonly (readonly string[])[] {
  const words = (text: string): readonly string[] => plainWords(utter(text));
  return [
    ...messages.map((row) => row.said),
    ...sessions.flatMap((session) => session.turns.map((turn) => words(turn.text))),
    ...pairs.flatMap(({ pair }) => [words(pair.a), words(pair.b)]),
  ];
}

/** For each fold, detectors that have seen none of its dialogues. */
export function trainFolds(prepared: Prepared): readonly Detectors[] {
  return Array.from({ length: outerFolds }, (_, fold) => {
    const others = (dialogue: string): boolean => outerFold(dialogue) !== fold;
    return trainAll({
      ears: prepared.ears,
      messages: prepared.messages.filter((row) => row.message.dialogue === "written" || others(row.message.dialogue)),
      sessions: prepared.sessions.filter((session) => others(session.id)),
      pairs: prepared.pairs.filter((row) => others(row.pair.group)),
    }).detectors;
  });
}
