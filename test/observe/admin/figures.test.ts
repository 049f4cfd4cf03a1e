/** The figures of the page, counted again from every row of the store: on both databases. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findingsOf } from "../../../src/core/conversation.ts";
import type { Event } from "../../../src/core/event.ts";
import type { EventDetail, Store } from "../../../src/core/store.ts";
import { day, hour, type Instant, minute, plus } from "../../../src/core/time.ts";
import { clickOf } from "../../../src/observe/admin/mute.ts";
import { openPostgresStore } from "../../../src/stores/postgres/index.ts";
import { ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { makeChat, makeSessionEnd, monday } from "../../support/make.ts";
import { type Postgres, startPostgres } from "../../support/postgres.ts";
import { openStore, record } from "../../support/recorded.ts";
import { rulesOf } from "../../support/rules-access.ts";
import { aQuarantined } from "../../support/store-cases.ts";
import { endDeliveries, refusedForGood } from "../../support/stored.ts";

const rules = `version: 1
destinations:
  support: { slack: { channel: "#support" } }
  crm: { http: { url: "https://crm.example.com/", json: { said: x } } }
  desk: { console: {} }
rules:
  - { name: asks, on: chat.push, when: { role: user, keywords: [human] }, then: [support, crm] }
  - { name: refunds, on: chat.push, when: { keywords: [refund] }, then: [crm, desk] }
  - { name: never, on: chat.push, when: { keywords: [xylophone] }, then: [crm] }
`;

const ages = [9 * day, 6 * day, 30 * hour, 20 * hour, 2 * hour, 50 * minute];

/** Sessions with messages over nine days, some ended, some about both rules. */
function history(now: Instant): readonly Event[] {
  const events: Event[] = [];
  const words = ["hello", "a human please", "a refund", "I want a human and a refund", "thank you"];
  for (let session = 0; session < 12; session += 1) {
    const began = plus(now, -(ages[session % ages.length] ?? 0));
    for (let turn = 0; turn <= session % 5; turn += 1) {
      const at = plus(began, (session + turn) * 1_000);
      const role = turn % 2 === 0 ? "user" : "agent";
      events.push(makeChat({ session: `s${session}`, role, message: words[(session + turn) % 5] ?? "", occurredAt: at, receivedAt: at }));
    }
    const end = plus(began, 60_000);
    if (session % 3 === 0) events.push(makeSessionEnd({ session: `s${session}`, occurredAt: end, receivedAt: end }));
  }
  return events.sort((one, other) => one.receivedAt - other.receivedAt);
}

async function everything<Row>(page: (before?: string) => Promise<{ readonly rows: readonly Row[]; readonly next: string | undefined }>) {
  const all: Row[] = [];
  for (let before: string | undefined, isFirst = true; isFirst || before !== undefined; isFirst = false) {
    const { rows, next } = await page(before);
    all.push(...rows);
    before = next;
  }
  return all;
}

function counted<Key extends string>(keys: readonly Key[]): Readonly<Record<string, number>> {
  return Object.fromEntries([...new Set(keys)].map((key) => [key, keys.filter((each) => each === key).length]));
}

let postgres: Postgres;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.remove());

let schemas = 0;

async function openPostgres(): Promise<Store> {
  schemas += 1;
  const opened = await openPostgresStore({ url: await postgres.schema(`figures_${schemas}`), clock: () => monday });
  if (opened.kind !== "opened") throw new Error(`the store is ${opened.kind}`);
  return opened.store;
}

describe.each([
  ["SQLite", openStore],
  ["PostgreSQL", openPostgres],
] as const)("the figures of the page, on %s,", (_, open) => {
  let folder: string;
  let admin: RunningAdmin;
  let store: Store;
  let events: readonly EventDetail[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "avatar-relay-figures-"));
    store = await open(folder);
    await record(store, rules, history(monday));
    await store.accept(aQuarantined("aside", "invalid_json"));
    const incidents = (await store.searchIncidents({ limit: 50 })).rows;
    const work = (["claim", "resolve", "useful", "noise", "useful"] as const).map((action, index) => {
      const incident = incidents[index] ?? expect.unreachable();
      return clickOf({ action, rule: incident.ruleId, by: "ada", until: undefined, incident }, plus(monday, index));
    });
    await record(store, rules, work);
    await endDeliveries(store, "support", { kind: "delivered" });
    await endDeliveries(store, "desk", refusedForGood);
    await store.accept({ kind: "event", event: makeChat({ session: "late", message: "still to come" }), raw: new Uint8Array() });
    while ((await store.project()).count > 0);
    admin = await startAdmin({ store, rules: rulesOf(rules) });
    const rows = await everything((before) => store.searchEvents({ limit: 7, ...(before !== undefined && { before }) }));
    events = await Promise.all(rows.map(async ({ id }) => (await store.event(id)) ?? expect.unreachable()));
  });
  afterEach(async () => {
    await admin.close();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const get = async (path: string) => JSON.parse((await ask(admin.port, `/api${path}`)).text);

  it("are as many events and deliveries of each state as there are rows", async () => {
    const { events: all, pending, evaluated, quarantined, deliveries } = await get("/stats");
    expect({ pending, evaluated, quarantined }).toEqual({
      pending: 0,
      evaluated: 0,
      quarantined: 0,
      ...counted(events.map(({ status }) => status)),
    });
    expect([all, pending]).toEqual([events.length, 1]);
    const rows = await everything((before) => store.searchDeliveries({ limit: 5, ...(before !== undefined && { before }) }));
    expect(deliveries).toEqual({ waiting: 0, sending: 0, delivered: 0, dead: 0, ...counted(rows.map(({ state }) => state)) });
    expect(Math.min(deliveries.waiting, deliveries.delivered, deliveries.dead)).toBeGreaterThan(0);
  });

  it("are as many incidents of each state as there are", async () => {
    const { counts } = await get("/incidents?limit=1");
    const rows = await everything((before) => store.searchIncidents({ limit: 3, ...(before !== undefined && { before }) }));
    expect(counts).toEqual({ open: 0, claimed: 0, snoozed: 0, resolved: 0, ...counted(rows.map(({ state }) => state)) });
    expect(Math.min(counts.open, counts.claimed, counts.resolved)).toBeGreaterThan(0);
  });

  it("are as many findings of each rule as traces say, and as many votes as people gave", async () => {
    const found = events.flatMap(({ trace, receivedAt }) => findingsOf(trace).map(({ rule }) => ({ rule, at: receivedAt })));
    const votes = events.flatMap(({ event }) => (event?.kind === "click" ? [event] : []));
    const incidents = new Map((await store.searchIncidents({ limit: 50 })).rows.map(({ id, rule }) => [String(id), rule]));
    const { rules: rows } = await get("/rules");
    for (const row of rows) {
      const own = found.filter(({ rule }) => rule === row.name);
      const since = (span: number) => own.filter(({ at }) => at >= plus(monday, -span)).length;
      const voted = (action: string) =>
        votes.filter((vote) => vote.action === action && incidents.get(String(vote.incident)) === row.name).length;
      expect(row).toMatchObject({
        findings: { hour: since(hour), day: since(day), week: since(7 * day) },
        useful: voted("useful"),
        noise: voted("noise"),
      });
    }
    expect(rows.map(({ findings }: { findings: { week: number } }) => findings.week > 0)).toEqual([true, true, false]);
  });

  it("are in each row of a conversation what its events say", async () => {
    const rows = await everything(async (before) => {
      const { sessions, next } = await get(`/sessions?limit=5${before === undefined ? "" : `&before=${before}`}`);
      return { rows: sessions, next: next ?? undefined };
    });
    expect(rows).toHaveLength(12);
    for (const row of rows as Record<string, unknown>[]) {
      const own = events.filter(({ event, status }) => event?.session === row.session && status === "evaluated");
      const said = own.flatMap(({ event }) => (event?.kind === "chat" ? [event] : []));
      const last = said.toSorted((one, other) => one.receivedAt - other.receivedAt).at(-1);
      expect(row).toMatchObject({
        messages: said.length,
        user_messages: said.filter(({ role }) => role === "user").length,
        state: own.some(({ event }) => event?.kind === "session-end") ? "ended" : "open",
        last_words: { role: last?.role, text: last?.message },
      });
      const found = counted(own.flatMap(({ trace }) => findingsOf(trace).map(({ rule }) => rule)));
      expect(Object.fromEntries((row.findings as { rule: string; times: number }[]).map(({ rule, times }) => [rule, times]))).toEqual(
        found,
      );
    }
  });
});
