/** From what a visitor says to what Slack shows, where the rule names neither a title nor a text. */

import { afterEach, expect, it } from "vitest";
import { destinations } from "../../src/destinations/index.ts";
import { compile } from "../../src/rules/compile.ts";
import { conditions } from "../../src/rules/conditions/index.ts";
import { makeContext, makeEdge } from "../support/destination-edge.ts";
import { type FakeSlack, openFakeSlack } from "../support/fake-slack.ts";
import { loaded } from "../support/load.ts";
import { makeChat } from "../support/make.ts";
import { digest, engineOf } from "../support/program.ts";

const text = `version: 1
destinations: { support: { slack: { channel: C0SUPPORT } } }
rules:
  - { name: asks-for-a-human, on: chat.push, when: { wants_human: true }, severity: high, then: [support] }
  - { name: must-reach-people, on: chat.push, when: { concern: [urgent, leaving] }, then: [support] }
`;

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The message of the incident that a visitor's words open. */
async function shownFor(message: string): Promise<FakeSlack["messages"][number] | undefined> {
  const { file } = loaded(text, { conditions, destinations, placeholders: true });
  const program = compile({ file, version: "v1", conditions, digest, secrecy: { seal: String, unseal: String } });
  const fake = await openFakeSlack();
  const sender = program.destinations.get("support")?.open(makeEdge({ SLACK_BOT_TOKEN: fake.token, SLACK_API_URL: fake.url }));
  closing.push(() => sender?.close() ?? Promise.resolve(), fake.close);
  const [opening] = engineOf(program).run([makeChat({ message })]).messages;
  if (opening !== undefined) await sender?.send(opening, makeContext(opening));
  return fake.messages[0];
}

it.each([
  {
    of: "who asks for a person",
    said: "uh can i talk to someone please",
    title: "A80HVD8577: asks-for-a-human",
    fields: ["Agent: A80HVD8577", "Session: session_xyz789", "Event: chat.push", "Severity: high"],
    because: "asks for a person: talk to someone",
  },
  {
    of: "an emergency, which is critical whatever the rule finds else",
    said: "help somebody collapsed here",
    title: "A80HVD8577: must-reach-people",
    fields: ["Agent: A80HVD8577", "Session: session_xyz789", "Event: chat.push", "Severity: critical"],
    because: "may be an emergency: somebody collapsed",
  },
  {
    of: "who leaves, as severe as the rule",
    said: "please close my account today",
    title: "A80HVD8577: must-reach-people",
    fields: ["Agent: A80HVD8577", "Session: session_xyz789", "Event: chat.push"],
    because: "wants to leave: please close my account",
  },
])("tells of $of", async ({ said, title, fields, because }) => {
  const shown = await shownFor(said);
  expect(shown?.text).toBe(`${title}: ${said}`);
  expect(shown?.payload.blocks).toMatchObject([
    { type: "header", text: { text: title } },
    { type: "rich_text", elements: [{ elements: [{ type: "text", text: said }] }] },
    { type: "section", fields: fields.map((field) => ({ text: field })) },
    { type: "context", elements: [{ text: because }, { type: "mrkdwn" }] },
  ]);
});
