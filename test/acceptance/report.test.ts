/** A weekly report on its way to people: from the figures in the database to Slack and to the mail server. */

import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { markText } from "../../src/core/insights/report.ts";
import { loadDriver } from "../../src/stores/sqlite/driver.ts";
import { openFakeSlack } from "../support/fake-slack.ts";
import { type DeliveryAnswer, openWorkshop, type Relay } from "../support/relay.ts";
import { openSmtpSink } from "../support/smtp-sink.ts";

const rules = `
version: 1
settings:
  reports:
    - { every: day, at: "00:00", to: [support, oncall] }
destinations:
  support: { slack: { channel: "#support" } }
  oncall: { email: { to: [ann@example.com, bob@example.com], limit: 100/s } }
rules:
  - { name: greets, on: chat.push, when: { role: user }, then: [{ to: support, text: "{{ event.message }}" }] }
`;

/** As if the schedule had been in the file for long. */
async function backdate(folder: string): Promise<void> {
  const open = await loadDriver();
  const db = open(join(folder, "relay.db"));
  const text = JSON.stringify(markText({ until: 0, events: [] }));
  const { changes } = db.prepare("UPDATE memory SET value = ? WHERE key LIKE 'kept report %'").run(text);
  db.close();
  expect(changes).toBe(1);
}

it("is sent once to Slack and to each address after an absence, and not again by the processes that follow", async () => {
  const slack = await openFakeSlack();
  const mail = await openSmtpSink();
  const workshop = openWorkshop(rules);
  onTestFinished(async () => {
    await workshop.close();
    await slack.close();
    await mail.close();
  });
  const start = () =>
    workshop.start({
      SLACK_BOT_TOKEN: slack.token,
      SLACK_API_URL: slack.url,
      SMTP_URL: mail.url,
      SMTP_FROM: "relay@example.com",
      PUBLIC_URL: "https://relay.example.com",
      PUBLIC_ADMIN_URL: "https://admin.example.com/relay",
    });
  const deliveries = async (relay: Relay) =>
    (await relay.api<{ deliveries: DeliveryAnswer[] }>("/api/deliveries?rule=daily%20report")).deliveries.map(
      ({ to, state }) => `${to} ${state}`,
    );
  const first = await start();
  await first.end("SIGTERM");
  await backdate(workshop.data);

  for (const signal of ["SIGKILL", "SIGTERM"] as const) {
    const relay = await start();
    await expect.poll(() => deliveries(relay), { timeout: 20_000 }).toEqual(["oncall delivered", "oncall delivered", "support delivered"]);
    await relay.end(signal);
  }
  expect(mail.mails.map(({ to }) => to.join()).toSorted()).toEqual(["ann@example.com", "bob@example.com"]);
  expect(slack.messages.map(({ channel, text }) => [channel, text])).toEqual([
    ["CSUPPORT", expect.stringMatching(/^\w{3}, \d+ \w+ \d{4}: 0 conversations, 0 before; no significant change$/)],
  ]);
  expect(slack.faults).toEqual([]);
  const [letter] = mail.mails;
  expect(letter?.letter.subject).toMatch(/^\w{3}, \d+ \w+ \d{4}$/);
  expect(letter?.letter.text).toContain("What changed\n- Too little happened to compare.");
  expect(letter?.letter.html).toContain('<a href="https://admin.example.com/relay/insights">Open the insights page</a>');
  expect(letter?.raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
});
