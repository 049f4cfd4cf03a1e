import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import { ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { makeChat, monday } from "../../support/make.ts";
import { programOf } from "../../support/program.ts";

let admin: RunningAdmin;

beforeEach(async () => {
  admin = await startAdmin();
});
afterEach(() => admin.close());

async function post(path: string, body: object) {
  const headers = { "content-type": "application/json" };
  const { status, text } = await ask(admin.port, path, { method: "POST", headers, body: JSON.stringify(body) });
  return { status, body: JSON.parse(text) };
}

async function sentFor(message: string): Promise<number> {
  const event = makeChat({ message });
  await admin.store.accept({ kind: "event", event, raw: new Uint8Array() });
  const { decisions } = await admin.store.evaluate(10, createPlanner(programOf([{ on: ["chat.push"] }])));
  return decisions.find((each) => each.event.id === event.id)?.queued.length ?? -1;
}

describe("POST /api/mute and /api/unmute", () => {
  it("silence a rule for a week where nobody says for how long, and let it speak again", async () => {
    expect(await sentFor("before")).toBe(1);
    expect(await post("/api/mute", { rule: "rule-1" })).toMatchObject({
      status: 200,
      body: { rule: "rule-1", muted: true, until: "2026-03-09T09:00:00.000Z" },
    });
    expect(await sentFor("meanwhile")).toBe(0);
    expect(await post("/api/unmute", { rule: "rule-1" })).toMatchObject({ status: 200, body: { muted: false } });
    expect(await sentFor("after")).toBe(1);
  });

  it("store who did what, as an event, and do not believe who the caller says that it is", async () => {
    const { body } = await post("/api/mute", { rule: "rule-1", for: "2h", by: "Ada" });
    expect(body.until).toBe("2026-03-02T11:00:00.000Z");
    expect((await admin.store.event(body.event_id))?.event).toMatchObject({
      type: "relay.click",
      source: "relay",
      action: "mute",
      rule: "rule-1",
      by: { name: "admin", via: "admin" },
      until: monday + 7_200_000,
    });
  });

  it("of a critical rule are listed by /readyz and on the page until they end", async () => {
    admin.health.know({ insecure: false, preview: false, destinations: [], critical: [{ id: "rule-1", name: "Rule one" }] });
    const listed = async () => JSON.parse((await ask(admin.port, "/readyz")).text).muted_critical;
    expect(await listed()).toEqual([]);
    await post("/api/mute", { rule: "rule-1", for: "2h" });
    await sentFor("meanwhile");
    const expected = [{ rule: "Rule one", by: "admin", until: "2026-03-02T11:00:00.000Z" }];
    expect(await listed()).toEqual(expected);
    expect(JSON.parse((await ask(admin.port, "/api/status")).text).muted_critical).toEqual(expected);
    await post("/api/unmute", { rule: "rule-1" });
    await sentFor("after");
    expect(await listed()).toEqual([]);
  });

  it.each([
    ["/api/mute", {}],
    ["/api/mute", { rule: "a", for: "soon" }],
    ["/api/mute", { rule: "a", until: "tomorrow" }],
    ["/api/mute", { rule: "a", forever: true }],
    ["/api/unmute", { rule: "" }],
  ])("refuse %s %j, and say why", async (path, body) => {
    expect(await post(path, body)).toMatchObject({ status: 400, body: { error: { code: "invalid_request" } } });
  });
});
