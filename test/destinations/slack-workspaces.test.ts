import { expect, it, onTestFinished } from "vitest";
import { type IncidentId, opened } from "../../src/core/incident.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { slack } from "../../src/destinations/slack/slack.ts";
import { configured, makeContext, makeEdge, makeView, renderedBy } from "../support/destination-edge.ts";
import { openFakeSlack } from "../support/fake-slack.ts";
import { monday } from "../support/make.ts";
import { controlsOf } from "../support/slack-people.ts";

const token = "xoxb-canary-eu";
const incident = opened(
  {
    ...{ id: "0123456789abcdef01234567-89abcdef" as IncidentId, rule: "asks", ruleId: "asks", group: "session:s1@bithuman" }, // the shape of one
    ...{ source: "bithuman", agent: "A80HVD8577", session: "s1", severity: "high", posts: [] },
  },
  monday,
);
const secrets = [{ name: "SLACK_TOKEN_EU", value: token }];

async function posted(settings: JsonObject, variables: Readonly<Record<string, string>> = {}) {
  const fake = await openFakeSlack({ others: { [token]: "T0EU" } });
  const to = configured(slack, { channel: "#support", ...settings }, secrets);
  const sender = to.open(makeEdge({ SLACK_BOT_TOKEN: fake.token, SLACK_API_URL: fake.url, ...variables }));
  onTestFinished(async () => {
    await sender.close();
    await fake.close();
  });
  const [message] = renderedBy(slack, to, { text: `{{ event.message }} ${token}` }, makeView());
  if (message === undefined) throw new Error("nothing was rendered");
  const body = to.board?.parent(message.body, incident, true) ?? null;
  const outcome = await sender.send({ ...message, body }, makeContext(message));
  return { fake, to, body, outcome, buttons: controlsOf(fake.messages[0]?.payload ?? {}).map(({ label }) => label) };
}

it("goes by its own token, of which the queue knows the name alone", async () => {
  const { fake, body, outcome, to } = await posted({ token, signing_secret: "s" });
  expect(outcome.kind).toBe("delivered");
  expect(new Set(fake.requests.map(({ headers }) => headers.authorization))).toEqual(new Set([`Bearer ${token}`]));
  expect(JSON.stringify([body, outcome, to.policy])).not.toContain(token);
});

it.each<[string, JsonObject, Readonly<Record<string, string>>, boolean]>([
  ["nothing", { token }, { SLACK_SIGNING_SECRET: "one" }, false],
  ["a signing secret beside it", { token, signing_secret: "s" }, {}, true],
  ["an app token beside it", { token, app_token: "xapp" }, {}, true],
  ["a list of signing secrets", { token }, { SLACK_SIGNING_SECRET: "one,two" }, true],
  ["the token of the environment", {}, {}, true],
])("has buttons where presses come back, with %s", async (_, settings, variables, has) => {
  const { buttons, fake } = await posted(settings, variables);
  expect([buttons.includes("Claim"), fake.faults]).toEqual([has, []]);
  expect(JSON.stringify(fake.messages[0]?.payload)).toContain("Nobody has claimed it");
});

it("has changes of its own to count, with each token", () => {
  const pool = (settings: JsonObject) => configured(slack, { channel: "#a", ...settings }, secrets).policy.updates?.pool;
  expect(pool({})).toBe("slack chat.update");
  expect(pool({ token })).not.toBe(pool({}));
  expect(pool({ token })).toBe(pool({ token, updates: "9/m" }));
});

it("asks for SLACK_BOT_TOKEN only where no token is named", () => {
  const needed = (settings: JsonObject) => slack.requires(slack.schema.parse({ channel: "#a", ...settings }));
  expect([needed({}), needed({ token })]).toEqual([["SLACK_BOT_TOKEN"], []]);
});

it.each<[JsonObject, string]>([
  [{ channel: "#a", signing_secret: "s" }, "expected token beside it"],
  [{ channel: "#a", app_token: "s" }, "expected token beside it"],
  [{ webhook_url: "https://hooks.slack.com/services/a/b/c", token }, "expected a channel beside it"],
])("is looked at when the file is read: %j", (settings, said) => {
  expect(slack.schema.safeParse(settings).error?.issues[0]?.message).toBe(said);
});
