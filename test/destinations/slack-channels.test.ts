import { describe, expect, it, onTestFinished } from "vitest";
import type { Outcome } from "../../src/core/delivery.ts";
import type { Other } from "../../src/core/event.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { channelOf } from "../../src/destinations/slack/channel.ts";
import { slack } from "../../src/destinations/slack/slack.ts";
import { configured, makeContext, makeEdge, makeView, renderedBy } from "../support/destination-edge.ts";
import { type FakeSlack, openFakeSlack, slackError } from "../support/fake-slack.ts";
import { makeChat } from "../support/make.ts";

const told: Other[] = [];

async function posting(settings: JsonObject) {
  const fake: FakeSlack = await openFakeSlack();
  const to = configured(slack, settings);
  const addEvent = (event: Other) => Promise.resolve(told.push(event) > 0);
  const sender = to.open(makeEdge({ SLACK_BOT_TOKEN: fake.token, SLACK_API_URL: fake.url }, { addEvent }));
  told.length = 0;
  onTestFinished(async () => {
    await sender.close();
    await fake.close();
  });
  return {
    fake,
    policy: to.policy,
    async post(agent: string): Promise<Outcome> {
      const [message] = renderedBy(slack, to, {}, makeView(makeChat({ agent })));
      if (message === undefined) throw new Error("nothing was rendered");
      return await sender.send(message, makeContext(message));
    },
  };
}

describe("a channel that the event decides", () => {
  it("is a channel for each agent", async () => {
    const { fake, post } = await posting({ channel: "#{{ event.agent }}" });
    for (const agent of ["A80HVD8577", "Front Desk", "concierge_2"]) expect(await post(agent)).toMatchObject({ kind: "delivered" });
    const channels = fake.requests.map(({ body }) => new URLSearchParams(body).get("channel"));
    expect(channels).toEqual(["#a80hvd8577", "#front-desk", "#concierge_2"]);
  });

  it.each([
    ["#A80HVD8577", "#a80hvd8577"],
    ["#Support Team (EU)", "#support-team-eu"],
    ["help.desk", "#help-desk"],
    ["#Büro", "#büro"],
    ["#ＦＵＬＬ", "#full"],
    ["#サポート", "#サポート"],
    [`#${"x".repeat(100)}`, `#${"x".repeat(80)}`],
    ["#a, #b", "#a-b"],
    ["@anna", "#anna"],
    ["<!channel>", "#channel"],
    ["U024BE7LH", "#u024be7lh"],
    ["D024BE7LH", "#d024be7lh"],
    ["C024BE7LH", "C024BE7LH"],
    ["#", ""],
    ["# !", ""],
  ])("is written as Slack writes names: %s → %s", (rendered, name) => {
    expect(channelOf(rendered)).toBe(name);
  });

  it("is the fallback where the event names none; without one the message says why it was not made", async () => {
    const { fake, post } = await posting({ channel: "#{{ event.agent }}", fallback_channel: "#support" });
    await post("!!");
    expect(fake.messages[0]?.channel).toBe("CSUPPORT");
    const without = configured(slack, { channel: "#{{ event.agent }}" });
    expect(() => renderedBy(slack, without, {}, makeView(makeChat({ agent: "" })))).toThrow("the event names no channel");
  });

  it("does not hold up the others where one is archived: its messages are tried again, and people are told once", async () => {
    const { fake, post } = await posting({ channel: "#{{ event.agent }}" });
    fake.fail("chat.postMessage", slackError("is_archived"), slackError("is_archived"));
    expect(await post("old")).toEqual({
      kind: "later",
      reason: "unavailable",
      detail: expect.stringMatching(/^#old: Slack said is_archived: unarchive/),
    });
    await post("old");
    expect(await post("new")).toMatchObject({ kind: "delivered" });
    expect(told.map(({ type, data }) => [type, data])).toEqual([
      [
        "relay.destination.paused",
        { subject: "the-destination #old", to: "the-destination", reason: "missing", detail: expect.stringContaining("unarchive") },
      ],
      ["relay.destination.paused", expect.anything()],
    ]);
    expect(new Set(told.map(({ id }) => id)).size).toBe(1);
  });

  it("is told apart from others: nothing for one channel is summed up in another", async () => {
    const varying = await posting({ channel: "#{{ event.agent }}" });
    expect(varying.policy.overflow).toBeUndefined();
    const fixed = await posting({ channel: "#support" });
    expect(fixed.policy.overflow).toBeDefined();
  });
});

describe("a channel that the file names", () => {
  it.each([
    ["https://acme.slack.com/archives/C0123456789", "found a link"],
    ["<#C0123456789|support>", "found Slack's way to mention a channel"],
    ["@bob", "found a person"],
    ["#a,#b", "found several channels"],
    ["#Support Team", "found spaces"],
    ["#", "found nothing"],
    ["  ", "found nothing"],
    ["x".repeat(90), "found more than 80 signs"],
  ])("is refused where no channel can have the name %j", (channel, found) => {
    const read = slack.schema.safeParse({ channel });
    expect(read.success || read.error.issues[0]?.message).toBe(`expected the name of a channel, ${found}`);
  });

  it.each(["#support", "support", "C0123456789", "G0123456789", "#büro", "#a80hvd8577", `#${"x".repeat(80)}`])("may be %s", (channel) => {
    expect(slack.schema.safeParse({ channel }).success).toBe(true);
  });

  it.each(["is_archived", "channel_not_found", "not_in_channel"])("pauses its destination where Slack says %s", async (code) => {
    const { fake, post } = await posting({ channel: "#support" });
    fake.fail("chat.postMessage", slackError(code));
    expect(await post("a")).toMatchObject({ kind: "pause", reason: "missing" });
    expect(told).toEqual([]);
  });

  it.each([
    [{ channel: "#support", channels: ["#a"] }, ["channels"]],
    [{ channel: "" }, ["channel"]],
    [{ channel: "#{{ event.agnt }}" }, ["channel"]],
    [{ channel: "#{{ event.agent", channels: ["#a"] }, ["channel"]],
  ])("is looked at when the file is read: %j", (settings, path) => {
    expect(slack.schema.safeParse(settings).error?.issues.map((issue) => issue.path)).toEqual([path]);
  });
});
