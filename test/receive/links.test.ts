import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import { describe, expect, it, onTestFinished } from "vitest";
import { subscriptionText } from "../../src/core/subscription.ts";
import { createTickets } from "../../src/net/ticket.ts";
import { mountLinks } from "../../src/receive/links.ts";
import { createMemoryStore } from "../../src/stores/memory/index.ts";
import { digest } from "../support/program.ts";
import { now, randomId } from "./public-port.ts";

const tickets = createTickets("a key of this house");
const recipient = "0123456789abcdef";

function pathOf(text: string): string {
  return `/l/${Buffer.from(text).toString("base64url")}`;
}

const signed = pathOf(tickets.seal(subscriptionText({ list: { kind: "rule", name: "<b>asks" }, recipient })));

async function openLinks(isFull = false) {
  const store = createMemoryStore();
  const app = express();
  const accept: typeof store.accept = async (arrival) => (isFull ? { status: "refused", reason: "storage_full" } : store.accept(arrival));
  mountLinks(app, { open: tickets.open, accept, digest, now: () => now, randomId });
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a path
  return {
    store,
    get: (path: string) => fetch(`http://127.0.0.1:${port}${path}`),
    post: (path: string) =>
      fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) }),
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
    const { post } = await openLinks(true);
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
