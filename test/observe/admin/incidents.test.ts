import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clickOf } from "../../../src/observe/admin/mute.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import { ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { makeChat, monday } from "../../support/make.ts";
import { programOf } from "../../support/program.ts";
import { settledAs } from "../../support/store-cases.ts";

let admin: RunningAdmin;
const planner = createPlanner(programOf([{ name: "asks", when: { keywords: "human" }, then: [{ to: "desk", settings: {} }] }]));

beforeEach(async () => {
  admin = await startAdmin();
});
afterEach(() => admin.close());

async function call(path: string, body?: object) {
  const headers = { "content-type": "application/json" };
  const sent = body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) };
  const { status, text } = await ask(admin.port, path, sent);
  return { status, body: JSON.parse(text) };
}

async function found(session: string, message = "a human"): Promise<void> {
  await admin.store.accept({ kind: "event", event: makeChat({ message, session }), raw: new Uint8Array() });
  await evaluated();
}

const evaluated = () => admin.store.evaluate(10, planner);
const idOf = async (session: string) => (await call(`/api/incidents?session=${session}`)).body.incidents[0].id as string;

describe("/api/incidents", () => {
  it("says nothing any more of what was forgotten", async () => {
    await found("s1");
    const id = await idOf("s1");
    expect((await call(`/api/incidents/${id}`)).body.found.text).toBe("a human");
    await admin.store.forget("s1", { dryRun: false });
    expect((await call(`/api/incidents/${id}`)).status).toBe(404);
  });

  it("tells what people work on, and what became of it", async () => {
    await found("s1");
    await found("s1", "human!");
    const { incidents, next } = (await call("/api/incidents")).body;
    expect(next).toBeNull();
    expect(incidents).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{24}-[0-9a-f]{8}$/),
        rule: "asks",
        source: "bithuman",
        agent: "A80HVD8577",
        session: "s1",
        group: expect.any(String),
        severity: "normal",
        state: "open",
        version: 1,
        owner: null,
        findings: 2,
        opened_at: "2026-03-02T09:00:00.000Z",
        updated_at: "2026-03-02T09:00:00.000Z",
        last_finding_at: "2026-03-02T09:00:00.000Z",
        snoozed_until: null,
        resolved_at: null,
        shown_at: ["desk"],
        links: [],
        history: [{ at: "2026-03-02T09:00:00.000Z", what: "opened", by: null, note: null }],
        conversation: null,
        found: { event: expect.any(String), text: "human!", because: ['said "human"'] },
      },
    ]);
    expect((await call(`/api/incidents/${incidents[0].id}`)).body).toEqual(incidents[0]);
  });

  it("links to its message where the destination gave an address", async () => {
    await found("s1");
    const [sending = expect.unreachable()] = await admin.store.claimDeliveries({ to: "desk", max: 1, lease: 1_000, now: monday });
    const url = "https://ghostbusters.slack.com/archives/C1H9RESGA/p135854651500008";
    await admin.store.settle([settledAs(sending, "delivered", `C1H9RESGA:1358546515.00008::${url}`)]);
    expect((await call(`/api/incidents/${await idOf("s1")}`)).body.links).toEqual([{ to: "desk", url }]);
  });

  it("lets people work on them: it is an event, and acts once it is evaluated", async () => {
    await found("s1");
    await found("s2");
    const id = await idOf("s1");
    const { body } = await call(`/api/incidents/${id}/work`, { action: "claim", by: "somebody else" });
    expect(body).toMatchObject({ incident: id, action: "claim" });
    expect((await admin.store.event(body.event_id))?.event).toMatchObject({ type: "relay.click", session: "s1", incident: id });
    await evaluated();
    const claimed = (await call("/api/incidents?state=claimed&owner=admin/admin")).body.incidents;
    expect(claimed).toMatchObject([{ id, state: "claimed", owner: { id: "admin/admin", name: "admin", via: "admin" } }]);
    expect((await call("/api/incidents?state=open,snoozed&rule=asks")).body.incidents).toMatchObject([{ session: "s2" }]);
  });

  it("counts those of each state, whichever are asked for", async () => {
    await found("s1");
    await found("s2");
    await call(`/api/incidents/${await idOf("s1")}/work`, { action: "resolve" });
    await evaluated();
    const { incidents, counts } = (await call("/api/incidents?state=claimed")).body;
    expect([incidents, counts]).toEqual([[], { open: 1, claimed: 0, snoozed: 0, resolved: 1 }]);
  });

  it("tells whoever claims a moment later than another who has it", async () => {
    await found("s1");
    const id = await idOf("s1");
    const other = { action: "claim", rule: "asks", by: "ada", until: undefined, incident: await admin.store.incident(id) } as const;
    const click = clickOf({ ...other, incident: other.incident ?? expect.unreachable() }, monday);
    await admin.store.accept({ kind: "event", event: click, raw: new Uint8Array() }); // it is not evaluated yet
    const claiming = call(`/api/incidents/${id}/work`, { action: "claim" });
    await expect.poll(async () => (await admin.store.stats()).pending).toBe(2);
    await evaluated();
    expect(await claiming).toMatchObject({ status: 409, body: { error: { code: "conflict", message: "Already claimed by ada." } } });
  });

  it("refuses what cannot be done as the incident stands, and says why", async () => {
    await found("s1");
    const id = await idOf("s1");
    const click = clickOf(
      { action: "resolve", rule: "asks", by: "ada", until: undefined, incident: (await admin.store.incident(id)) ?? expect.unreachable() },
      monday,
    );
    await admin.store.accept({ kind: "event", event: click, raw: new Uint8Array() });
    await evaluated();
    const refused = await call(`/api/incidents/${id}/work`, { action: "claim" });
    expect(refused).toMatchObject({ status: 409, body: { error: { message: "Already resolved by ada." } } });
  });

  it.each(["claim", "resolve"])("takes %s again from the person who did it: the first answer may be lost", async (action) => {
    await found("s1");
    const id = await idOf("s1");
    for (const _ of [1, 2]) {
      expect((await call(`/api/incidents/${id}/work`, { action })).status).toBe(200);
      await evaluated();
    }
  });

  it("lets an incident sleep for as long as is said", async () => {
    await found("s1");
    const id = await idOf("s1");
    await call(`/api/incidents/${id}/work`, { action: "snooze", for: "15m" });
    await evaluated();
    expect((await call(`/api/incidents/${id}`)).body).toMatchObject({ state: "snoozed", snoozed_until: "2026-03-02T09:15:00.000Z" });
  });

  it.each([
    ["/api/incidents?state=shut", undefined, 400],
    ["/api/incidents?limit=0", undefined, 400],
    ["/api/incidents/nothing", undefined, 404],
    ["/api/incidents/nothing/work", { action: "claim" }, 404],
    ["/api/incidents/nothing/work", { action: "dance" }, 400],
    ["/api/incidents/nothing/work", { action: "snooze" }, 400],
    ["/api/incidents/nothing/work", { action: "snooze", for: "soon" }, 400],
  ])("refuse %s %j", async (path, body, status) => {
    expect((await call(path, body)).status).toBe(status);
  });
});
