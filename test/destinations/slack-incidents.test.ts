import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readButton } from "../../src/core/button.ts";
import type { Message, Mode, Outcome } from "../../src/core/delivery.ts";
import type { Board, Configured, SendContext, Sender } from "../../src/core/destination.ts";
import type { Click } from "../../src/core/event.ts";
import { act, endedIncident, escalated, foundAgain, type Incident, type Turn } from "../../src/core/incident.ts";
import type { Json, JsonObject } from "../../src/core/json.ts";
import { hour, type Instant, minute, plus } from "../../src/core/time.ts";
import { slackBody } from "../../src/destinations/slack/body.ts";
import { faceAttachment } from "../../src/destinations/slack/face.ts";
import { layout } from "../../src/destinations/slack/layout.ts";
import { slack } from "../../src/destinations/slack/slack.ts";
import { summaryLayout } from "../../src/destinations/slack/summary.ts";
import { threadLayout } from "../../src/destinations/slack/thread.ts";
import { configured, makeContext, makeEdge, makeView, renderedBy } from "../support/destination-edge.ts";
import { type FakeSlack, openFakeSlack, slackError } from "../support/fake-slack.ts";
import type { SinkStep } from "../support/http-sink.ts";
import { makeChat } from "../support/make.ts";
import { entitiesIn, faultsOf } from "../support/slack-blocks.ts";
import { controlsOf } from "../support/slack-people.ts";
import { anIncident, anna, t0 } from "../support/store-cases.ts";

let fake: FakeSlack;
let sender: Sender;
let to: Configured;

const closing: (() => Promise<void>)[] = [];

async function open(settings: JsonObject = {}, options: Parameters<typeof openFakeSlack>[0] = {}): Promise<void> {
  fake = await openFakeSlack(options);
  to = configured(slack, { channel: "C0SUPPORT", ...settings });
  sender = to.open(makeEdge({ SLACK_BOT_TOKEN: fake.token, SLACK_API_URL: fake.url }));
  closing.push(sender.close, fake.close);
}

beforeEach(() => open());

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function boardOf({ board }: Configured): Board {
  if (board === undefined) throw new Error("people cannot work there");
  return board;
}

const notice = (message = "a human please", action: JsonObject = {}) => {
  const [rendered] = renderedBy(slack, to, action, makeView(makeChat({ message })));
  if (rendered === undefined) throw new Error("nothing was rendered");
  return rendered;
};

const asMessage = (body: Json, mode: Mode = "new", name = "m"): Message => ({ ...notice(name), body, mode, thread: "incident" });
const parent = (incident: Incident, canTalk = false) => boardOf(to).parent(notice().body, incident, canTalk);
const send = (message: Message, context: Partial<SendContext> = {}): Promise<Outcome> =>
  sender.send(message, makeContext(message, context));

function changed(incident: Incident, action: Click["action"], more: Partial<Click> = {}): Incident {
  const click = { action, by: anna, receivedAt: plus(t0, 3 * minute + 12_400), until: undefined, ...more } as Click; // all that `act` looks at
  const acted = act(incident, click);
  if (acted.kind === "refused") throw new Error(acted.text);
  return acted.incident;
}

async function opened(): Promise<string> {
  const outcome = await send(asMessage(parent(anIncident("a"))));
  if (outcome.kind !== "delivered" || outcome.reference === undefined) throw new Error("it does not stand there");
  return outcome.reference;
}

/** With the link that Slack gives for it. */
function linked(reference: string): string {
  const [channel, ts = ""] = reference.split(":");
  return `${reference}::https://ghostbusters.slack.com/archives/${channel}/p${ts.replace(".", "")}`;
}

const labels = () => controlsOf(fake.messages[0]?.payload ?? {}).map(({ label }) => label);
const attachment = (index = 0) => JSON.parse(JSON.stringify(fake.messages[index]?.payload.attachments ?? null));

describe("an incident in slack", () => {
  it("is one message with a bar of its colour, and signed buttons", async () => {
    await send(asMessage(parent(anIncident("a"), true)));
    expect(labels()).toEqual([
      ...["Claim", "Reply as avatar", "Whisper"],
      ...["Snooze: 15 minutes", "Snooze: 1 hour", "Snooze: 4 hours", "Snooze: until tomorrow"],
      "Resolve",
      ...["Mute the rule for 1 hour", "Mute the rule for 1 day", "Mute the rule for 7 days"],
      ...["Useful", "Noise"],
    ]);
    const values = controlsOf(fake.messages[0]?.payload ?? {}).map(({ action }) => action as JsonObject & { selected_option?: JsonObject });
    const about = anIncident("a").id;
    const buttons = values.map(({ value, selected_option: option }) => readButton(String(value ?? option?.value).replace(/\.sealed$/, "")));
    expect(buttons).toContainEqual({ action: "claim", about });
    expect(buttons).toContainEqual({ action: "snooze", about, span: "tomorrow" });
    expect(buttons.every((button) => button?.about === about)).toBe(true);
    expect(attachment()).toMatchObject([{ color: "#a30200", blocks: [{ elements: [{ text: "Nobody has claimed it" }] }, {}, {}] }]);
    expect(fake.faults).toEqual([]);
  });

  it("has Slack's own link to it, which stays when the message changes", async () => {
    const reference = await opened();
    const [{ channel, ts } = expect.unreachable()] = fake.messages;
    expect(reference).toBe(linked(`${channel}:${ts}`));
    expect(await send(asMessage(parent(changed(anIncident("a"), "claim")), "update"), { reference })).toEqual({
      kind: "delivered",
      reference,
    });
    expect(fake.calls("chat.getPermalink")).toBe(1);
  });

  it.each([
    ["an error", slackError("message_not_found")],
    [
      "an answer that is no link",
      {
        kind: "answer",
        status: 200,
        headers: { "content-type": "application/json" },
        body: '{"ok":true,"permalink":"javascript:alert(1)"}',
      },
    ],
    ["no answer", { kind: "answer", status: 502, body: "bad gateway" }],
  ] satisfies readonly (readonly [string, SinkStep])[])(
    "is delivered without a link after %s, and gets it with its next change",
    async (_, step) => {
      fake.fail("chat.getPermalink", step);
      const reference = await opened();
      expect(reference).not.toContain("https");
      const later = await send(asMessage(parent(changed(anIncident("a"), "claim")), "update"), { reference });
      expect(later).toEqual({ kind: "delivered", reference: linked(reference) });
    },
  );

  it("offers no talk where there is nobody to talk to", async () => {
    await opened();
    expect(labels()).not.toContain("Whisper");
  });

  it("changes in place with what people do", async () => {
    const reference = await opened();
    const claimed = changed(anIncident("a"), "claim");
    expect(await send(asMessage(parent(claimed), "update"), { reference })).toEqual({ kind: "delivered", reference });
    expect(attachment()).toMatchObject([{ color: "#daa038", blocks: [{ elements: [{ text: "Claimed by anna" }] }, {}, {}] }]);
    expect(labels()).not.toContain("Claim");
    const resolved = escalated(changed(claimed, "resolve"), t0, "oncall");
    await send(asMessage(parent(changed(resolved, "useful")), "update"), { reference });
    expect(attachment()).toMatchObject([
      { color: "#2eb886", blocks: [{ elements: [{ text: "Resolved by anna after 3m 12s · escalated to oncall · 1 × useful" }] }, {}, {}] },
    ]);
    expect(labels()).toEqual(["Reopen", "Useful", "Noise"]);
    expect(fake.messages).toHaveLength(1);
    expect(fake.messages[0]?.updates).toBe(2);
    expect(fake.faults).toEqual([]);
  });

  it("shows until when it sleeps in the time of whoever reads it, and why it is over", async () => {
    const snoozed = changed(anIncident("a"), "snooze", { until: plus(t0, hour) });
    await send(asMessage(parent(foundAgain(snoozed, t0, () => []))));
    expect(attachment()).toMatchObject([
      {
        color: "#dddddd",
        blocks: [{ elements: [{ text: "Snoozed by anna · found 2 times" }, { text: expect.stringMatching(/^<!date\^\d+\^/) }] }, {}, {}],
      },
    ]);
    await send(asMessage(parent(endedIncident(anIncident("a"), plus(t0, 25 * hour), "the session has ended") ?? snoozed), "new", "m2"));
    expect(JSON.stringify(attachment(1))).toContain("Resolved after 1d 1h: the session has ended");
  });

  it("gets another message where somebody has removed the first", async () => {
    const outcome = await send(asMessage(parent(changed(anIncident("a"), "claim")), "update"), { reference: "C0SUPPORT:1.000001" });
    expect(outcome).toEqual({ kind: "delivered", reference: linked("C0SUPPORT:1705312200.000001") });
    expect(labels()).toContain("Resolve");
  });

  it("has its conversation in the thread, where what a visitor writes means nothing else", async () => {
    const reference = await opened();
    const turns: readonly Turn[] = [
      { role: "user", text: "<!channel> *now* <https://evil.example|bank>", at: t0 },
      { role: "agent", text: "One moment.", at: t0 },
    ];
    await send(asMessage(boardOf(to).turns(notice().body, turns, 3), "append", "turns"), { reference });
    expect(fake.messages[1]).toMatchObject({ channel: "C0SUPPORT", thread: "1705312200.000001" });
    expect(fake.messages[1]?.payload.blocks).toEqual([
      { type: "context", elements: [{ type: "plain_text", text: "3 more before, not shown here", emoji: false }] },
      {
        type: "rich_text",
        elements: [
          { type: "rich_text_section", elements: [{ type: "text", text: "visitor:", style: { bold: true } }] },
          { type: "rich_text_quote", elements: [{ type: "text", text: "<!channel> *now* <https://evil.example|bank>" }] },
          { type: "rich_text_section", elements: [{ type: "text", text: "agent:", style: { bold: true } }] },
          { type: "rich_text_quote", elements: [{ type: "text", text: "One moment." }] },
        ],
      },
    ]);
    expect(entitiesIn(fake.messages[1]?.payload ?? null)).toEqual([]);
    expect(fake.faults).toEqual([]);
  });

  it("has later findings in the thread, with the words of the rule's author", async () => {
    const reference = await opened();
    const later = [notice("human!", { text: "<@U42> {{ event.message }}" }).body];
    await send(asMessage(boardOf(to).findings(notice().body, later, 7), "append", "later"), { reference });
    expect(fake.messages[1]?.text).toBe("A80HVD8577: asks-for-a-human: found again 8 times, the last: &lt;@U42&gt; human!");
    expect(JSON.stringify(fake.messages[1]?.payload.blocks)).toContain(JSON.stringify({ type: "user", user_id: "U42" }));
    expect(JSON.stringify(fake.messages[1]?.payload.blocks)).toContain("Found 7 more times");
  });

  // K05
  it("tells only the one who came second", async () => {
    const aside = boardOf(to).aside(notice().body, anna, "Already claimed by <ben>.") ?? null;
    expect(await send({ ...asMessage(aside, "append"), thread: undefined })).toEqual({ kind: "delivered" });
    expect(fake.ephemerals).toMatchObject([{ user: "U1", channel: "C0SUPPORT", text: "Already claimed by &lt;ben&gt;." }]);
    expect(boardOf(to).aside(notice().body, { ...anna, via: "admin" }, "x")).toBeUndefined();
  });

  it("can do without the newer buttons", async () => {
    await open({ plain_buttons: true });
    await opened();
    expect(labels()).toEqual(expect.arrayContaining(["Claim", "Useful", "Noise"]));
    expect(attachment()[0].blocks).toHaveLength(2);
  });

  it("goes where it is taken, and says for whom it was", async () => {
    await open({ fallback_channel: "C0GENERAL" });
    fake.fail("chat.postMessage", slackError("is_archived"));
    expect(await send(asMessage(parent(anIncident("a"))))).toEqual({ kind: "delivered", reference: linked("C0GENERAL:1705312200.000001") });
    expect(JSON.stringify(fake.messages[0]?.payload.blocks)).toContain(
      "Meant for C0SUPPORT, which does not take it: Slack said is_archived.",
    );
  });

  it("has no board behind an incoming webhook: Slack does not say where a message stands", () => {
    expect(configured(slack, { webhook_url: "https://hooks.slack.com/services/a/b/c" }).board).toBeUndefined();
  });

  it("has links behind an incoming webhook that asks for them, and says there only what needs no thread", async () => {
    const by = configured(slack, { webhook_url: fake.webhookUrl, links: true, allow_private: ["127.0.0.0/8"] });
    const [message] = renderedBy(slack, by);
    if (by.board === undefined || message === undefined) throw new Error("no board, or no message");
    let now = t0;
    const edge = makeEdge({ PUBLIC_URL: "https://relay.example.com/" }, { now: () => now });
    const sender = by.open(edge);
    const send = (body: Json, mode: Message["mode"] = "new") => sender.send({ ...message, mode, body }, makeContext(message));
    const shown = by.board.parent(message.body, anIncident("a"), true);
    fake.fail(new URL(fake.webhookUrl).pathname, { kind: "lost" });
    expect(await send(shown)).toMatchObject({ kind: "later" });
    now = plus(now, hour);
    expect(await send(shown)).toEqual({ kind: "delivered" });
    expect(await send(shown, "update")).toMatchObject({ kind: "delivered" });
    expect(await send(by.board.turns(message.body, [], 0), "append")).toMatchObject({ kind: "delivered" });
    expect(await send(by.board.findings(message.body, [message.body], 2), "append")).toMatchObject({ kind: "delivered" });
    await sender.close();
    expect([fake.messages.length, fake.faults]).toEqual([3, []]);
    expect(fake.messages[1]?.payload, "the same links in each attempt").toEqual(fake.messages[0]?.payload);
    const urls = [...JSON.stringify(fake.messages[0]?.payload).matchAll(/"(https:\/\/relay\.example\.com\/l\/([\w-]+))"/g)];
    const tickets = urls.map(([, , ticket = ""]) => Buffer.from(ticket, "base64url").toString());
    expect(tickets).toEqual(["claim", "resolve"].map((action) => edge.seal(`link ${t0} ${action} ${anIncident("a").id}`)));
    expect(by.board.aside(message.body, anna, "x")).toBeUndefined();
    expect(slack.requires(slack.schema.parse({ webhook_url: "https://hooks.slack.com/services/a/b/c", links: true }))).toEqual([
      "PUBLIC_URL",
    ]);
    expect(slack.schema.safeParse({ channel: "#support", links: true }).success).toBe(false);
  });
});

// D07
describe("an answer of slack's that got lost", () => {
  const twice = async (settings: JsonObject = {}) => {
    await open(settings, { knowsIds: false });
    const message = asMessage(parent(anIncident("a")));
    fake.fail("chat.postMessage", { kind: "lost" });
    expect(await send(message)).toMatchObject({ kind: "later", ambiguous: true });
    return message;
  };

  it("is looked for, so that the message stands once", async () => {
    const message = await twice();
    expect(await send(message, { unsure: true })).toEqual({ kind: "delivered", reference: linked("C0SUPPORT:1705312200.000001") });
    expect(fake.messages).toHaveLength(1);
  });

  it("is looked for in a thread, too", async () => {
    await open({}, { knowsIds: false });
    const reference = await opened();
    const turns = asMessage(boardOf(to).turns(notice().body, [{ role: "user", text: "hello", at: t0 }], 0), "append", "turns");
    fake.fail("chat.postMessage", { kind: "lost" });
    await send(turns, { reference });
    await send(turns, { reference, unsure: true });
    expect(fake.messages).toHaveLength(2);
    expect(fake.calls("conversations.replies")).toBe(1);
  });

  it.each([
    ["has no leave to look", {}, () => fake.fail("conversations.history", slackError("missing_scope"))],
    ["knows the channel's name only", { channel: "#support" }, () => {}],
  ])("makes a second message that says so where the bot %s", async (_what, settings, arrange) => {
    const message = await twice(settings);
    arrange();
    expect(await send(message, { unsure: true })).toMatchObject({ kind: "delivered" });
    expect(fake.messages.map(({ payload }) => JSON.stringify(payload.blocks).includes("Perhaps sent twice"))).toEqual([false, true]);
  });
});

describe("more than a channel takes", () => {
  const parcels = (count: number, rules: readonly string[]) =>
    Array.from({ length: count }, (_, index) => {
      const message = { ...asMessage(parent(anIncident(`${index}`))), rule: rules[index % rules.length] ?? "" };
      return { message, context: makeContext(message, { key: `key ${index}` }) };
    });

  it("is told as one number for each rule, and the numbers add up", async () => {
    const rules = Array.from({ length: 14 }, (_, index) => `rule ${index}`);
    await sender.sumUp?.(parcels(999, rules), AbortSignal.timeout(10_000));
    const [message] = fake.messages;
    expect(message?.text).toMatch(/^999 more, sent together: /);
    const [, section] = (message?.payload.blocks ?? []) as readonly { readonly fields: readonly { readonly text: string }[] }[]; // summary.ts made them
    const counts = (section?.fields ?? []).map(({ text }) => Number(text.split(": ").at(-1)));
    expect(counts).toHaveLength(10);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(999);
    expect(fake.faults).toEqual([]);
  });

  it("leaves each of them without a thread, until somebody works on it", async () => {
    const outcome = await sender.sumUp?.(parcels(30, ["a"]), AbortSignal.timeout(10_000));
    const reference = outcome?.kind === "delivered" ? outcome.reference : undefined;
    expect(reference).toBe("C0SUPPORT:1705312200.000001:sum");
    const free = { kind: "delivered", free: true };
    expect(await send(asMessage(boardOf(to).turns(notice().body, [], 2), "append"), { reference })).toEqual(free);
    expect(await send(asMessage(parent(anIncident("a")), "update"), { reference })).toEqual(free);
    expect(fake.messages).toHaveLength(1);
    const claimed = asMessage(parent(changed(anIncident("a"), "claim")), "update", "claimed");
    expect(await send(claimed, { reference })).toEqual({ kind: "delivered", reference: linked("C0SUPPORT:1705312200.000002") });
    expect(fake.messages[1]?.thread).toBeUndefined();
  });
});

// D15
describe("whatever anybody writes", () => {
  const unit = fc.constantFrom(
    ..."a \n\t\u0000\u202e<>&|*`\u200d",
    "\ud800",
    "\udc00",
    "<!here>",
    "<@U1>",
    "<https://e.example|bank>",
    "😀",
    "👩‍👩‍👧‍👦",
    "é",
  );
  const text = fc.oneof(
    fc.string({ unit, maxLength: 40 }),
    fc.string({ unit, maxLength: 40 }).map((some) => some.repeat(60)),
    fc.string({ unit: "binary" }),
  );
  const action = fc.constantFrom<JsonObject>(
    {},
    { title: "{{ event.message }}" },
    { text: "{{ event.message }}" },
    { title: " ", text: "" },
  );
  const deed = fc.constantFrom<Click["action"]>("claim", "snooze", "resolve", "useful", "noise");
  const date = /^<!date\^\d+\^\{date_short_pretty\} \{time_secs\}\|[0-9TZ:.-]+>$/;

  const looks = fc
    .record({
      message: text,
      name: text,
      rule: text,
      note: text,
      action,
      deeds: fc.array(deed, { maxLength: 5 }),
      canTalk: fc.boolean(),
      plain: fc.boolean(),
      more: fc.nat(),
    })
    .map(({ message, name, rule, note, action, deeds, canTalk, plain, more }): readonly JsonObject[] => {
      const [{ body = null } = {}] = renderedBy(
        slack,
        to,
        action,
        makeView(makeChat({ message, agent: name }), { finding: { because: note, reasons: [note] } }),
      );
      const incident = deeds.reduce(
        (so, each) => {
          const click = { action: each, by: { ...anna, name }, receivedAt: t0, until: plus(t0, hour) as Instant } as Click; // all that `act` looks at
          const acted = act(so, click);
          return acted.kind === "changed" ? acted.incident : so;
        },
        escalated(anIncident("a"), t0, note),
      );
      const board = boardOf(to);
      const { notice: told, incident: face } = slackBody(board.parent(body, incident, canTalk));
      const turns = Array.from({ length: 1 + (more % 14) }, () => ({ role: "user" as const, text: message, at: t0 }));
      const message_ = { ...asMessage(body), rule };
      return [
        {
          ...layout(told),
          ...(face && { attachments: [faceAttachment(face, { seal: (each) => `${each}.${"x".repeat(22)}`, plain, hasButtons: true })] }),
        },
        threadLayout(board.turns(body, turns, more) as Parameters<typeof threadLayout>[0]), // slackBoard made it
        threadLayout(board.findings(body, [body, body], more) as Parameters<typeof threadLayout>[0]), // as above
        summaryLayout([{ message: message_, context: makeContext(message_) }]),
      ];
    });

  it("10,000 messages are taken by Slack, and hold no mention or link that the rule's author did not write", () => {
    fc.assert(
      fc.property(looks, (messages) => {
        for (const message of messages) {
          expect(faultsOf(message)).toEqual([]);
          expect(entitiesIn(message).filter((entity) => !date.test(entity))).toEqual([]);
        }
      }),
      { numRuns: 2_500, seed: 4 },
    );
  }, 120_000);
});
