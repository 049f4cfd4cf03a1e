import { describe, expect, it } from "vitest";
import { buttonId, buttonText } from "../../../src/core/button.ts";
import type { Acceptance } from "../../../src/core/store.ts";
import { hour } from "../../../src/core/time.ts";
import { answer } from "../../support/http-sink.ts";
import { anna, ben, press, pressOf, submit } from "../../support/slack-people.ts";
import { everybody, incident, openSlackPort, type Way } from "./slack-port.ts";

const ways: readonly Way[] = ["socket", "http"];

const page = { type: "button", action_id: "open", text: { type: "plain_text", text: "Claim" } };

const claim = { type: "button", action_id: buttonId("claim"), text: { type: "plain_text", text: "Claim" }, value: "" };

describe.each(ways)("a click that comes by %s", (way) => {
  it("is on disk before Slack hears that it was taken", async () => {
    const port = await openSlackPort(way);
    expect(await press(port.slack, anna, await port.post(), "Claim")).toMatchObject({ status: 200 });
    expect(await port.events()).toMatchObject([
      {
        kind: "click",
        type: "relay.click",
        source: "relay",
        action: "claim",
        by: { id: "T0001/U0ANNA", name: "anna", via: "slack" },
        incident: incident.id,
        session: "s1",
        agent: "A80HVD8577",
        rule: "r1",
        data: { from: "bithuman", place: { channel: "CSUPPORT" } },
      },
    ]);
  });

  // K03
  it("acts once, however often Slack sends it", async () => {
    const port = await openSlackPort(way);
    const click = pressOf(port.slack, anna, await port.post(), "Claim");
    for (const retry of [0, 1, 2]) {
      const again = { ...click.payload, trigger_id: port.slack.trigger() };
      expect(await port.slack.deliver({ ...click, payload: again, ...(retry > 0 && { retry }) })).toMatchObject({ status: 200 });
    }
    expect(await port.events()).toHaveLength(1);
    expect(port.signals.filter(({ name }) => name === "click.taken")).toMatchObject([
      { outcome: "accepted" },
      { outcome: "duplicate" },
      { outcome: "duplicate" },
    ]);
  });

  it("is another one when the same person presses again later, or another person does", async () => {
    const port = await openSlackPort(way);
    const message = await port.post();
    await press(port.slack, anna, message, "Claim");
    await port.slack.deliver(pressOf(port.slack, anna, message, "Claim", Date.now() + 5_000));
    await press(port.slack, ben, message, "Claim");
    expect(await port.events()).toHaveLength(3);
  });

  it("says until when", async () => {
    const port = await openSlackPort(way);
    const message = await port.post();
    await press(port.slack, anna, message, "Snooze: 1h");
    await press(port.slack, anna, message, "Snooze: tomorrow");
    await press(port.slack, anna, message, "Mute");
    const spans = (await port.events()).map((event) =>
      event.kind === "click" ? [event.action, Number(event.until) - event.receivedAt] : [],
    );
    expect(spans).toEqual([
      ["snooze", hour],
      ["snooze", 12 * hour],
      ["mute", hour],
    ]);
  });

  // K08
  it("is refused, told and counted where its value is not ours", async () => {
    const port = await openSlackPort(way);
    const forged = port.tickets.seal(buttonText({ action: "claim", about: incident.id })).replace("claim", "resolve");
    const message = await port.post({ ...claim, value: forged });
    expect(await press(port.slack, anna, message, "Claim")).toMatchObject({ status: 200 });
    await port.slack.settled(() => port.slack.ephemerals.length === 1);
    expect(port.slack.ephemerals).toMatchObject([{ user: anna.id, text: expect.stringContaining("not one of this relay's") }]);
    expect(await port.events()).toMatchObject([{ kind: "other", type: "relay.click.refused", data: { why: "forged" } }]);
    expect(port.signals).toContainEqual({ name: "click.taken", action: "unknown", outcome: "forged", took: 0 });
  });

  it.each([
    ["a person who is not among them", { ...everybody, allow: { ...everybody.allow, claim: ["U0BEN"] } }],
    ["a person of another workspace", { ...everybody, teams: ["T0002"] }],
    ["anybody where nobody may", { ...everybody, allow: { ...everybody.allow, claim: "nobody" as const } }],
  ])("has no effect where %s pressed: told, and kept", async (_, people) => {
    const port = await openSlackPort(way, { people: () => people });
    await press(port.slack, anna, await port.post(), "Claim");
    await port.slack.settled(() => port.slack.ephemerals.length === 1);
    expect(port.slack.ephemerals).toMatchObject([{ user: anna.id, text: expect.stringContaining("not among those who may") }]);
    expect(await port.events()).toMatchObject([
      { kind: "other", type: "relay.click.refused", data: { action: "claim", why: "not_allowed", by: { id: "T0001/U0ANNA" } } },
    ]);
  });

  it("is told where its incident is no longer known", async () => {
    const port = await openSlackPort(way, { incident: async () => undefined });
    await press(port.slack, anna, await port.post(), "Claim");
    await port.slack.settled(() => port.slack.ephemerals.length === 1);
    expect(port.slack.ephemerals).toMatchObject([{ text: expect.stringContaining("too old") }]);
    expect(await port.events()).toEqual([]);
  });

  // K01
  it("is answered in time while Slack's API is down", async () => {
    const port = await openSlackPort(way);
    const message = await port.post();
    port.slack.breakDown({ kind: "hang" });
    expect(await press(port.slack, anna, message, "Claim")).toMatchObject({ status: 200 }); // 0 where it took three seconds, as Slack counts
    expect(await port.events()).toHaveLength(1);
  });

  // K11
  it("is not acknowledged where it could not be stored, so that the person sees that it failed", async () => {
    const full: Acceptance = { status: "refused", reason: "storage_full" };
    const port = await openSlackPort(way, { accept: async () => full });
    const { status } = await press(port.slack, anna, await port.post(), "Claim");
    expect(status).not.toBe(200);
  });

  // K13
  it("opens a modal, and what is written there is a click with that text", async () => {
    const port = await openSlackPort(way);
    await press(port.slack, anna, await port.post(), "Reply");
    await port.slack.settled(() => port.slack.views.length === 1);
    expect(port.slack.faults).toEqual([]);
    const [view = {}] = port.slack.views;
    const filled = { mode: { selected_option: { value: "whisper" } }, text: { value: " <!channel> hello " } };
    expect(await submit(port.slack, anna, view, filled)).toMatchObject({ status: 200 });
    await submit(port.slack, anna, view, filled);
    expect(await port.events()).toMatchObject([
      { kind: "click", action: "whisper", text: "<!channel> hello", incident: incident.id, session: "s1" },
    ]);
  });

  it("keeps the modal open, with the reason, where it may not be said", async () => {
    const people = { ...everybody, allow: { ...everybody.allow, speak: [anna.id] } };
    const port = await openSlackPort(way, { people: () => people });
    await press(port.slack, anna, await port.post(), "Reply");
    await port.slack.settled(() => port.slack.views.length === 1);
    const [view = {}] = port.slack.views;
    const reply = await submit(port.slack, ben, view, { text: { value: "hello" } });
    expect(reply.body).toMatchObject({ response_action: "errors", errors: { text: expect.stringContaining("not among those who may") } });
    const forged = await submit(port.slack, anna, { ...view, private_metadata: "say {}" }, { text: { value: "hello" } });
    expect(forged.body).toMatchObject({ response_action: "errors" });
    expect(await port.events()).toEqual([]);
  });

  it("takes a button that only opens a page for what it is", async () => {
    const port = await openSlackPort(way);
    expect(await press(port.slack, anna, await port.post(page), "Claim")).toMatchObject({ status: 200 });
    expect([await port.events(), port.slack.ephemerals]).toEqual([[], []]);
  });
});

describe("signed requests", () => {
  const body = "payload=%7B%7D";

  it.each([
    ["without a signature", { signature: null }],
    ["with a short signature", { signature: "v0=00" }],
    ["of another version", { signature: `v1=${"0".repeat(64)}` }],
    ["with another secret", { secret: "another" }],
    ["6 minutes old", { skew: -360 }],
    ["from an hour ahead", { skew: 3_600 }],
    ["at no time", { timestamp: "abc" }],
  ])("are refused %s", async (_, forged) => {
    const port = await openSlackPort("http");
    expect(await port.slack.request(body, forged)).toMatchObject({ status: 401 });
    expect(port.signals).toContainEqual(expect.objectContaining({ name: "request.answered", source: "slack", status: 401 }));
  });

  // K02
  it("are taken a few minutes off, either way, and with either of two secrets", async () => {
    const port = await openSlackPort("http", { signingSecret: `new, canary0signing0secret0123456789a` });
    for (const forged of [{ skew: -290 }, { skew: 290 }, { secret: "new" }])
      expect(
        await port.slack.request('{"type":"url_verification","challenge":"c"}', forged, { "content-type": "application/json" }),
      ).toMatchObject({
        status: 200,
        body: { challenge: "c" },
      });
  });

  it("are no valid request where their JSON is nested 20,000 levels deep", async () => {
    const port = await openSlackPort("http");
    const deep = `{"type":"event_callback","event":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}}`;
    expect(await port.slack.request(deep, {}, { "content-type": "application/json" })).toMatchObject({ status: 400 });
  });

  // K10
  it("are not read where they are too large", async () => {
    const port = await openSlackPort("http");
    const { status } = await port.slack.request("x".repeat(600_000));
    expect(status).toBe(413);
    expect(await port.slack.request("x".repeat(600_000), { signature: null })).toMatchObject({ status: 401 });
  });

  it.each([
    ["no JSON", "payload=hello"],
    ["a list", "payload=[]"],
  ])("are refused where the payload is %s", async (_, text) => {
    const port = await openSlackPort("http");
    expect(await port.slack.request(text)).toMatchObject({ status: 400 });
  });

  it("are nothing else than posted", async () => {
    const port = await openSlackPort("http");
    const response = await fetch(`http://127.0.0.1:${port.port}/slack/events`);
    expect(response.status).toBe(405);
  });
});

describe("the socket", () => {
  it("is opened again when Slack recycles it", async () => {
    const port = await openSlackPort("socket");
    port.slack.recycle();
    await port.heard("slack.connected", 2);
    await port.slack.connected();
    expect(await press(port.slack, anna, await port.post(), "Claim")).toMatchObject({ status: 200 });
  });

  it.each([
    [
      "Slack refuses",
      {
        kind: "answer",
        status: 200,
        headers: { "content-type": "application/json" },
        body: '{"ok":false,"error":"invalid_auth"}',
      } as const,
    ],
    ["Slack is down", answer(503)],
    ["Slack answers with a page", answer(200, { "content-type": "text/html" }, "<html>")],
    ["the connection breaks", { kind: "reset" } as const],
  ])("is tried again, and told, when %s", async (_, step) => {
    const port = await openSlackPort("socket");
    port.slack.fail("apps.connections.open", step);
    port.slack.recycle();
    await port.heard("slack.connected", 2);
    expect(port.signals.filter(({ name }) => name === "slack.disconnected").length).toBeGreaterThanOrEqual(2);
    expect(port.signals.filter(({ name }) => name === "bug")).toEqual([]);
    expect(JSON.stringify(port.signals)).not.toContain("canary");
  });
});
