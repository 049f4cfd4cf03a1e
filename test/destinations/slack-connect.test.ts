import { describe, expect, it, onTestFinished } from "vitest";
import type { Message, Mode } from "../../src/core/delivery.ts";
import type { Turn } from "../../src/core/incident.ts";
import type { Json, JsonObject } from "../../src/core/json.ts";
import { type Instant, minute, plus } from "../../src/core/time.ts";
import { slack } from "../../src/destinations/slack/slack.ts";
import { configured, makeContext, makeEdge, makeView, renderedBy } from "../support/destination-edge.ts";
import { type FakeSlackOptions, openFakeSlack, slackError } from "../support/fake-slack.ts";
import { makeChat, monday } from "../support/make.ts";
import { anIncident } from "../support/store-cases.ts";

const read = { scopes: ["channels:read", "groups:read"] };
const shared = { is_shared: true, is_ext_shared: true };
const identity = {
  email: "ada@acme.example",
  name: "Ada Lovelace",
  last_name: "Lovelace",
  phone: "+49 30 1234567",
  external_id: "cust-4711",
};
const said = "I am Ada Lovelace, ada@acme.example or 030 1234567, order 12. Call Lovelace, account cust-4711!";
const data = { participant: { name: "Ada L." }, customer_name: "A. Lovelace", topic: "refund" };
const view = makeView(makeChat({ message: said, data }), { identity: { ...identity, order: "12" } });
const action = {
  title: "{{ identity.name }} of {{ event.data.customer_name }}",
  text: "{{ identity.email }} {{ identity.phone }} {{ event.data.participant.name }} {{ event.data.topic }} {{ identity.order }}: {{ event.message }}",
};
const contacts = /ada@acme|Ada L|Lovelace|1234567|4711/;

interface Wishes {
  readonly settings?: JsonObject;
  readonly fake?: FakeSlackOptions;
}

async function posting({ settings = {}, fake: options = {} }: Wishes) {
  const fake = await openFakeSlack({ ...read, ...options });
  const to = configured(slack, { channel: "#partner", ...settings });
  let at: Instant = monday;
  const sender = to.open(makeEdge({ SLACK_BOT_TOKEN: fake.token, SLACK_API_URL: fake.url }, { now: () => at }));
  onTestFinished(async () => {
    await sender.close();
    await fake.close();
  });
  const [message] = renderedBy(slack, to, action, view);
  if (message === undefined) throw new Error("nothing was rendered");
  return {
    fake,
    to,
    sender,
    message,
    wait(span: number) {
      at = plus(at, span);
    },
    send: async (mode: Mode = "new", body: Json = message.body, reference?: string) =>
      await sender.send({ ...message, body, mode } as Message, makeContext(message, { reference, key: `${mode}${Math.random()}` })),
    last: () => JSON.stringify(fake.messages.at(-1)?.payload ?? {}),
  };
}

describe("a channel that another organisation reads", () => {
  it.each<[string, JsonObject]>([
    ["is shared with it", shared],
    ["is private and shared with it", { ...shared, is_private: true }],
    ["has an invitation open", { is_pending_ext_shared: true }],
    ["is shared with whom Slack does not say", { is_shared: true }],
  ])("is not told who the visitor is, where it %s", async (_, partner) => {
    const { send, last, fake } = await posting({ fake: { channels: { own: {}, partner } } });
    expect(await send()).toMatchObject({ kind: "delivered" });
    expect(last()).not.toMatch(contacts);
    expect(last()).toContain("refund 12: I am [name], [email] or [phone], order 12. Call [name], account [name]!");
    expect(last()).toContain("share_contacts: true of the destination the-destination sends it");
    expect(fake.faults).toEqual([]);
  });

  it.each<[string, JsonObject]>([
    ["is nobody else's", {}],
    ["belongs to several workspaces of one organisation", { is_shared: true, is_org_shared: true }],
  ])("is another matter than one that %s", async (_, partner) => {
    const { send, last } = await posting({ fake: { channels: { partner } } });
    await send();
    expect(last()).toContain(said);
    expect(last()).not.toContain("share_contacts");
  });

  it.each([
    [true, true],
    [false, false],
  ])("is told all where share_contacts is %s, and nobody is asked", async (share_contacts, isTold) => {
    for (const partner of [shared, {}]) {
      const { send, last, fake, to, message } = await posting({ settings: { share_contacts }, fake: { channels: { partner } } });
      await send();
      const turns = to.board?.turns(message.body, [{ role: "user", text: said }] as unknown as readonly Turn[], 0) ?? null;
      await send("append", turns);
      expect([last().includes(said), fake.messages.length, fake.calls("users.conversations")]).toEqual([isTold, 2, 0]);
      expect(fake.messages.some(({ payload }) => contacts.test(JSON.stringify(payload)))).toBe(isTold);
    }
  });

  it("is not told it by the incident that changes, by the thread, nor by what is found later", async () => {
    const { send, last, to, message, fake } = await posting({ fake: { channels: { partner: shared } } });
    const outcome = await send();
    const reference = outcome.kind === "delivered" ? outcome.reference : undefined;
    const { board } = to;
    const turns = [
      { role: "user", text: said },
      { role: "agent", text: "Thank you, Ada Lovelace." },
    ] as unknown as readonly Turn[]; // as the engine keeps them
    const bodies: readonly [Mode, Json | undefined][] = [
      ["append", board?.turns(message.body, turns, 0)],
      ["append", board?.findings(message.body, [message.body, message.body], 0)],
      ["update", board?.parent(message.body, anIncident("a"), true)],
    ];
    for (const [mode, body = null] of bodies) {
      expect(await send(mode, body, reference)).toMatchObject({ kind: "delivered" });
      expect(last()).not.toMatch(contacts);
    }
    expect(fake.messages.every(({ payload }) => !contacts.test(JSON.stringify(payload)))).toBe(true);
    expect(fake.calls("chat.update")).toBe(1);
  });

  it("is not told it by a digest, while another channel of the same template is", async () => {
    const settings = { channel: "#{{ event.agent }}", digest: "15m" };
    const { sender, fake, to } = await posting({ settings, fake: { channels: { partner: shared, own: {} } } });
    const messages = ["partner", "partner", "own", "own"].flatMap((agent) => {
      const seen = makeView(makeChat({ agent, message: said }), { identity, rule: { name: "greets", severity: "normal" } });
      return renderedBy(slack, to, {}, seen);
    });
    const signal = AbortSignal.timeout(10_000);
    await sender.sendMany?.(
      messages.map((message) => ({ message, context: makeContext(message, { signal }) })),
      signal,
    );
    expect(fake.messages.map(({ channel, payload }) => [channel, contacts.test(JSON.stringify(payload))])).toEqual([
      ["CPARTNER", false],
      ["COWN", true],
    ]);
  });

  it("is not told it as the fallback of one that is the operator's own", async () => {
    const channels = { own: {}, partner: shared };
    const { send, last, fake } = await posting({ settings: { channel: "#own", fallback_channel: "#partner" }, fake: { channels } });
    fake.fail("chat.postMessage", slackError("is_archived"));
    expect(await send()).toMatchObject({ kind: "delivered" });
    expect([fake.messages[0]?.channel, contacts.test(last())]).toEqual(["CPARTNER", false]);
  });
});

describe("whether another organisation reads a channel", () => {
  it("is asked once in ten minutes, and only for what tells who the visitor is", async () => {
    const { send, fake, wait, to } = await posting({ fake: { channels: { partner: {} } } });
    const [plain] = renderedBy(slack, to, {}, makeView(makeChat({ message: "the screen is black" })));
    await send("new", plain?.body);
    const asked = () => fake.calls("users.conversations") + fake.calls("conversations.info");
    expect(asked()).toBe(0);
    for (let count = 0; count < 5; count += 1) await send();
    expect(asked()).toBe(1); // by its id, which Slack told with the first message
    wait(11 * minute);
    for (let count = 0; count < 5; count += 1) await send();
    expect(asked()).toBe(2);
  });

  it("is not known where the bot may not ask: nothing is left out", async () => {
    const { send, last } = await posting({ fake: { scopes: [], channels: { partner: shared } } });
    await send();
    expect(last()).toContain(said);
  });

  it.each([
    ["is busy", slackError("ratelimited", 600)],
    ["is broken", { kind: "answer", status: 500, body: "" }],
  ] as const)("is not told while Slack %s: the message goes at once, without who it is about", async (_, failure) => {
    const { send, last, fake } = await posting({ fake: { channels: { partner: {} } } });
    fake.fail("users.conversations", failure, failure);
    expect(await send()).toMatchObject({ kind: "delivered" });
    expect([contacts.test(last()), last().includes("Slack did not say")]).toEqual([false, true]);
  });

  it("is not waited for by a message", async () => {
    const { send, last, fake } = await posting({ fake: { channels: { partner: {} } } });
    fake.fail("users.conversations", { kind: "hang" }, { kind: "hang" });
    expect(await send()).toMatchObject({ kind: "delivered" });
    expect(contacts.test(last())).toBe(false);
  });

  it("is what Slack said last, while it says nothing", async () => {
    const { send, last, fake, wait } = await posting({ fake: { channels: { partner: {} } } });
    await send();
    wait(11 * minute);
    fake.fail("conversations.info", slackError("internal_error"));
    await send();
    expect([fake.calls("conversations.info"), last().includes(said)]).toEqual([1, true]);
  });

  it("is learned of a channel in which the bot is not, once a message stands there", async () => {
    const { send, last, fake } = await posting({ fake: { channels: { partner: { is_member: false } } } });
    await send();
    expect(last()).toContain("Slack did not say");
    await send();
    expect([last().includes(said), fake.calls("conversations.info")]).toEqual([true, 1]);
  });
});
