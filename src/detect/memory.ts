/** What is remembered of a conversation between two turns: JSON of at most about 2 KB, without text. */

import type { Instant } from "../core/time.ts";
import type { AnsweredTurn } from "./answers.ts";
import type { LanguageScores } from "./language.ts";
import { type Course, newCourse } from "./session.ts";
import type { Sketch } from "./structures/sketch.ts";

/** An earlier question of the visitor. */
export type AskedQuestion = { readonly at: Instant; readonly sketch: Sketch };

export type TalkMemory = {
  /** The version of the models and sketches; a memory of another version begins anew. */
  readonly version: number;
  /** The last `askedMessages` messages with a question, oldest first. */
  readonly asked: readonly AskedQuestion[];
  readonly course: Course;
  readonly tongue: LanguageScores;
  /** The last turns of the agent, oldest first. */
  readonly answers: readonly AnsweredTurn[];
};

export const askedMessages = 6;

/** Goes up with every change of the models, the sketches or this shape. */
const talkVersion = 8;

export const newTalk: TalkMemory = { version: talkVersion, asked: [], course: newCourse, tongue: {}, answers: [] };

/** The memory to continue from. An upgrade in the middle of a conversation drops it, because it could misread it. */
export function recalled(memory: TalkMemory | undefined): TalkMemory {
  return memory?.version === talkVersion ? memory : newTalk;
}
