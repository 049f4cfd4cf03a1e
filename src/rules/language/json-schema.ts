/** The language as a JSON Schema, for completion and checks in editors. Made from the schemas that read the file. */

import { z } from "zod";
import type { Condition } from "../../core/condition.ts";
import type { Destination } from "../../core/destination.ts";
import type { JsonObject } from "../../core/json.ts";
import { ruleTestSchema } from "./rule-tests.ts";
import { actionSchema } from "./sections/actions.ts";
import { destinationName } from "./sections/destinations-section.ts";
import { peopleSchema } from "./sections/people-section.ts";
import { activeSchema, ruleSchema } from "./sections/rules-section.ts";
import { pluginNames } from "./sections/sections.ts";
import { settingsSchema } from "./sections/settings-section.ts";
import { sourcesSchema } from "./sources/schema.ts";

export interface PluginSchemas {
  readonly conditions: readonly Condition[];
  readonly destinations: readonly Destination[];
}

/**
 * What a rules.yaml may hold, as far as JSON Schema can say it. `check` finds more: names that refer to nothing, templates, patterns,
 * secrets. In one thing this is stricter: a section without anything in it is left out.
 */
export function jsonSchemaOf({ conditions, destinations }: PluginSchemas): JsonObject {
  const file = z.strictObject({
    version: z.literal(1).meta({ description: "The version of this language." }),
    plugins: pluginNames.optional().meta({ description: "Plug-ins: files beside this one (./ntfy.mjs), or packages (@acme/relay-sms)." }),
    settings: settingsSchema.optional().meta({ description: "Settings of the whole file." }),
    slack: peopleSchema.optional().meta({ description: "Who may do what with the buttons in Slack." }),
    sources: sourcesSchema.optional().meta({ description: "Where events come from. Default: bitHuman at /webhook." }),
    destinations: z.record(destinationName, destinationOf(destinations)).optional().meta({ description: "Where messages can go." }),
    rules: z
      .array(ruleSchema(conditions).extend(actionKeys(destinations)))
      .optional()
      .meta({ description: "What to look for, and where to send alerts." }),
    tests: z
      .array(ruleTestSchema)
      .optional()
      .meta({ description: "Conversations, and what the rules must do in them; avatar-relay test runs them." }),
  });
  const schema = z.toJSONSchema(file, { io: "input", unrepresentable: "any" });
  const spare = { "^x-": { description: "Your own maps, which are merged or aliased elsewhere." } };
  return { ...(schema as JsonObject), patternProperties: spare, title: "rules.yaml of avatar-relay" }; // what zod writes is JSON
}

/** The keys of a rule that name destinations. */
function actionKeys(destinations: readonly Destination[]) {
  return {
    then: z.union([z.array(actionOf(destinations)).min(1), actionOf(destinations)]),
    active: activeSchema(elsewhereOf(destinations)).optional(),
  };
}

/** One key, the kind; told as one map and not as a choice, so that an editor can offer them and say which is wrong. */
function destinationOf(destinations: readonly Destination[]): z.ZodType {
  const kinds = destinations.map(({ type, summary, schema }) => [type, schema.optional().meta({ description: summary })] as const);
  return z.strictObject(Object.fromEntries(kinds)).meta({ minProperties: 1 });
}

/** A destination's name, or a map with the keys of any kind: which kind a name is, JSON Schema cannot look up. */
function actionOf(destinations: readonly Destination[]): z.ZodType {
  return z.union([to, elsewhereOf(destinations)]);
}

function elsewhereOf(destinations: readonly Destination[]): z.ZodType {
  return z.union(destinations.map((kind) => withTo(actionSchema(kind))));
}

const to = z.string().meta({ description: "The name of a destination." });

function withTo(action: z.ZodType): z.ZodType {
  return action instanceof z.ZodObject ? action.extend({ to }) : z.looseObject({ to });
}
