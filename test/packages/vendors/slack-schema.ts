/** Writes test/support/fixtures/slack-blocks.schema.json from the types that Slack publishes: `npm ci && npm run slack-schema`, in this folder. */

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createGenerator } from "ts-json-schema-generator";

const manifest = createRequire(import.meta.url).resolve("@slack/types/package.json");
const { version } = createRequire(import.meta.url)(manifest) as { version: string }; // npm writes it into every package
const target = new URL("../../support/fixtures/slack-blocks.schema.json", import.meta.url);

const schema = createGenerator({
  path: join(dirname(manifest), "dist", "index.d.ts"),
  type: "KnownBlock",
  skipTypeCheck: true,
  additionalProperties: false,
}).createSchema("KnownBlock");

// The descriptions are Slack's documentation, and long.
const { definitions } = JSON.parse(
  JSON.stringify(schema, (key, value: unknown) => (key === "description" && typeof value === "string" ? undefined : value)),
) as { definitions: unknown }; // what was just written
const $comment = `made from @slack/types ${version} by test/packages/vendors/slack-schema.ts`;
writeFileSync(target, `${JSON.stringify({ $comment, definitions })}\n`);
