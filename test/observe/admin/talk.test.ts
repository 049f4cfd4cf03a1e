/** A person speaks to a visitor from the admin port. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTrialLoader } from "../../../src/cli/trial/load.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import { ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { makeChat, makeJoin, makeSessionEnd } from "../../support/make.ts";

const rules = (helper: string) => `version: 1
destinations: { helper: { ${helper} }, desk: { slack: { channel: "#support" } } }
rules:
  - { name: asks, on: chat.push, when: { role: user, keywords: [human] }, then: [desk] }
`;

let admin: RunningAdmin;
let planner: ReturnType<typeof createPlanner>;

async function open(helper: string): Promise<void> {
  const text = rules(helper);
  const loaded = createTrialLoader({ file: "rules.yaml", text, base: text }).base();
  if (loaded.kind === "refused") throw new Error("the rules are wrong");
  planner = createPlanner(loaded.program);
  admin = await startAdmin({ destinations: () => loaded.program.destinations });
}

beforeEach(() => open("avatar: {}"));
afterEach(() => admin.close());

const evaluate = async () => {
  while ((await admin.store.evaluate(10, planner)).count > 0);
};

async function comes(...events: readonly ReturnType<typeof makeChat | typeof makeJoin | typeof makeSessionEnd>[]): Promise<void> {
  for (const event of events) await admin.store.accept({ kind: "event", event, raw: new Uint8Array() });
  await evaluate();
}

async function say(session: string, body: object) {
  const asked = ask(admin.port, `/api/sessions/${session}/say`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const evaluating = setInterval(() => void evaluate(), 20);
  const { status, text } = await asked;
  clearInterval(evaluating);
  return { status, body: JSON.parse(text) };
}

const canTalk = async (session: string) => JSON.parse((await ask(admin.port, `/api/sessions/${session}`)).text).can_talk;

describe("POST /api/sessions/<id>/say", () => {
  it.each(["speak", "whisper"])(
    "queues it once for the visitor's room, to %s, and names the delivery that says what came of it",
    async (mode) => {
      await comes(makeJoin({ session: "s1", room: "room-1" }), makeChat({ session: "s1", message: "a human" }));
      expect(await canTalk("s1")).toBe(true);
      const { status, body } = await say("s1", { text: "  I am Ada.  ", mode });
      expect(status).toBe(200);
      const delivery = await admin.store.delivery(body.delivery);
      expect(delivery).toMatchObject({
        to: "helper",
        event: body.event_id,
        body: { room: "room-1", mode, text: "I am Ada.", isPerson: true },
      });
      const { turns } = JSON.parse((await ask(admin.port, "/api/sessions/s1")).text);
      expect(turns.at(-1)).toMatchObject({ type: "relay.click", by: "admin", text: "I am Ada." });
    },
  );

  it("tells the thread of the incident that is open", async () => {
    await comes(makeJoin({ session: "s1", room: "room-1" }), makeChat({ session: "s1", message: "a human" }));
    const { body } = await say("s1", { text: "hello", mode: "speak" });
    const [incident] = (await admin.store.searchIncidents({ limit: 1 })).rows;
    const event = (await admin.store.event(body.event_id))?.event;
    expect(event).toMatchObject({ kind: "click", incident: incident?.id ?? expect.unreachable(), session: "s1" });
  });

  it("refuses where the visitor has left, where nothing can speak, and what is no sentence", async () => {
    await comes(makeChat({ session: "s1" }), makeSessionEnd({ session: "s1" }), makeChat({ session: "s2" }));
    expect(await canTalk("s1")).toBe(false);
    expect(await say("s1", { text: "x", mode: "speak" })).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining("the visitor has left") } },
    });
    expect((await say("nobody", { text: "x", mode: "speak" })).status).toBe(404);
    for (const text of ["", "  ", "x".repeat(601)]) expect((await say("s2", { text, mode: "speak" })).status).toBe(400);
    await admin.close();
    await open("console: {}");
    await comes(makeChat({ session: "s1" }));
    expect(await say("s1", { text: "x", mode: "speak" })).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining("no destination of type avatar") } },
    });
    expect(await canTalk("s1")).toBe(false);
  });
});
