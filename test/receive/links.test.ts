import { describe, expect, it } from "vitest";
import type { People } from "../../src/core/access/people.ts";
import { linkLifetime, linkText } from "../../src/core/button.ts";
import type { Incident } from "../../src/core/incident.ts";
import type { Signal } from "../../src/core/signal.ts";
import { subscriptionText } from "../../src/core/subscription.ts";
import { plus } from "../../src/core/time.ts";
import { createTickets } from "../../src/net/ticket.ts";
import { mountLinks } from "../../src/receive/links.ts";
import { digest } from "../support/program.ts";
import { anIncident, anna } from "../support/store-cases.ts";
import { now, openPublicPort, randomId } from "./public-port.ts";
import { everybody } from "./slack/slack-port.ts";

const tickets = createTickets("a key of this house");
const recipient = "0123456789abcdef";

function pathOf(text: string): string {
  return `/l/${Buffer.from(text).toString("base64url")}`;
}

const signed = pathOf(tickets.seal(subscriptionText({ list: { kind: "rule", name: "<b>asks" }, recipient })));

interface Setting {
  readonly isFull?: boolean;
  readonly people?: People;
  readonly shown?: Partial<Incident>;
}

async function openLinks({ isFull = false, people = everybody, shown = {} }: Setting = {}) {
  const incident = async (id: string) => (id === anIncident("a").id ? anIncident("a", shown) : undefined);
  const { port, ...open } = await openPublicPort({}, (app, { store, clock, emit }) => {
    const accept: typeof store.accept = async (arrival) => (isFull ? { status: "refused", reason: "storage_full" } : store.accept(arrival));
    mountLinks(app, { open: tickets.open, accept, incident, people: () => people, digest, now: () => clock.now, randomId, emit });
  });
  return {
    ...open,
    get: (path: string) => fetch(`http://127.0.0.1:${port}${path}`),
    post: (path: string, fields: Readonly<Record<string, string>> = { "List-Unsubscribe": "One-Click" }) =>
      fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", body: new URLSearchParams(fields) }),
  };
}

describe("a link in a letter", () => {
  it("asks when it is looked at, changes nothing, and shows what it is about as text", async () => {
    const { store, get } = await openLinks();
    const page = await get(signed);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("&lt;b&gt;asks");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect((await store.searchEvents({ limit: 10 })).rows).toEqual([]);
  });

  it("is on disk before it is answered, and counts once however often it is pressed in a second", async () => {
    const { store, post } = await openLinks();
    for (let each = 0; each < 3; each += 1) expect((await post(signed)).status).toBe(200);
    const { rows } = await store.searchEvents({ limit: 10 });
    const details = await Promise.all(rows.map(({ id }) => store.event(id)));
    expect(details.map((detail) => detail?.event?.data)).toEqual([{ list: "rule", name: "<b>asks", recipient, wanted: false }]);
  });

  it("says that it could not be kept where the store takes nothing", async () => {
    const { post } = await openLinks({ isFull: true });
    expect((await post(signed)).status).toBe(503);
  });

  it.each([
    ["a text that nobody signed", subscriptionText({ list: { kind: "rule", name: "asks" }, recipient })],
    ["another house's ticket", createTickets("another").seal(subscriptionText({ list: { kind: "rule", name: "asks" }, recipient }))],
    ["a ticket for something else", tickets.seal("claim 0123")],
    ["a recipient that is none", tickets.seal("letters rule nobody asks")],
    ["nothing", ""],
  ])("leads nowhere with %s", async (_what, text) => {
    const { store, get, post } = await openLinks();
    expect([(await get(pathOf(text))).status, (await post(pathOf(text))).status]).toEqual([404, 404]);
    expect((await store.searchEvents({ limit: 10 })).rows).toEqual([]);
  });
});

describe("a link under a message of an incoming webhook", () => {
  const claim = pathOf(tickets.seal(linkText({ action: "claim", about: anIncident("a").id, at: now })));

  it("asks for a name when it is looked at, and changes nothing", async () => {
    const { store, get } = await openLinks();
    const page = await (await get(claim)).text();
    for (const text of ["asks-for-a-human, session s1: open", 'name="name"', "<button>Claim</button>"]) expect(page).toContain(text);
    expect((await store.searchEvents({ limit: 10 })).rows).toEqual([]);
  });

  it("claims once, for whoever is first: it is on disk before it is answered", async () => {
    const { store, post } = await openLinks();
    expect(await (await post(claim, { name: " <b>Ada\n" })).text()).toContain("Noted, &lt;b&gt;Ada.");
    expect(await (await post(claim, { name: "Ben" })).text()).toContain("works once");
    const events = (await store.recorded(0, 10)).map(({ event }) => event);
    expect(events).toMatchObject([
      { kind: "click", action: "claim", incident: anIncident("a").id, by: { id: "link/<b>Ada", name: "<b>Ada", via: "link" } },
    ]);
  });

  it.each<[string, Setting, string]>([
    [
      "names the people who may",
      { people: { ...everybody, allow: { ...everybody.allow, claim: ["U0ANNA"] } } },
      "does not tell who you are",
    ],
    ["names workspaces", { people: { ...everybody, teams: ["T0001"] } }, "does not tell who you are"],
  ])("does nothing where rules.yaml %s", async (_, setting, said) => {
    const { store, get, post } = await openLinks(setting);
    for (const answer of [await get(claim), await post(claim, { name: "Ada" })]) expect(await answer.text()).toContain(said);
    expect((await store.searchEvents({ limit: 10 })).rows).toEqual([]);
  });

  it("tells how it stands, and offers nothing any more where it is resolved", async () => {
    const { get } = await openLinks({ shown: { state: "claimed", owner: { ...anna, name: "<i>anna" } } });
    expect(await (await get(claim)).text()).toContain("claimed by &lt;i&gt;anna");
    const over = await openLinks({ shown: { state: "resolved" } });
    expect(await (await over.get(claim)).text()).not.toContain("<form");
  });

  it("wants a name, and says where the incident is forgotten or nothing can be kept", async () => {
    const { post } = await openLinks();
    expect(await (await post(claim, { name: "  " })).text()).toContain("Who are you?");
    const old = pathOf(tickets.seal(linkText({ action: "claim", about: "f".repeat(24), at: now })));
    expect(await (await post(old, { name: "Ada" })).text()).toContain("too old");
    expect((await (await openLinks({ isFull: true })).post(claim, { name: "Ada" })).status).toBe(503);
    expect((await post(claim, { name: "x".repeat(10_000) })).status).toBe(413);
  });

  it("tells the log and the metrics what became of it", async () => {
    const { post, signals } = await openLinks();
    for (const name of ["Ada", "Ben"]) await post(claim, { name });
    expect(signals.filter(isClick)).toMatchObject([{ action: "claim", outcome: "accepted" }, { outcome: "duplicate" }]);
    const named = await openLinks({ people: { ...everybody, teams: ["T0001"] } });
    await named.post(claim, { name: "Ada" });
    expect(named.signals.filter(isClick)).toMatchObject([{ action: "claim", outcome: "not_allowed" }]);
  });
});

describe("the age of a link", () => {
  const about = anIncident("a").id;
  const pathFor = (action: "claim" | "snooze" | "resolve", at: typeof now | undefined) =>
    pathOf(tickets.seal(linkText({ action, about, at, ...(action === "snooze" && { span: "1h" }) })));

  it.each(["claim", "snooze", "resolve"] as const)(
    "ends the link to %s seven days after its message: 410, and nothing happens",
    async (action) => {
      const { get, post, clock, store, signals } = await openLinks();
      const link = pathFor(action, now);
      clock.now = plus(now, linkLifetime + 1);
      for (const page of [await get(link), await post(link, { name: "Ada" })]) {
        const text = await page.text();
        expect([page.status, text.includes("<form")]).toEqual([410, false]);
        expect(text).toContain("This link has expired: a link works for 7 days after its message.");
        expect(text).toContain(`To ${action} the incident, open it in Slack or on the live page`);
      }
      expect((await store.searchEvents({ limit: 10 })).rows).toEqual([]);
      expect(signals.filter(isClick)).toEqual(Array(2).fill({ name: "click.taken", action, outcome: "expired", took: 0 }));
    },
  );

  it("leaves a link good until then, and one of an earlier version as long as its incident is known", async () => {
    const { get, post, clock } = await openLinks();
    clock.now = plus(now, linkLifetime);
    expect(await (await post(pathFor("claim", now), { name: "Ada" })).text()).toContain("Noted, Ada.");
    clock.now = plus(now, 20 * linkLifetime);
    expect(await (await get(pathFor("resolve", undefined))).text()).toContain("<button>Resolve</button>");
  });

  it("cannot be changed in the link", async () => {
    const { get, clock } = await openLinks();
    clock.now = plus(now, linkLifetime + 1);
    const later = tickets.seal(linkText({ action: "claim", about, at: now })).replace(String(now), String(clock.now));
    expect((await get(pathOf(later))).status).toBe(404);
  });

  it("does not end what unsubscribes: a letter may be years old", async () => {
    const { post, clock } = await openLinks();
    clock.now = plus(now, 300 * linkLifetime);
    expect((await post(signed)).status).toBe(200);
  });
});

function isClick({ name }: Signal): boolean {
  return name === "click.taken";
}
