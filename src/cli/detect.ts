/** `avatar-relay detect --json`: the detectors on conversations from standard input, without a server. */

import { type Answer as Answered, type Concern, concerns, type Reading } from "../core/condition.ts";
import type { Role } from "../core/event.ts";
import { isJsonObject, type Json, parsedJson } from "../core/json.ts";
import type { Instant } from "../core/time.ts";
import { type Detectors, listen, sessionScore, type TalkMemory } from "../detect/index.ts";

interface SaidTurn {
  readonly role: Role;
  readonly text: string;
}

/** The detectors' readings of a conversation. */
export type DetectAnswer = {
  /** For each turn; null where it is not the visitor's. */
  readonly frustration: readonly (number | null)[];
  readonly session: number;
  /** For each turn, the earlier turn that it most likely repeats. */
  readonly repeat: readonly ({ readonly of: number; readonly score: number } | null)[];
  /** Whether each turn asks for a person; null where it is not the visitor's. */
  readonly human: readonly (number | null)[];
  /** Whether each turn is no answer; null where it is not the agent's. */
  readonly unanswered: readonly (number | null)[];
  readonly concern: readonly (Readonly<Record<Concern, number>> | null)[];
  readonly language: readonly (string | null)[];
  /** False where the visitor's last language has no pack. */
  readonly heard: boolean;
};

/**
 * Reads one dialogue a line, `{"id","turns":[{"role","text"}]}`, and writes one answer a line,
 * `{"id","frustration":[…],"session","repeat":[…],"human":[…],"unanswered":[…],"concern":[…],"language":[…],"heard"}`, in the same order. A line that is no dialogue gets `{"error"}`.
 */
export async function detect(input: AsyncIterable<string>, write: (answer: unknown) => void): Promise<void> {
  for await (const line of input) {
    if (line.trim() !== "") write(answerTo(line));
  }
}

/** Reads a whole conversation; with the shipped detectors by default. */
export function answerLine(turns: readonly SaidTurn[], detectors?: Detectors): DetectAnswer {
  let memory: TalkMemory | undefined;
  const answers: (Answered | undefined)[] = [];
  const readings = turns.map((turn, index) => {
    const heard = listen(memory, { ...turn, at: index as Instant }, detectors); // the turn's number replaces its time
    memory = heard.memory;
    answers.push(heard.answer);
    return heard.reading;
  });
  return {
    frustration: readings.map((reading) => (reading ? rounded(reading.frustration.message) : null)),
    session: memory ? rounded(sessionScore(memory, detectors)) : 0,
    repeat: readings.map(likeliest),
    human: readings.map((reading) => (reading ? rounded(reading.human.score) : null)),
    unanswered: answers.map((each) => (each ? rounded(each.unanswered.score) : null)),
    concern: readings.map((reading) => (reading ? concernsOf(reading) : null)),
    language: readings.map((reading) => reading?.language?.code ?? null),
    heard: readings.findLast((reading) => reading !== undefined)?.heard ?? true,
  };
}

function concernsOf({ concern }: Reading): Readonly<Record<Concern, number>> {
  const scores = concerns.map((name) => [name, rounded(concern[name]?.score ?? 0)] as const);
  return Object.fromEntries(scores) as Record<Concern, number>; // made of all names
}

function likeliest(reading: Reading | undefined): { readonly of: number; readonly score: number } | null {
  const [best] = [...(reading?.repeats ?? [])].sort((one, other) => other.score - one.score);
  return best ? { of: best.at, score: rounded(best.score) } : null;
}

/** Four digits, so that differences between processors do not show. */
function rounded(score: number): number {
  return Math.round(score * 10_000) / 10_000;
}

function answerTo(line: string): Json {
  const value = parsedJson(line);
  if (!isJsonObject(value) || !Array.isArray(value.turns)) return { error: 'expected {"id","turns":[{"role","text"}]}' };
  return { id: value.id ?? null, ...answerLine(value.turns.map(readTurn)) };
}

function readTurn(turn: unknown): SaidTurn {
  const { role, text } = isJsonObject(turn) ? turn : {};
  return { role: role === "user" || role === "agent" ? role : "other", text: typeof text === "string" ? text : "" };
}
