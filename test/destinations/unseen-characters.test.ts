import { expect, it, onTestFinished } from "vitest";
import type { Message } from "../../src/core/delivery.ts";
import type { Turn } from "../../src/core/incident.ts";
import { email } from "../../src/destinations/email/email.ts";
import { http } from "../../src/destinations/http.ts";
import { slack } from "../../src/destinations/slack/slack.ts";
import { configured, makeContext, makeEdge, makeView, renderedBy } from "../support/destination-edge.ts";
import { openFakeSlack } from "../support/fake-slack.ts";
import { makeChat } from "../support/make.ts";
import { settingsFor } from "../support/preset-case.ts";

/** What a visitor can write, and what nobody is to be shown. */
const hidden = ["\u202E", "\u2066", "\u200F", "\u2060", "\uFEFF", "\u00AD", "\u{E0041}", "\u0007"];
const said = `pay${hidden.join("x")}fdp.exe @here`;
const seen = "payxxxxxxxfdp.exe";
const view = makeView(makeChat({ message: said, agent: `A${hidden.join("")}1`, data: { name: said } }), {
  finding: { because: `it holds “${said}”`, reasons: [] },
  identity: { email: "ada@acme.example", name: said },
});
const action = { title: "{{ event.data.name }}", text: "{{ event.message }} {{ identity.name }}" };
const unseen = /\p{Bidi_Control}|[\u2060\uFEFF\u00AD\u{E0041}]|(?![\t\n])\p{Cc}/u;

it.each([{}, action])("Slack shows no visitor's character that cannot be seen: %j", async (written) => {
  const fake = await openFakeSlack();
  const to = configured(slack, { channel: "#support" });
  const sender = to.open(makeEdge({ SLACK_BOT_TOKEN: fake.token, SLACK_API_URL: fake.url }));
  onTestFinished(async () => {
    await sender.close();
    await fake.close();
  });
  const [message] = renderedBy(slack, to, written, view);
  if (message === undefined) throw new Error("nothing was rendered");
  const outcome = await sender.send(message, makeContext(message));
  const reference = outcome.kind === "delivered" ? outcome.reference : undefined;
  const turns = to.board?.turns(message.body, [{ role: "user", text: said }] as unknown as readonly Turn[], 0) ?? null; // as the engine keeps them
  await sender.send({ ...message, body: turns, mode: "append" } as Message, makeContext(message, { reference, key: "turns" }));
  expect(fake.messages).toHaveLength(2);
  for (const { payload } of fake.messages) {
    expect(JSON.stringify(payload)).toContain(seen);
    expect(JSON.parse(JSON.stringify(payload), (_, each) => (typeof each === "string" && unseen.test(each) ? "unseen!" : each))).toEqual(
      payload,
    );
  }
});

it.each([{}, action])("nor does a letter: %j", (written) => {
  const to = configured(email, { to: "oncall@example.com" });
  const [message] = renderedBy(email, to, written, view);
  expect(JSON.stringify(message?.body)).toContain(seen);
  expect(JSON.stringify(message?.body)).not.toMatch(unseen);
  expect(JSON.stringify(message?.body)).not.toContain("\\u0007");
});

it.each(
  [
    "hubspot.note",
    "zendesk.ticket",
    "freshdesk.ticket",
    "salesforce.task",
    "jira.issue",
    "notion.page",
    "monday.item",
    "teams",
    "discord",
    "telegram",
  ].flatMap((preset) => [{}, action].map((written) => [preset, written] as const)),
)("nor does what %s is told: %j", (preset, written) => {
  const to = configured(http, settingsFor(preset, "https://vendor.example"));
  const [message] = renderedBy(http, to, written, {
    ...view,
    event: { ...view.event, agent: "A1" },
    identity: { email: "ada@acme.example" },
  });
  const told = JSON.stringify(message?.body);
  expect(told).toContain("fdp.exe");
  expect(told).not.toMatch(unseen);
  expect(told).not.toContain("\\u0007");
});
