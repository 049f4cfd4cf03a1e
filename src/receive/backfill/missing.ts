/** Finds the lines of a transcript that never came as events. Pure. */

import type { Chat, Event } from "../../core/event.ts";
import { type Duration, second } from "../../core/time.ts";
import { roleOf } from "../mapping/readers.ts";
import type { TranscriptLine } from "./transcripts.ts";

/** The clocks of a transcript and of webhooks may differ by this much. */
const sameWithin: Duration = 2 * second;

/** Whether an event and a line are the same. */
export function isSame({ role, message, at }: TranscriptLine, event: Chat): boolean {
  return event.role === roleOf(role) && event.message === message && Math.abs(event.occurredAt - at) <= sameWithin;
}

/** Lines without an event. Two equal lines need two events. */
export function missingLines(lines: readonly TranscriptLine[], stored: readonly Event[]): readonly TranscriptLine[] {
  const left = new Set(stored.filter((event) => event.kind === "chat"));
  return lines.filter((line) => {
    const { at } = line;
    const alike = [...left].filter((event) => isSame(line, event));
    const [nearest] = alike.toSorted((one, other) => Math.abs(one.occurredAt - at) - Math.abs(other.occurredAt - at));
    if (nearest !== undefined) left.delete(nearest);
    return nearest === undefined;
  });
}
