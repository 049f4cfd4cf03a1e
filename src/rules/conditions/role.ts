import { z } from "zod";
import type { Condition } from "../../core/condition.ts";
import type { Role } from "../../core/event.ts";
import { oneOrMany } from "../language/schema.ts";

export const role: Condition<readonly Role[]> = {
  type: "role",
  summary: "The message is from the visitor (`user`), from the avatar (`agent`) or from anyone else (`other`).",
  example: { when: { role: "user" }, matches: [{ role: "user" }], ignores: [{ role: "agent" }] },
  only: "chat.push",
  schema: () => oneOrMany(z.enum(["user", "agent", "other"])),
  compile: (roles) => ({
    kind: "look",
    type: "role",
    gate: { role: roles },
    judge({ event }) {
      const saw = event.kind === "chat" ? event.role : null;
      return saw !== null && roles.includes(saw) ? { held: true, because: [] } : { held: false, saw };
    },
  }),
};
