import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { spoke } from "../support/bithuman-samples.ts";
import { type FakeSlack, openFakeSlack, type SlackMessage } from "../support/fake-slack.ts";
import { answer, type HttpSink, openHttpSink } from "../support/http-sink.ts";
import { openWorkshop, type Relay, type Workshop } from "../support/relay.ts";
import { anna, answerIn, ben, command, press, pressOf, submit } from "../support/slack-people.ts";

const rules = `version: 1
slack:
  allow: { speak: everyone }
  thread_replies: true
destinations:
  support: { slack: { channel: "#support" } }
  helper: { avatar: { mode: speak } }
rules:
  - name: asks-for-a-human
    on: chat.push
    when: { role: user, keywords: ["speak to a human"] }
    then: [support]
`;

const byWebhook = `version: 1
destinations:
  support: { slack: { webhook_url: "\${HOOK}", links: true, allow_private: [127.0.0.0/8] } }
rules:
  - name: asks-for-a-human
    on: chat.push
    when: { role: user, keywords: ["speak to a human"] }
    then: [support]
`;

/** How long a condition may take on a busy machine. */
const patience = { timeout: 90_000 };

describe("Slack, from the visitor's words to the one who takes over", patience, () => {
  let slack: FakeSlack;
  let bithuman: HttpSink;
  let workshop: Workshop;

  beforeEach(async () => {
    slack = await openFakeSlack();
    bithuman = await openHttpSink();
    bithuman.always(answer(200, { "content-type": "application/json" }, JSON.stringify(spoke({ rooms: ["customer-support"] }))));
    workshop = openWorkshop(rules);
  });

  afterEach(async () => {
    await workshop.close();
    await bithuman.close();
    await slack.close();
  });

  function start(): Promise<Relay> {
    return workshop.start({
      SLACK_API_URL: slack.url,
      SLACK_BOT_TOKEN: slack.token,
      SLACK_APP_TOKEN: slack.appToken,
      BITHUMAN_API_SECRET: "canary",
      BITHUMAN_API_URL: bithuman.url,
    });
  }

  const parents = () => slack.messages.filter(({ thread }) => thread === undefined);
  const shows = (text: string) => JSON.stringify(parents().map(({ payload }) => payload)).includes(text);
  const inThreads = (text: string) =>
    slack.messages.some(({ thread, payload }) => thread !== undefined && JSON.stringify(payload).includes(text));

  async function escalated(relay: Relay): Promise<SlackMessage> {
    await slack.connected();
    await relay.say("I want to speak to a human");
    await slack.settled(() => parents().length > 0);
    const [message] = parents();
    if (message === undefined) throw new Error("nothing was posted");
    return message;
  }

  // K05
  it("two people press Claim at once: one has it, the other alone is told who", async () => {
    const message = await escalated(await start());
    const answers = await Promise.all([anna, ben].map((person) => press(slack, person, message, "Claim")));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await slack.settled(() => slack.ephemerals.length > 0 && shows("Claimed by"));
    const winner = shows("Claimed by anna") ? anna : ben;
    const loser = winner === anna ? ben : anna;
    expect(slack.ephemerals).toMatchObject([{ user: loser.id, text: expect.stringContaining(`Already claimed by ${winner.name}`) }]);
    expect([parents().length, slack.faults]).toEqual([1, []]);
  });

  // K03
  it("a click that is sent again acts once", async () => {
    const relay = await start();
    const message = await escalated(relay);
    const click = pressOf(slack, anna, message, "Claim");
    for (let times = 0; times < 3; times += 1) expect(await slack.deliver(click)).toMatchObject({ status: 200 });
    await slack.settled(() => shows("Claimed by anna"));
    const { events } = await relay.api<{ events: readonly { type: string }[] }>("/api/events?type=relay.click");
    expect([events.length, slack.ephemerals]).toEqual([1, []]);
  });

  // K01
  it("clicks are taken while Slack's interface is down, survive a kill, and are carried out once it is back", async () => {
    const relay = await start();
    const message = await escalated(relay);
    slack.breakDown(answer(503));
    expect(await press(slack, anna, message, "Claim")).toMatchObject({ status: 200 }); // 0 where it took three seconds
    await relay.end("SIGKILL");
    expect(shows("Claimed by anna")).toBe(false);
    slack.breakDown();
    await start();
    await slack.settled(() => shows("Claimed by anna"));
    expect(parents()).toHaveLength(1);
  });

  /** The relay also asks bitHuman for what it may have missed. */
  const spoken = () => bithuman.requests.filter(({ method }) => method === "POST");

  it("the one who claimed speaks as the avatar, and the thread tells that it was heard", async () => {
    const relay = await start();
    await relay.post({
      agent_id: "A80HVD8577",
      event_type: "room.join",
      data: { room_name: "customer-support", participant_count: 1, session_id: "s1" },
      timestamp: Date.now() / 1_000,
    });
    const message = await escalated(relay);
    await press(slack, anna, message, "Reply as avatar");
    await slack.settled(() => slack.views.length === 1);
    const [view = {}] = slack.views;
    await submit(slack, anna, view, { mode: { selected_option: { value: "reply" } }, text: { value: "I am here, <!channel>." } });
    await expect.poll(() => spoken().map(({ path }) => path)).toEqual(["/v1/agent/A80HVD8577/speak"]);
    expect(JSON.parse(spoken()[0]?.body ?? "")).toEqual({ message: "I am here, <!channel>.", room_id: "customer-support" });
    await slack.settled(() => inThreads("anna, as the avatar (heard)"));
    expect([spoken().length, slack.faults]).toEqual([1, []]);
    expect(JSON.stringify(slack.messages)).not.toContain('"type":"broadcast"');
  });

  it("the one who claimed writes in the thread, and the visitor hears it once they press", async () => {
    const relay = await start();
    const message = await escalated(relay);
    await press(slack, anna, message, "Claim");
    await slack.settled(() => shows("Claimed by anna"));
    await answerIn(slack, ben, message, "This one again.");
    await answerIn(slack, anna, message, "I am Anna, and I am here.");
    await slack.settled(() => slack.ephemerals.length > 0);
    const [offer] = slack.ephemerals;
    expect(offer).toMatchObject({ user: anna.id, payload: { thread_ts: message.ts } });
    expect(spoken()).toEqual([]);
    const shown: SlackMessage = { ...message, ts: "1705312200.900000", payload: offer?.payload ?? {} };
    await press(slack, anna, shown, "Say it");
    await slack.settled(() => inThreads("anna, as the avatar"));
    expect(slack.faults).toEqual([]);
  });

  it("a rule that is muted by a command says nothing, and speaks again after", async () => {
    const relay = await start();
    await slack.connected();
    const told = async (text: string) => JSON.stringify((await command(slack, ben, text)).body);
    expect(await told("test I want to speak to a human")).toContain("asks-for-a-human → support");
    expect(await told("mute asks-for-a-human 1h")).toContain("has muted");
    await relay.say("I want to speak to a human");
    await expect.poll(() => told("session s1")).toContain("asks-for-a-human");
    expect(await told("status")).toContain("No incident is open.");
    expect(await told("unmute asks-for-a-human")).toContain("speak again");
    await relay.say("I want to speak to a human, now");
    await slack.settled(() => parents().length > 0);
    expect(await told("status")).toContain("session s1: open");
  });

  it("without a bot, the link under a message claims the incident, once", async () => {
    const bare = openWorkshop(byWebhook);
    onTestFinished(() => bare.close());
    const relay = await bare.start({ HOOK: slack.webhookUrl, PUBLIC_URL: "https://relay.example.com" });
    await relay.say("I want to speak to a human");
    await slack.settled(() => slack.messages.length > 0);
    const [, path = ""] = /https:\/\/relay\.example\.com(\/l\/[\w-]+)/.exec(JSON.stringify(slack.messages[0]?.payload)) ?? [];
    const page = (init?: RequestInit) => fetch(`http://127.0.0.1:${relay.port}${path}`, init).then((response) => response.text());
    expect(await page()).toContain("asks-for-a-human, session s1: open");
    const claim = (name: string) => page({ method: "POST", body: new URLSearchParams({ name }) });
    expect(await claim("Ada")).toContain("Noted, Ada.");
    expect(await claim("Ben")).toContain("works once");
    await expect.poll(() => page()).toContain("claimed by Ada");
  });
});
