/** The language as a JSON Schema, for completion and checks in editors. It is made from the schemas that read the file. */

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
 * The valid rules.yaml, as far as JSON Schema can describe it. `check` also finds names without a target, mistakes in templates and
 * patterns,
 * and secrets. The JSON Schema is stricter in one point: it does not allow an empty section.
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
  return { ...(schema as JsonObject), patternProperties: spare, title: "rules.yaml of avatar-relay" }; // zod writes JSON
}

/** The keys of a rule that name destinations. */
function actionKeys(destinations: readonly Destination[]) {
  return {
    then: z.union([z.array(actionOf(destinations)).min(1), actionOf(destinations)]),
    active: activeSchema(elsewhereOf(destinations)).optional(),
  };
}

/** One key, the kind. It is one map and not a choice, so that an editor can list the kinds and name the wrong one. */
function destinationOf(destinations: readonly Destination[]): z.ZodType {
  const kinds = destinations.map(({ type, summary, schema }) => [type, schema.optional().meta({ description: summary })] as const);
  return z.strictObject(Object.fromEntries(kinds)).meta({ minProperties: 1 });
}

/** A destination's name, or a map with the keys of any kind, because JSON Schema cannot look up the kind of a name. */
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
