/** People at work in Slack while the relay is killed and Slack fails: one message for each incident, in its right state. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { layEntry } from "../../crash/build.ts";
import type { FailpointName } from "../../src/core/failpoint.ts";
import { type FakeSlack, openFakeSlack, type SlackMessage, slackError } from "../support/fake-slack.ts";
import { answer, type SinkStep } from "../support/http-sink.ts";
import { openWorkshop, type Relay, type Workshop } from "../support/relay.ts";
import { anna, press } from "../support/slack-people.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

let slack: FakeSlack;
let mail: SmtpSink;
let workshop: Workshop;

/** The relay as it is built, with the fault let in. */
const entry = () => (laid ??= layEntry("avatar-relay-incidents"));
let laid: string | undefined;

const patience = { timeout: 60_000, interval: 100 };

const fast = "limit: 500/s, updates: 500/s, summary_over: 1000, retry: { attempts: 60, first: 20ms, longest: 200ms }";

function rules(delay: string): string {
  return `
version: 1
destinations:
  support: { slack: { channel: C0SUPPORT, ${fast} } }
  oncall: { email: { to: oncall@example.com, retry: { attempts: 20, first: 50ms, longest: 200ms } } }
rules:
  - name: asks-for-a-human
    on: chat.push
    when: { role: user, keywords: human }
    then:
      - support
      - { to: oncall, after: ${delay}, unless: claimed }
`;
}

async function open(delay: string, options: Parameters<typeof openFakeSlack>[0] = {}): Promise<void> {
  [slack, mail] = await Promise.all([openFakeSlack(options), openSmtpSink()]);
  workshop = openWorkshop(rules(delay));
}

/** With a fault, such as `after-send:3`, it kills itself where it passes that point for the third time. */
async function start(fault?: string): Promise<Relay> {
  const environment = {
    SLACK_BOT_TOKEN: slack.token,
    SLACK_API_URL: slack.url,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SMTP_URL: mail.url,
    SMTP_FROM: "relay@example.com",
  };
  const relay = await (fault === undefined
    ? workshop.start(environment)
    : workshop.start({ ...environment, RELAY_FAULT: fault }, [], entry()));
  slack.callAt(`http://127.0.0.1:${relay.port}/slack/events`);
  return relay;
}

afterEach(async () => {
  await workshop.close();
  await Promise.all([slack.close(), mail.close()]);
});

const parents = () => slack.messages.filter(({ thread }) => thread === undefined);
const parentsOf = (session: string) => parents().filter(({ payload }) => JSON.stringify(payload.blocks).includes(`Session: ${session}"`));
const statusOf = ({ payload }: SlackMessage) => JSON.stringify(payload.attachments ?? "");

async function parentOf(session: string): Promise<SlackMessage> {
  await expect.poll(() => parentsOf(session).length, patience).toBeGreaterThan(0);
  const [message] = parentsOf(session);
  if (message === undefined) throw new Error("it is not there");
  return message;
}

describe("an incident that nobody claims", () => {
  beforeEach(() => open("4s"));

  it("is mailed to whoever is on call after its delay, one that somebody has claimed is not, and both survive a kill", async () => {
    const first = await start();
    await first.say("a human please", { session_id: "left" });
    await first.say("a human please", { session_id: "taken" });
    await parentOf("left");
    expect((await press(slack, anna, await parentOf("taken"), "Claim")).status).toBe(200);
    await expect.poll(() => statusOf(parentsOf("taken")[0] as SlackMessage), patience).toContain("Claimed by anna"); // parentOf saw it
    await first.end("SIGKILL");
    const second = await start();
    await expect.poll(() => mail.mails.length, patience).toBe(1);
    await expect.poll(async () => (await traces(second, "taken")).includes('"held_back":{"by":"claimed"}'), patience).toBe(true);
    expect(JSON.stringify(await second.api("/api/incidents?session=taken"))).not.toContain("escalated");
    expect(mail.mails).toHaveLength(1);
    expect(mail.mails[0]?.letter.text).toContain("left");
    await expect.poll(() => statusOf(parentsOf("left")[0] as SlackMessage), patience).toContain("escalated to oncall"); // it was there above
  }, 120_000);
});

/** What was recorded of the timers of a session. */
async function traces(relay: Relay, session: string): Promise<string> {
  const { events } = await relay.api<{ events: readonly { id: string }[] }>(`/api/events?session=${session}&type=relay.timer`);
  const details = await Promise.all(events.map(({ id }) => relay.api(`/api/events/${id}`)));
  return JSON.stringify(details);
}

/** How many sessions there are: `INCIDENT_SESSIONS=200` is the long run. */
const sessions = Number(process.env.INCIDENT_SESSIONS ?? 8);

/** Where the relay is killed: around each request to Slack, around what is stored of it, and where incidents are decided and changed. */
const points: readonly FailpointName[] = [
  "after-claim",
  "before-send",
  "after-send",
  "in-settle",
  "after-accept-commit",
  "in-evaluate",
  "after-evaluate",
];
/** It passes a point so often at most. */
const lifeTime = 11;

const faults: readonly SinkStep[] = [
  { kind: "lost" },
  answer(429, { "retry-after": "0" }),
  slackError("ratelimited", 0),
  answer(503),
  slackError("internal_error"),
  { kind: "reset" },
];

const every = <Made>(make: (index: number) => Made) => Array.from({ length: sessions }, (_, index) => make(index));
const nameOf = (index: number) => `s-${index}.`;
const isClaimed = (index: number) => index % 2 === 0;

/** The relay in its lives, one after the other. */
interface Lives {
  relay: Relay;
  /** By the point at which it was killed. */
  readonly kills: Map<FailpointName, number>;
  isOver: boolean;
  /** Resolves when it is. */
  readonly over: Promise<"over">;
}

/** Whoever sends webhooks repeats them, and whoever presses a button where nothing happens presses it again. */
async function insist(done: () => Promise<boolean>): Promise<void> {
  await expect.poll(() => done().catch(() => false), { timeout: 60_000, interval: 20 }).toBe(true);
}

const say = (lives: Lives, index: number, words: string) =>
  insist(async () => (await lives.relay.say(words, { session_id: nameOf(index) })).status === 200);

const work = (lives: Lives, index: number, action: "claim" | "resolve") =>
  insist(async () => {
    const { incidents } = await lives.relay.api<{ incidents: readonly { id: string }[] }>(`/api/incidents?session=${nameOf(index)}`);
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ action });
    return (await lives.relay.raw(`/api/incidents/${incidents[0]?.id}/work`, { method: "POST", headers, body })).ok;
  });

async function people(lives: Lives): Promise<void> {
  for (let index = 0; index < sessions; index += 1) {
    await say(lives, index, "a human please");
    await say(lives, index, "human?");
    await work(lives, index, isClaimed(index) ? "claim" : "resolve");
  }
}

/** Resolves after that many more requests to Slack, or at the end. */
async function requests(count: number, lives: Lives): Promise<void> {
  const before = slack.requests.length;
  await expect.poll(() => lives.isOver || slack.requests.length >= before + count, { timeout: 300_000, interval: 5 }).toBe(true);
}

async function trouble(lives: Lives): Promise<void> {
  for (let fault = 0; !lives.isOver; fault += 1) {
    slack.fail(fault % 3 === 0 ? "chat.update" : "chat.postMessage", faults[fault % faults.length] ?? { kind: "lost" });
    await requests(16, lives);
  }
}

/** Each life ends at the next point, until it is over: the last life has no end. */
async function kills(lives: Lives): Promise<void> {
  for (let life = 0; !lives.isOver; life += 1) {
    const point = points[life % points.length] ?? "after-send";
    const relay = await startedOrKilled(`${point}:${1 + ((life * 7) % lifeTime)}`);
    if (relay !== undefined) lives.relay = relay;
    const code = await Promise.race([relay?.exited ?? null, lives.over]);
    if (code === "over") return;
    expect(code).toBe(null); // it was killed, and did not end by itself
    lives.kills.set(point, (lives.kills.get(point) ?? 0) + 1);
  }
}

/** Undefined where it passed the point before it was ready. */
async function startedOrKilled(fault: string): Promise<Relay | undefined> {
  try {
    return await start(fault);
  } catch (error) {
    if (!String(error).includes("ended with null")) throw error;
    return undefined;
  }
}

/** Whether its last message shows what became of it. */
function isRight(index: number): boolean {
  const last = parentsOf(nameOf(index)).at(-1);
  return last !== undefined && statusOf(last).includes(isClaimed(index) ? "Claimed by admin" : "Resolved by admin");
}

async function workThroughKills(): Promise<void> {
  let end = () => {};
  const over = new Promise<"over">((resolve) => {
    end = () => resolve("over");
  });
  const lives: Lives = { relay: await start(), kills: new Map(), isOver: false, over };
  await lives.relay.end("SIGKILL");
  const around = Promise.all([trouble(lives), kills(lives)]);
  await Promise.race([people(lives), around]);
  await expect.poll(() => every((index) => index).filter((index) => !isRight(index)), { timeout: 300_000, interval: 200 }).toEqual([]);
  lives.isOver = true;
  end();
  await around;
  expect(lives.kills.size).toBeGreaterThan(0);
  await lives.relay.end("SIGKILL"); // it may be about to end by itself
  const { deliveries } = await (await start()).api<{ deliveries: { dead: number } }>("/api/stats");
  expect(deliveries.dead).toBe(0);
  expect(slack.faults).toEqual([]);
  if (sessions > 20)
    console.info({ sessions, kills: Object.fromEntries(lives.kills), requests: slack.requests.length, messages: slack.messages.length });
}

describe("sessions whose relay is killed again and again while Slack fails", () => {
  const found = () => every((index) => parentsOf(nameOf(index)));

  // D07
  it("have exactly one message each where Slack knows a message by its id", async () => {
    await open("2h");
    slack.fail("conversations.history", ...Array.from({ length: 10_000 }, () => slackError("missing_scope")));
    await workThroughKills();
    expect(found().map((messages) => messages.length)).toEqual(every(() => 1));
  }, 900_000);

  // D07
  it("have one message each, or a second that says that it may be one, where Slack knows no ids", async () => {
    await open("2h", { knowsIds: false });
    await workThroughKills();
    const counts = found().map((messages) => messages.length);
    expect(counts.filter((count) => count < 1 || count > 2)).toEqual([]);
    // An update shows the incident as it is then, and no longer says so.
    const marked = slack.requests.filter(({ path, body }) => path === "/api/chat.postMessage" && /Perhaps(\+|%20)told/.test(body));
    expect(marked.length).toBeGreaterThanOrEqual(counts.filter((count) => count === 2).length);
  }, 900_000);
});
