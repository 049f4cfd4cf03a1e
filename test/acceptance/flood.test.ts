/** Many more escalations than a channel takes. `FLOOD=5000` is the long run. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeSlack, openFakeSlack } from "../support/fake-slack.ts";
import { openWorkshop, type Relay, type StatsAnswer, type Workshop } from "../support/relay.ts";

const flood = Number(process.env.FLOOD ?? 250);
const span = flood > 1_000 ? 10_000 : 500;

let slack: FakeSlack;
let workshop: Workshop;
let relay: Relay;

beforeEach(async () => {
  slack = await openFakeSlack();
  workshop = openWorkshop(`
version: 1
destinations:
  support: { slack: { channel: C0SUPPORT } }
rules:
  - { name: asks-for-a-human, on: chat.push, when: { role: user, keywords: human }, then: [support] }
  - { name: wants-money-back, on: chat.push, when: { role: user, keywords: refund }, then: [support] }
`);
  relay = await workshop.start({ SLACK_BOT_TOKEN: slack.token, SLACK_API_URL: slack.url });
});

afterEach(async () => {
  await workshop.close();
  await slack.close();
});

/** Evenly over the span. */
async function escalate(): Promise<void> {
  const startedAt = Date.now();
  const each = async (index: number) => {
    await new Promise((resolve) => setTimeout(resolve, (index * span) / flood - (Date.now() - startedAt)));
    const words = index % 5 === 0 ? "a refund please" : "a human please";
    const isTaken = async () => (await relay.say(words, { session_id: `s-${index}` })).status === 200;
    await expect.poll(() => isTaken().catch(() => false), { timeout: 120_000, interval: 500 }).toBe(true); // whoever sends webhooks repeats them
  };
  await Promise.all(Array.from({ length: flood }, (_, index) => each(index)));
}

const isSum = ({ text }: { readonly text: string }) => text.includes("more, sent together");

describe("more escalations than a channel takes", () => {
  it("are told one a second at most, as one number where they are many, and all of them are told", async () => {
    const startedAt = Date.now();
    await escalate();
    const sentFor = Date.now() - startedAt;
    const waiting = async () => {
      const { deliveries } = await relay.api<StatsAnswer>("/api/stats");
      return deliveries.waiting + deliveries.sending;
    };
    await expect.poll(waiting, { timeout: 200_000, interval: 100 }).toBe(0);
    const took = Date.now() - startedAt;
    expect(slack.messages.length).toBeLessThanOrEqual(took / 1_000 + 1);

    const alone = slack.messages.filter((message) => message.thread === undefined && !isSum(message));
    const sums = slack.messages.filter(isSum).map(({ text }) => Number.parseInt(text, 10));
    expect(sums.length).toBeGreaterThan(0);
    expect(sums.reduce((one, other) => one + other, alone.length)).toBe(flood);
    const byRule = (rule: string) =>
      alone.filter(({ text }) => text.includes(rule)).length +
      slack.messages.filter(isSum).reduce((count, { text }) => count + Number(new RegExp(`${rule}: (\\d+)`).exec(text)?.[1] ?? 0), 0);
    expect(byRule("wants-money-back")).toBe(flood / 5);
    const { incidents } = await relay.api<{ incidents: readonly object[] }>("/api/incidents?state=open&limit=500");
    expect(incidents).toHaveLength(Math.min(500, flood));
    if (flood > 1_000) console.info({ flood, sentFor, took, messages: slack.messages.length, alone: alone.length, sums });
  }, 300_000);
});
