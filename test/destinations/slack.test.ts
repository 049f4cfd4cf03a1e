import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Outcome } from "../../src/core/delivery.ts";
import type { Configured, SendContext, Sender, View } from "../../src/core/destination.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { second } from "../../src/core/time.ts";
import { slackBody } from "../../src/destinations/slack/body.ts";
import { knownCodes } from "../../src/destinations/slack/errors.ts";
import { layout } from "../../src/destinations/slack/layout.ts";
import { outcomeOf } from "../../src/destinations/slack/outcome.ts";
import { slack } from "../../src/destinations/slack/slack.ts";
import { conformsToDestination, type Fault } from "../conformance/destination.ts";
import { configured, makeContext, makeEdge, makeView, messages, renderedBy } from "../support/destination-edge.ts";
import { type FakeSlack, openFakeSlack, slackError } from "../support/fake-slack.ts";
import { answer, type SinkStep } from "../support/http-sink.ts";
import { makeAgentError, makeChat } from "../support/make.ts";
import { entitiesIn, faultsOf } from "../support/slack-blocks.ts";

const said = "my card is 4111 1111 1111 1111";
const local = { allow_private: ["127.0.0.0/8"] };

const echoing: SinkStep = {
  kind: "respond",
  respond: ({ headers, body }) => ({ status: 400, body: `${headers.authorization} ${decodeURIComponent(body)}` }),
};

const botSteps: Readonly<Record<Fault, SinkStep>> = {
  unavailable: answer(503),
  refused: slackError("no_text"),
  throttled: slackError("ratelimited", 3),
  unauthorized: slackError("invalid_auth"),
  lost: { kind: "lost" },
  silent: { kind: "hang" },
  echoing,
};

const incomingSteps: Readonly<Record<Fault, SinkStep>> = {
  ...botSteps,
  refused: answer(400, {}, "no_text"),
  throttled: answer(429, { "retry-after": "3" }, "rate_limited"),
  unauthorized: answer(403, {}, "invalid_token"),
};

const faults = Object.keys(botSteps) as readonly Fault[]; // the keys of the object above

conformsToDestination({
  name: "slack, as a bot",
  faults,
  async open() {
    const fake = await openFakeSlack();
    const to = configured(slack, { channel: "#support" });
    return {
      sender: to.open(makeEdge({ SLACK_BOT_TOKEN: fake.token, SLACK_API_URL: fake.url })),
      message: messages(slack, to, said),
      arrange: (fault) => fake.script(botSteps[fault]),
      until: fake.until,
      keys: () => fake.requests.map(({ body }) => new URLSearchParams(body).get("client_msg_id") ?? ""),
      secrets: [fake.token, said],
      hangUp: fake.close,
    };
  },
});

conformsToDestination({
  name: "slack, by an incoming webhook",
  faults,
  async open() {
    const fake = await openFakeSlack();
    const to = configured(slack, { webhook_url: fake.webhookUrl, ...local }, [{ name: "HOOK", value: fake.webhookUrl }]);
    return {
      sender: to.open(makeEdge()),
      message: messages(slack, to, said),
      arrange: (fault) => fake.script(incomingSteps[fault]),
      until: fake.until,
      keys: () => fake.requests.map(({ headers }) => headers["idempotency-key"] ?? ""),
      secrets: [fake.webhookUrl, "canary0webhook", said],
      hangUp: fake.close,
    };
  },
});

describe("slack", () => {
  let fake: FakeSlack;
  let sender: Sender;

  const to = configured(slack, { channel: "#support" });

  beforeEach(async () => {
    fake = await openFakeSlack();
    sender = to.open(makeEdge({ SLACK_BOT_TOKEN: fake.token, SLACK_API_URL: fake.url }));
  });

  afterEach(async () => {
    await sender.close();
    await fake.close();
  });

  function rendered(action: JsonObject = {}, view: View = makeView(), by: Configured = to) {
    const [message] = renderedBy(slack, by, action, view);
    if (message === undefined) throw new Error("nothing was rendered");
    return message;
  }

  async function send(action: JsonObject = {}, view: View = makeView(), context: Partial<SendContext> = {}): Promise<Outcome> {
    const message = rendered(action, view);
    return await sender.send(message, makeContext(message, context));
  }

  it("tells who, what, why and when, without being told how", async () => {
    await send();
    expect(fake.messages).toMatchObject([
      { channel: "CSUPPORT", thread: undefined, text: "A80HVD8577: asks-for-a-human: I want to speak to a human" },
    ]);
    expect(fake.messages[0]?.payload.blocks).toEqual([
      { type: "header", text: { type: "plain_text", text: "A80HVD8577: asks-for-a-human", emoji: false } },
      { type: "rich_text", elements: [{ type: "rich_text_quote", elements: [{ type: "text", text: "I want to speak to a human" }] }] },
      {
        type: "section",
        fields: ["Agent: A80HVD8577", "Session: session_xyz789", "Event: chat.push", "Severity: high"].map((text) => ({
          type: "plain_text",
          text,
          emoji: false,
        })),
      },
      {
        type: "context",
        elements: [
          { type: "plain_text", text: "the message holds “speak to a human”", emoji: false },
          { type: "mrkdwn", text: "<!date^1772442000^{date_short_pretty} {time_secs}|2026-03-02T09:00:00.000Z>" },
        ],
      },
    ]);
  });

  it("unfurls nothing, looks for no names, and carries its key", async () => {
    const message = rendered();
    await sender.send(message, makeContext(message));
    expect(fake.messages[0]?.payload).toMatchObject({
      unfurl_links: false,
      unfurl_media: false,
      link_names: false,
      parse: "none",
      client_msg_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      metadata: { event_type: "avatar_relay_delivery", event_payload: { key: message.id } },
    });
  });

  it("says why where the event has no text of its own", async () => {
    await send({}, makeView(makeAgentError()));
    expect(fake.messages[0]?.text).toContain("the message holds");
  });

  it("puts later messages of a rule and session into the thread of the first", async () => {
    expect(rendered().thread).toBe(rendered({ text: "again" }).thread);
    expect(rendered({}, makeView(makeChat({ session: "other" }))).thread).not.toBe(rendered().thread);
    const first = await send();
    const reference = first.kind === "delivered" ? first.reference : undefined;
    expect(reference).toBe("CSUPPORT:1705312200.000001");
    await send({ text: "again" }, makeView(makeChat({ message: "and again" })), { reference });
    expect(fake.messages[1]).toMatchObject({ channel: "CSUPPORT", thread: "1705312200.000001" });
  });

  it("has no thread where there is no session", () => {
    expect(rendered({}, makeView(makeChat({ session: undefined }))).thread).toBeUndefined();
  });

  it("posts anew where somebody has removed the thread", async () => {
    expect(await send({}, makeView(), { reference: "CSUPPORT:1.000001" })).toEqual({
      kind: "delivered",
      reference: "CSUPPORT:1705312200.000001",
    });
    expect(fake.messages).toHaveLength(1);
  });

  // D07
  it("stands once in the channel where an answer was lost and Slack knows the message's id", async () => {
    const message = rendered();
    await sender.send(message, makeContext(message));
    await sender.send(message, makeContext(message, { attempt: 2 }));
    expect(fake.messages).toHaveLength(1);
  });

  // D14
  it("tries the words alone where the layout is refused, and gives up where these are refused, too", async () => {
    fake.script(slackError("invalid_blocks"));
    expect(await send()).toMatchObject({ kind: "delivered" });
    expect(fake.messages[0]?.payload).not.toHaveProperty("blocks");
    fake.script(slackError("invalid_blocks"), slackError("invalid_blocks"));
    expect(await send({ text: "other" })).toMatchObject({
      kind: "refused",
      reason: "permanent",
      detail: expect.stringContaining("Slack said invalid_blocks"),
    });
  });

  /** Of each page of Slack's: chat.postMessage (docs.slack.dev/reference/methods/chat.postMessage, "Errors"). */
  const codes: readonly [string, Partial<Outcome>, string][] = [
    ["invalid_auth", { kind: "pause", reason: "credentials" }, "SLACK_BOT_TOKEN"],
    ["token_revoked", { kind: "pause", reason: "credentials" }, "SLACK_BOT_TOKEN"],
    ["account_inactive", { kind: "pause", reason: "credentials" }, "SLACK_BOT_TOKEN"],
    ["missing_scope", { kind: "pause", reason: "credentials" }, "slack manifest"],
    ["ekm_access_denied", { kind: "pause", reason: "credentials" }, "administrator"],
    ["enterprise_is_restricted", { kind: "pause", reason: "credentials" }, "administrator"],
    ["channel_not_found", { kind: "pause", reason: "missing" }, "is the name right?"],
    ["is_archived", { kind: "pause", reason: "missing" }, "unarchive"],
    ["not_in_channel", { kind: "pause", reason: "missing" }, "/invite @avatar-relay"],
    ["restricted_action", { kind: "pause", reason: "missing" }, "allow the app"],
    ["restricted_action_read_only_channel", { kind: "pause", reason: "missing" }, "allow the app"],
    ["messages_tab_disabled", { kind: "pause", reason: "missing" }, "name a channel"],
    ["no_text", { kind: "refused", reason: "permanent" }, "report it"],
    ["slack_connect_file_link_sharing_blocked", { kind: "refused", reason: "permanent" }, "may not leave"],
    ["ratelimited", { kind: "later", reason: "throttled", countsAsAttempt: false }, ""],
    ["message_limit_exceeded", { kind: "later", reason: "throttled", countsAsAttempt: false }, ""],
    ["internal_error", { kind: "later", reason: "unavailable", ambiguous: true }, ""],
    ["fatal_error", { kind: "later", reason: "unavailable", ambiguous: true }, ""],
    ["team_added_to_org", { kind: "later", reason: "unavailable", ambiguous: true }, ""],
    ["a_code_of_next_year", { kind: "later", reason: "bad_answer" }, "does not know"],
  ];
  // D17
  it.each(codes)("ends as it should where Slack says %s, and names a cure", async (code, outcome, cure) => {
    fake.script(slackError(code));
    const ended = await send();
    expect(ended).toMatchObject(outcome);
    expect(ended).toHaveProperty("detail", expect.stringMatching(new RegExp(`^Slack said ${code}.*${cure}`)));
  });

  it("ends a message at once only where nobody could do anything for it", () => {
    const dead = knownCodes.filter((code) => outcomeOf({ kind: "error", code, after: undefined }).kind === "refused");
    expect(
      dead.filter((code) => /channel|archived|auth|token|account|scope|team|org_|limit$/.test(code) && !/thread|duplicate/.test(code)),
    ).toEqual(["user_not_in_channel"]);
  });

  const answers: readonly [string, SinkStep, Partial<Outcome>][] = [
    [
      "429 with a wait",
      answer(429, { "retry-after": "7" }),
      { kind: "later", reason: "throttled", after: 7 * second, countsAsAttempt: false },
    ],
    ["429 without a wait", answer(429), { kind: "later", reason: "throttled", countsAsAttempt: false }],
    ["429 with a wait of an hour and more", answer(429, { "retry-after": "1000000000" }), { kind: "later", after: 3_600 * second }],
    ["ratelimited with a wait", slackError("ratelimited", 7), { kind: "later", reason: "throttled", after: 7 * second }],
    [
      "a page",
      answer(200, { "content-type": "text/html" }, "<html>login</html>"),
      { kind: "later", reason: "bad_answer", ambiguous: true },
    ],
    ["a number", answer(200, { "content-type": "application/json" }, "7"), { kind: "later", reason: "bad_answer", ambiguous: true }],
    ["ok and nothing else", answer(200, { "content-type": "application/json" }, '{"ok":true}'), { kind: "later", reason: "bad_answer" }],
    ["a code of its own making", slackError("see <https://x/?token=abc>"), { kind: "later", reason: "bad_answer" }],
    ["500", answer(500), { kind: "later", reason: "unavailable", ambiguous: true }],
    ["a way elsewhere", answer(302, { location: "https://example.com" }), { kind: "pause", reason: "address" }],
    ["the page of a gateway", answer(404, {}, "<html>not here</html>"), { kind: "pause", reason: "address" }],
    ["a page that forbids it", answer(403, {}, "<html>blocked by policy</html>"), { kind: "pause", reason: "address" }],
    ["too large for a gateway", answer(413, {}, "<html>too large</html>"), { kind: "refused", reason: "permanent" }],
  ];
  // D17
  it.each(answers)("ends as it should where it is answered %s", async (_what, step, outcome) => {
    fake.script(step);
    expect(await send()).toMatchObject(outcome);
  });

  // D12
  it("holds nothing back by itself after it was throttled", async () => {
    fake.script(slackError("ratelimited", 30), answer(429, { "retry-after": "30" }));
    await send();
    await send();
    expect(await send({}, makeView(), { signal: AbortSignal.timeout(2_000) })).toMatchObject({ kind: "delivered" });
  });

  it("waits for a token where there is none", async () => {
    const message = rendered();
    expect(await to.open(makeEdge()).send(message, makeContext(message))).toMatchObject({ kind: "pause", reason: "credentials" });
    expect(slack.requires(slack.schema.parse({ channel: "#a" }))).toEqual(["SLACK_BOT_TOKEN"]);
    expect(slack.requires(slack.schema.parse({ webhook_url: "https://hooks.slack.com/services/a/b/c" }))).toEqual([]);
  });

  it.each([
    ["nothing", {}, 'missing key "channel"'],
    ["an address that is none", { webhook_url: "hooks.slack.com" }, "expected the URL of an incoming webhook"],
  ])("refuses at load %s", (_what, settings, message) => {
    expect(slack.schema.safeParse(settings).error?.issues.map((issue) => issue.message)).toContain(message);
  });

  // D16
  it("finds no mention, link or date in what anybody but the rule's author wrote", async () => {
    const hostile =
      "<!channel> <!here|x> <@U1> <#C1> <https://evil.example|bank> &lt;!everyone&gt; <!date^1^{date}|x> <mailto:a@b>\n<!subteam^S1>";
    const event = makeChat({ message: hostile, session: hostile, agent: hostile });
    const because = { because: hostile, reasons: [hostile] };
    await send(
      { text: "<!here> see <https://wiki.example/{{ event.session | size }}|the guide>, <@U42>: {{ event.message }}" },
      makeView(event, { finding: because }),
    );
    await send({}, makeView(event, { finding: because }));
    expect(fake.faults).toEqual([]);
    const [own, usual] = fake.messages.map(({ payload }) => entitiesIn(payload));
    const date = "<!date^1772442000^{date_short_pretty} {time_secs}|2026-03-02T09:00:00.000Z>";
    expect(usual).toEqual([date]);
    expect(own).toEqual([
      "<!here>",
      `<https://wiki.example/${hostile.length}|the guide>`,
      "<@U42>",
      JSON.stringify({ type: "broadcast", range: "here" }),
      JSON.stringify({ type: "link", url: `https://wiki.example/${hostile.length}`, text: "the guide" }),
      JSON.stringify({ type: "user", user_id: "U42" }),
      date,
    ]);
  });

  it("shows what a visitor wrote as it was written", async () => {
    const message = "1 < 2 && 3 > 2 &lt; *bold* :wave: <!here>";
    await send({}, makeView(makeChat({ message })));
    expect(JSON.stringify(fake.messages[0]?.payload.blocks)).toContain(JSON.stringify({ type: "text", text: message }));
  });

  // D15
  it("cuts what is too long between letters, and says so", async () => {
    const family = "👩‍👩‍👧‍👦";
    await send({ title: family.repeat(50) }, makeView(makeChat({ message: family.repeat(1_000) })));
    expect(fake.messages[0]?.payload.blocks).toMatchObject([
      { text: { text: expect.stringMatching(new RegExp(`^(${family})+…$`, "u")) } },
      { elements: [{ elements: [{ text: expect.stringMatching(new RegExp(`^(${family})+…$`, "u")) }] }] },
      {},
      {},
    ]);
  });

  // D15
  it("is taken by Slack whatever anybody writes", async () => {
    const unit = fc.constantFrom(
      "a",
      " ",
      "\n",
      "\t",
      "\u0000",
      "\u202e",
      "\ud800",
      "\udc00",
      "<",
      ">",
      "&",
      "|",
      "<!here>",
      "😀",
      "👩‍👩‍👧‍👦",
      "é",
      "\u200d",
      "*",
      "`",
    );
    const text = fc.oneof(
      fc.string({ unit, maxLength: 60 }),
      fc.string({ unit, maxLength: 60 }).map((some) => some.repeat(100)),
      fc.string({ unit: "binary" }),
    );
    const action = fc.record({
      title: fc.constantFrom("{{ event.message }}", "{{ event.session }}", " "),
      text: fc.constantFrom("{{ event.message }}", "", "<!here> {{ event.agent }}"),
    });
    const messageOf = (message: string, session: string, because: string, own: JsonObject | null) =>
      rendered(own ?? {}, makeView(makeChat({ message, session, agent: session }), { finding: { because, reasons: [because] } }));
    fc.assert(
      fc.property(text, text, text, fc.option(action), (message, session, because, own) => {
        expect(faultsOf(layout(slackBody(messageOf(message, session, because, own).body).notice))).toEqual([]);
      }),
      { numRuns: 10_000, seed: 15 },
    );
    await fc.assert(
      fc.asyncProperty(text, text, text, fc.option(action), async (message, session, because, own) => {
        const one = messageOf(message, session, because, own);
        expect(await sender.send(one, makeContext(one))).toMatchObject({ kind: "delivered" });
      }),
      { numRuns: 100, seed: 16 },
    );
    expect(fake.faults).toEqual([]);
  });
});

describe("slack, by an incoming webhook", () => {
  let fake: FakeSlack;

  beforeEach(async () => {
    fake = await openFakeSlack();
  });

  afterEach(async () => {
    await fake.close();
  });

  async function post(settings: JsonObject = local): Promise<Outcome> {
    const by = configured(slack, { webhook_url: fake.webhookUrl, ...settings });
    const sender = by.open(makeEdge());
    const [message] = renderedBy(slack, by);
    if (message === undefined) throw new Error("nothing was rendered");
    const outcome = await sender.send(message, makeContext(message));
    await sender.close();
    return outcome;
  }

  it("posts the same blocks, and has no place to answer to", async () => {
    expect(await post()).toEqual({ kind: "delivered" });
    expect(fake.messages).toMatchObject([{ text: "A80HVD8577: asks-for-a-human: I want to speak to a human" }]);
    expect(fake.faults).toEqual([]);
  });

  const answers: readonly [string, SinkStep, Partial<Outcome>][] = [
    ["400 no_text", answer(400, {}, "no_text"), { kind: "refused", reason: "permanent" }],
    ["403 action_prohibited", answer(403, {}, "action_prohibited"), { kind: "pause", reason: "credentials" }],
    ["404 no_service", answer(404, {}, "no_service"), { kind: "pause", reason: "gone" }],
    ["404 channel_not_found", answer(404, {}, "channel_not_found"), { kind: "pause", reason: "missing" }],
    ["410 channel_is_archived", answer(410, {}, "channel_is_archived"), { kind: "pause", reason: "missing" }],
    ["403 posting_to_general_channel_denied", answer(403, {}, "posting_to_general_channel_denied"), { kind: "pause", reason: "missing" }],
    ["400 user_not_found", answer(400, {}, "user_not_found"), { kind: "pause", reason: "missing" }],
    ["429 and a wait", answer(429, { "retry-after": "7" }, "rate_limited"), { kind: "later", reason: "throttled", after: 7 * second }],
    ["500 rollup_error", answer(500, {}, "rollup_error"), { kind: "later", reason: "unavailable", ambiguous: true }],
    ["503 and a word", answer(503, {}, "unavailable"), { kind: "later", reason: "unavailable" }],
    ["a page", answer(200, {}, "<html>login</html>"), { kind: "later", reason: "bad_answer", ambiguous: true }],
    ["a way elsewhere", answer(302, { location: "https://example.com" }), { kind: "pause", reason: "address" }],
    ["the page of a gateway", answer(404, {}, "<html>not here</html>"), { kind: "pause", reason: "address" }],
    ["a page that forbids it", answer(403, {}, "<html>blocked by policy</html>"), { kind: "pause", reason: "address" }],
    ["too large for a gateway", answer(413, {}, "<html>too large</html>"), { kind: "refused", reason: "permanent" }],
  ];
  // D17
  it.each(answers)("ends as it should where it is answered %s", async (_what, step, outcome) => {
    fake.script(step);
    expect(await post()).toMatchObject(outcome);
  });

  // D14
  it("tries the words alone where the layout is refused", async () => {
    fake.script(answer(400, {}, "invalid_blocks"));
    expect(await post()).toEqual({ kind: "delivered" });
    expect(fake.messages[0]?.payload).not.toHaveProperty("blocks");
  });

  // D21
  it("is refused on this machine unless the file allows it", async () => {
    expect(await post({})).toMatchObject({ kind: "refused", reason: "ssrf_blocked" });
    expect(fake.requests).toEqual([]);
  });
});
