import type { Condition } from "../../core/condition.ts";
import { type Comparison, comparison, isWithin } from "../language/comparison.ts";

export const participants: Condition<Comparison> = {
  type: "participants",
  summary:
    "How many participants the sender counts in the room, by the last join. bitHuman may count the agent and its avatar too: one visitor is 1, 2 or 3, depending on the model. Look at a join of your own (`avatar-relay events`) before you choose a bound.",
  example: {
    when: { participants: { above: 3 } }, // more than one visitor, if the agent and its avatar count as participants
    matches: [{ type: "room.join", data: { room_name: "lobby", participant_count: 4 } }],
    ignores: [{ type: "room.join", data: { room_name: "lobby", participant_count: 3 } }],
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
