import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorkshop, type Relay, type Workshop } from "../support/relay.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

const rules = `version: 1
settings: { sessions: { idle_after: 5s } }
destinations:
  oncall: { email: { to: [ann@example.com, bob@example.com], limit: 100/s } }
rules:
  - { name: asks, when: { keywords: [refund] }, then: [oncall] }
  - { name: angry, when: { keywords: [awful] }, then: [oncall] }
  - { name: lonely, when: { keywords: [hello] }, then: [{ to: oncall, after: 3s, unless: claimed }] }
`;

let sink: SmtpSink;
let workshop: Workshop;

beforeEach(async () => {
  sink = await openSmtpSink();
  workshop = openWorkshop(rules);
});

afterEach(async () => {
  await workshop.close();
  await sink.close();
});

const start = () => workshop.start({ SMTP_URL: sink.url, SMTP_FROM: "relay@example.com", PUBLIC_URL: "https://relay.example.com/" });

/** Who got which letters so far. */
const got = () => sink.mails.map(({ to, letter }) => `${to.join()} ${letter.subject?.split(": ")[1]}`).toSorted();

/** The path of the link by which a recipient says that they want no more. */
function linkFor(recipient: string): string {
  const raw = sink.mails.find(({ to }) => to.includes(recipient))?.raw ?? "";
  expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
  const [, path = ""] = /^List-Unsubscribe: <https:\/\/relay\.example\.com(\/l\/[\w-]+)>\r$/m.exec(raw.replace(/\r\n[ \t]+/g, " ")) ?? [];
  return path;
}

function follow({ port }: Relay, path: string, method: "GET" | "POST"): Promise<Response> {
  const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
  return fetch(`http://127.0.0.1:${port}${path}`, { method, ...(method === "POST" && { body }) });
}

describe("mail that somebody no longer wants", () => {
  it("ends by one click for that rule and that recipient, stays ended after a kill, and comes again when it is wanted again", async () => {
    let relay = await start();
    await relay.say("refund", { session_id: "one" });
    await sink.until(2);
    const path = linkFor("ann@example.com");
    expect(path).not.toMatch(/ann/);

    const page = await follow(relay, path, "GET"); // as a scanner does
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("No more mail of <b>asks</b>?")]);
    await relay.say("refund", { session_id: "two" });
    await sink.until(4);

    expect((await follow(relay, `${path.slice(0, -1)}${path.endsWith("A") ? "B" : "A"}`, "POST")).status).toBe(404);
    expect((await follow(relay, path, "POST")).status).toBe(200);
    await relay.end("SIGKILL");
    relay = await start();
    const { event_id } = JSON.parse((await relay.say("refund", { session_id: "three" })).text);
    await relay.say("awful", { session_id: "three" });
    await sink.until(7);
    expect(got()).toEqual([
      "ann@example.com angry",
      ...["ann@example.com asks", "ann@example.com asks"],
      "bob@example.com angry",
      ...["bob@example.com asks", "bob@example.com asks", "bob@example.com asks"],
    ]);
    expect(await relay.api(`/api/events/${event_id}`)).toMatchObject({ trace: { rules: [{ rule: "asks", sent: 1, unsubscribed: 1 }] } });

    expect((await follow(relay, `${path}?again`, "POST")).status).toBe(200);
    await relay.say("refund", { session_id: "four" });
    await sink.until(9);
    expect(got().filter((letter) => letter === "ann@example.com asks")).toHaveLength(3);
  });
});

describe("mail that waits for somebody to claim an incident", () => {
  it("comes where nobody has, also when the relay was killed in between", async () => {
    const relay = await start();
    await relay.say("hello", { session_id: "one" });
    await relay.end("SIGKILL");
    await start();
    await expect.poll(() => [...new Set(got())]).toEqual(["ann@example.com lonely", "bob@example.com lonely"]);
  });
});
