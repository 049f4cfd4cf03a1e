import type { Condition } from "../../core/condition.ts";
import { type Comparison, comparison, isWithin } from "../language/comparison.ts";

export const participants: Condition<Comparison> = {
  type: "participants",
  summary: "How many people are in the room, as the last join said.",
  example: {
    when: { participants: { above: 2 } },
    matches: [{ type: "room.join", data: { room_name: "lobby", participant_count: 3 } }],
    ignores: [{ type: "room.join", data: { room_name: "lobby", participant_count: 1 } }],
  },
  schema: () => comparison,
  compile: (bounds) => ({
    kind: "look",
    type: "participants",
    judge({ event, session }) {
      const saw = (event.kind === "join" ? event.participants : undefined) ?? session?.participants;
      if (saw === undefined || !isWithin(saw, bounds)) return { held: false, saw: saw ?? null };
      return { held: true, because: [{ condition: "participants", text: `${saw} in the room` }], facts: { participants: saw } };
    },
  }),
};
