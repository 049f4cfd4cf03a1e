import { expect, it, onTestFinished } from "vitest";
import type { Outcome } from "../../src/core/delivery.ts";
import type { View } from "../../src/core/destination.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { minute, plus } from "../../src/core/time.ts";
import { slack } from "../../src/destinations/slack/slack.ts";
import { configured, makeContext, makeEdge, makeView, renderedBy } from "../support/destination-edge.ts";
import { openFakeSlack, slackError } from "../support/fake-slack.ts";
import { makeChat, monday } from "../support/make.ts";

const settings = { channel: "#{{ event.agent }}", digest: "15m" };
const calm = (message: string, agent = "a1", at = 0): View =>
  makeView(makeChat({ message, agent, receivedAt: plus(monday, at) }), { rule: { name: "greets", severity: "normal" } });
const urgent = makeView(makeChat({ message: "help", agent: "a1" }), { rule: { name: "fire", severity: "high" } });

async function sendAll(views: readonly View[], ...failures: readonly string[]) {
  const fake = await openFakeSlack();
  const to = configured(slack, settings);
  const sender = to.open(makeEdge({ SLACK_BOT_TOKEN: fake.token, SLACK_API_URL: fake.url }));
  onTestFinished(async () => {
    await sender.close();
    await fake.close();
  });
  fake.fail("chat.postMessage", ...failures.map((code) => slackError(code)));
  const signal = AbortSignal.timeout(10_000);
  const messages = views.flatMap((view) => {
    const [rendered] = to.render(slack.action.parse({ text: "*{{ event.message }}*" }), view);
    const [message] = renderedBy(slack, to, {}, view);
    return rendered && message ? [{ ...message, body: rendered.body }] : [];
  });
  const outcomes: readonly Outcome[] =
    (await sender.sendMany?.(
      messages.map((message) => ({ message, context: makeContext(message, { signal }) })),
      signal,
    )) ?? [];
  return { fake, outcomes };
}

it("waits for the end of the interval with what is not urgent, and with nothing that is", () => {
  const to = configured(slack, settings);
  const notBefore = (view: View) => to.render(slack.action.parse({}), view)[0]?.notBefore;
  const quarter = plus(monday, 15 * minute);
  expect([notBefore(calm("a")), notBefore(calm("a", "a1", 15 * minute - 1)), notBefore(urgent)]).toEqual([quarter, quarter, undefined]);
  expect([to.board, to.policy.batch]).toEqual([undefined, { max: 100, every: 0 }]);
});

it("is one message for each channel, with each text as it would stand alone", async () => {
  const { fake, outcomes } = await sendAll([calm("one *x*"), calm("two", "a2"), urgent, calm("three")]);
  expect(outcomes.map(({ kind }) => kind)).toEqual(["delivered", "delivered", "delivered", "delivered"]);
  expect(fake.messages.map(({ channel, text }) => [channel, text])).toEqual([
    ["CA1", "2 messages: greets"],
    ["CA2", expect.stringContaining("two")],
    ["CA1", expect.stringContaining("help")],
  ]);
  expect(fake.faults).toEqual([]);
  const quotes = JSON.stringify(fake.messages[0]?.payload.blocks);
  for (const text of ["one *x*", "three"]) expect(quotes).toContain(JSON.stringify({ type: "text", text, style: { bold: true } }));
});

it("fails together, and alone: what Slack refuses in one channel arrives in another", async () => {
  const { outcomes } = await sendAll([calm("one"), calm("two", "a2"), calm("three")], "ratelimited");
  expect(outcomes.map(({ kind }) => kind)).toEqual(["later", "delivered", "later"]);
});

it("holds the newest of very many, and says how many there were", async () => {
  const { fake } = await sendAll(Array.from({ length: 100 }, (_, index) => calm(`${index} ${"x".repeat(500)}`)));
  expect(fake.messages.map(({ text }) => text)).toEqual(["100 messages: greets"]);
  expect(fake.faults).toEqual([]);
  expect(JSON.stringify(fake.messages[0]?.payload)).toContain("99 xxx");
});

it.each<[JsonObject, string]>([
  [{ webhook_url: "https://hooks.slack.com/services/a/b/c", digest: "15m" }, "expected a bot beside it"],
  [{ channel: "#a", digest: "soon" }, "expected"],
])("is looked at when the file is read: %j", (written, said) => {
  expect(slack.schema.safeParse(written).error?.issues[0]?.message).toContain(said);
});
