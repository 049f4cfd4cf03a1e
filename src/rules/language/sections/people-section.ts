/** `slack:`, who may do what with the buttons below a message. */

import { z } from "zod";
import type { Allowed, People, Permission } from "../../../core/access/people.ts";
import { bad, good, spelled } from "../../kit/spelled.ts";
import { parse } from "../issues.ts";
import { oneOrMany } from "../schema.ts";
import { type Section, spellAgain, type Whereabouts } from "./section.ts";

/** A Slack id, which its first letter identifies: `U…` and `W…` are people, `S…` groups, `T…` and `E…` workspaces. */
function slackId(letters: string, noun: string, example: string): z.ZodType<string, string> {
  const pattern = new RegExp(`^(?:${letters === "TE" ? "" : "[TE][A-Z0-9]{2,20}/"})?[${letters}][A-Z0-9]{2,20}$`);
  return spelled({
    description: `The id of ${noun} in Slack.`,
    examples: [example],
    read: (text) =>
      pattern.test(text)
        ? good(text)
        : bad("E_VALUE", `expected the id of ${noun} in Slack`, `write it like ${example}; Slack shows it under "Copy ID"`),
    write: (text) => text,
  });
}

const description =
  "`everyone` who sees the message, `nobody`, or a list of ids: of people, and of user groups (`S…`), whose members may then. `T…/U…` names the workspace as well.";

const allowed = z
  .union([z.enum(["everyone", "nobody"]), oneOrMany(slackId("UWS", "a person or a user group", "U024BE7LH"))])
  .meta({ description });

/** The schema of `slack:`. */
export const peopleSchema = z
  .strictObject({
    teams: oneOrMany(slackId("TE", "a workspace", "T024BE7LD"))
      .optional()
      .meta({
        description:
          "Only people of these workspaces count, also in channels that are shared with others. Left out: the workspace of the bot.",
      }),
    allow: z
      .strictObject({
        claim: allowed.prefault("everyone"),
        snooze: allowed.prefault("everyone"),
        resolve: allowed.prefault("everyone"),
        mute: allowed.prefault("everyone"),
        rate: allowed.prefault("everyone"),
        speak: allowed.prefault("nobody"),
      } satisfies Record<Permission, z.ZodType<Allowed>>)
      .prefault({})
      .meta({ description: "Who may do what. `speak` is talking to visitors through the avatar: nobody may until you allow it here." }),
    thread_replies: z.boolean().default(false).meta({
      description:
        "If the person who claimed an incident writes in its thread, Slack offers that person a button that says it to the visitor.",
    }),
  })
  .prefault({});

export function readPeople(value: unknown, where: Whereabouts): Section<People> {
  const parsed = parse(peopleSchema, value, { path: ["slack"], ...where });
  if (!parsed.ok) return { value: nobody, problems: parsed.problems, spelled: undefined };
  const { teams, allow, thread_replies: threadReplies } = parsed.value;
  return { value: { teams, allow, threadReplies }, problems: [], spelled: spellAgain(peopleSchema, parsed.value) };
}

const nobody: People = {
  teams: [],
  allow: { claim: "nobody", snooze: "nobody", resolve: "nobody", mute: "nobody", rate: "nobody", speak: "nobody" },
  threadReplies: false,
};
