import { App, LogLevel, SocketModeReceiver } from "@slack/bolt";
import { WebClient } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { type FakeSlack, openFakeSlack, slackError } from "./fake-slack.ts";
import { faultsOf, viewFaultsOf } from "./slack-blocks.ts";
import { anna, answerIn, ben, command, openHome, press, pressOf, submit } from "./slack-people.ts";

const claim = { type: "button", action_id: "claim", value: "i1", text: { type: "plain_text", text: "Claim" } };
const snooze = {
  type: "static_select",
  action_id: "snooze",
  placeholder: { type: "plain_text", text: "Snooze" },
  options: [{ text: { type: "plain_text", text: "1h" }, value: "1h" }],
};
const actions = { type: "actions", block_id: "a", elements: [claim, snooze] };

describe("the fake Slack", () => {
  let slack: FakeSlack;
  let client: WebClient;

  beforeEach(async () => {
    slack = await openFakeSlack();
    client = new WebClient(slack.token, { slackApiUrl: slack.url, retryConfig: { retries: 0 }, logLevel: LogLevel.ERROR });
  });

  afterEach(async () => {
    await slack.close();
  });

  async function posted() {
    await client.apiCall("chat.postMessage", { channel: "#support", text: "hello", blocks: [actions] });
    const [message] = slack.messages;
    if (message === undefined) throw new Error("nothing was posted");
    return message;
  }

  it("keeps a message as it was updated last, and refuses to update one that is gone", async () => {
    const { channel, ts } = await posted();
    await client.apiCall("chat.update", { channel, ts, text: "claimed" });
    expect(slack.messages).toMatchObject([{ ts, text: "claimed", updates: 1 }]);
    await client.apiCall("chat.delete", { channel, ts });
    await expect(client.apiCall("chat.update", { channel, ts, text: "again" })).rejects.toThrow("message_not_found");
  });

  it("does the work of a call whose answer gets lost", async () => {
    slack.fail("chat.postMessage", { kind: "lost" }, slackError("invalid_auth"));
    await expect(posted()).rejects.toThrow();
    expect(slack.messages).toHaveLength(1);
    await expect(posted()).rejects.toThrow("invalid_auth");
  });

  it("takes a client_msg_id that it has seen for the same message, or not, as it was opened", async () => {
    const forgetful = await openFakeSlack({ knowsIds: false });
    const other = new WebClient(forgetful.token, { slackApiUrl: forgetful.url, retryConfig: { retries: 0 } });
    const message = { channel: "#support", text: "once?", client_msg_id: "6f9b0ed5-6c46-5a5d-9d5c-3f0b8d9d3f11" };
    for (const each of [client, client, other, other]) await each.apiCall("chat.postMessage", message);
    expect([slack.messages.length, forgetful.messages.length]).toEqual([1, 2]);
    await forgetful.close();
  });

  it("lets people press, type, open their home tab and fill in a modal, over a real socket", async () => {
    const seen: string[] = [];
    const receiver = new SocketModeReceiver({
      appToken: slack.appToken,
      logLevel: LogLevel.ERROR,
      installerOptions: { clientOptions: { slackApiUrl: slack.url } },
    });
    const app = new App({
      receiver,
      authorize: async () => ({ botToken: slack.token, botId: "BBOT", botUserId: "UBOT" }),
      logLevel: LogLevel.ERROR,
      clientOptions: { slackApiUrl: slack.url },
    });
    app.action("claim", async ({ ack, body, client: api }) => {
      await ack();
      seen.push(`claim by ${body.user.id}`);
      if ("trigger_id" in body) await api.views.open({ trigger_id: body.trigger_id, view: modal });
    });
    app.action("snooze", async ({ ack, payload }) => {
      seen.push(`snooze ${"selected_option" in payload ? payload.selected_option?.value : ""}`);
      await ack();
    });
    app.command("/avatar", async ({ ack, command: { text } }) => ack(`you said ${text}`));
    app.view("reply", async ({ ack, view }) => {
      seen.push(`wrote ${view.state.values.say?.words?.value}`);
      await ack();
    });
    app.event("app_home_opened", async ({ event }) => void seen.push(`home of ${event.user}`));
    app.message(async ({ message }) => void seen.push(`answer in ${"thread_ts" in message ? message.thread_ts : ""}`));
    await app.start();
    await slack.connected();

    const message = await posted();
    expect(await press(slack, anna, message, "Claim")).toMatchObject({ status: 200 });
    await slack.settled(() => slack.views.length === 1);
    const [view = {}] = slack.views;
    await submit(slack, anna, view, { words: { value: "hello" } });
    await press(slack, ben, message, "Snooze: 1h");
    expect(await command(slack, ben, "status")).toMatchObject({ body: { text: "you said status" } });
    await openHome(slack, ben);
    await answerIn(slack, ben, message, "hm");
    expect(seen).toEqual(["claim by U0ANNA", "wrote hello", "snooze 1h", "home of U0BEN", `answer in ${message.ts}`]);
    await app.stop();
  });

  it("knows nothing that nobody can press", async () => {
    const message = await posted();
    expect(() => pressOf(slack, anna, message, "Resolve")).toThrow("there is nothing to press called Resolve");
  });
});

const modal = {
  type: "modal" as const,
  callback_id: "reply",
  title: { type: "plain_text" as const, text: "Reply" },
  submit: { type: "plain_text" as const, text: "Send" },
  blocks: [
    {
      type: "input" as const,
      block_id: "say",
      label: { type: "plain_text" as const, text: "What?" },
      element: { type: "plain_text_input" as const, action_id: "words", multiline: true, max_length: 600 },
    },
  ],
};

const text = { type: "plain_text", text: "x" };

const refused: readonly (readonly [string, JsonObject, string])[] = [
  ["a misspelt type", { type: "section", text: { type: "mrkdown", text: "x" } }, "/text"],
  ["a misspelt element", { type: "actions", elements: [{ ...claim, type: "buton" }] }, "/elements/0"],
  ["an unknown key", { type: "header", text, txt: "x" }, "must NOT have additional properties"],
  ["a long label", { type: "actions", elements: [{ ...claim, text: { ...text, text: "x".repeat(76) } }] }, "76 characters where 75"],
  ["an empty list", { type: "actions", elements: [] }, "0 elements"],
  ["an empty text", { type: "header", text: { ...text, text: "" } }, "an empty text"],
  ["half a character", { type: "header", text: { ...text, text: "a\ud83d" } }, "half a character"],
  ["an id that stands twice", { type: "actions", elements: [claim, claim] }, "action_id claim stands twice"],
];

describe("what Slack refuses", () => {
  it.each(refused)("is %s", (_, block, fault) => {
    expect(faultsOf({ text: "x", blocks: [block] }).join("\n")).toContain(fault);
    expect(faultsOf({ text: "x", attachments: [{ color: "#a30200", blocks: [block] }] }).join("\n")).toContain(fault);
  });

  it("is not what Slack's own types allow", () => {
    expect(faultsOf({ text: "x", blocks: [actions], attachments: [{ color: "#2eb886", blocks: [{ type: "header", text }] }] })).toEqual([]);
    expect(viewFaultsOf(modal as unknown as JsonObject)).toEqual([]); // JSON, typed by Slack
  });
});
