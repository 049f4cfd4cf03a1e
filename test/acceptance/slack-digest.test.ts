/** A digest for Slack is kept on disk while it is collected. */

import { expect, it, onTestFinished } from "vitest";
import { openFakeSlack } from "../support/fake-slack.ts";
import { type DeliveryAnswer, openWorkshop, type Relay } from "../support/relay.ts";

/** An interval that began a while ago and ends in six to seven seconds: intervals are counted from 1970. */
function intervalEnding(now: number): number {
  for (let span = 13_000; span < 90_000; span += 100) {
    const left = (Math.floor(now / span) + 1) * span - now;
    if (left > 6_000 && left < 7_000) return span;
  }
  throw new Error("no such interval");
}

it("is sent once, with all of it, by the process that starts after a kill", async () => {
  const slack = await openFakeSlack();
  const workshop = openWorkshop(`
version: 1
destinations:
  support: { slack: { channel: "#support", digest: ${intervalEnding(Date.now() + 4_000)}ms } }
rules:
  - { name: greets, on: chat.push, when: { role: user }, then: [{ to: support, text: "{{ event.message }}" }] }
`);
  onTestFinished(async () => {
    await workshop.close();
    await slack.close();
  });
  const start = () => workshop.start({ SLACK_BOT_TOKEN: slack.token, SLACK_API_URL: slack.url });
  const states = async (relay: Relay) =>
    (await relay.api<{ deliveries: DeliveryAnswer[] }>("/api/deliveries")).deliveries.map(({ state, attempts }) => [state, attempts]);
  const first = await start();
  for (const name of ["one", "two", "three"]) await first.say(`message ${name}`);
  await expect.poll(() => states(first)).toEqual(Array(3).fill(["waiting", 0]));
  await first.end("SIGKILL");
  expect(slack.messages).toEqual([]);
  const second = await start();
  await expect.poll(() => states(second), { timeout: 30_000 }).toEqual(Array(3).fill(["delivered", 1]));
  expect(slack.messages.map(({ text }) => text)).toEqual(["3 messages: greets"]);
  const payload = JSON.stringify(slack.messages[0]?.payload);
  for (const name of ["one", "two", "three"]) expect(payload.split(`"message ${name}"`)).toHaveLength(2);
});
