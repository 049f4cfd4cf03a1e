/**
 * What Slack takes in a manifest: the parts that we use, as a JSON Schema of our own. The facts are those of version 2 of Slack's
 * (github.com/slackapi/manifest-schema, schemas/manifest.schema.2.0.0.json): which keys there are, and how long a text may be.
 */

import { Ajv } from "ajv";

const text = (minLength: number, maxLength: number) => ({ type: "string", minLength, maxLength });
const flag = { type: "boolean" };
const names = { type: "array", items: text(1, 50), maxItems: 255, uniqueItems: true };
const address = { type: "string", pattern: "^https?://", maxLength: 3_000 };

/** Keys that are not named are refused, as Slack does. */
function closed(properties: object, required: readonly string[] = []): object {
  return { type: "object", properties, required, additionalProperties: false };
}

const command = closed(
  {
    command: { ...text(2, 32), pattern: "^/" },
    url: address,
    description: text(1, 2_000),
    usage_hint: text(1, 1_000),
    should_escape: flag,
  },
  ["command", "description"],
);

const schema = closed(
  {
    _metadata: closed({ major_version: { type: "integer" }, minor_version: { type: "integer" } }),
    display_information: closed(
      { name: text(1, 35), description: text(1, 140), background_color: { type: "string", pattern: "^#[0-9a-f]{6}$" } },
      ["name"],
    ),
    features: closed({
      app_home: closed({ home_tab_enabled: flag, messages_tab_enabled: flag, messages_tab_read_only_enabled: flag }),
      bot_user: closed({ display_name: text(1, 80), always_online: flag }, ["display_name"]),
      slash_commands: { type: "array", items: command, minItems: 1, maxItems: 50 },
    }),
    oauth_config: closed({ scopes: closed({ bot: names, bot_optional: names }) }),
    settings: closed({
      event_subscriptions: closed({ request_url: address, bot_events: names }),
      interactivity: closed({ is_enabled: flag, request_url: address }, ["is_enabled"]),
      org_deploy_enabled: flag,
      socket_mode_enabled: flag,
      token_rotation_enabled: flag,
    }),
  },
  ["display_information"],
);

/** What is wrong with a manifest; nothing where Slack would take it. */
export function manifestFaultsOf(manifest: unknown): readonly string[] {
  const ajv = new Ajv({ allErrors: true });
  return ajv.validate(schema, manifest) ? [] : (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
