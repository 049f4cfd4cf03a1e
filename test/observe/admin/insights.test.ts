import { afterEach, describe, expect, it } from "vitest";
import { day, type Instant, plus } from "../../../src/core/time.ts";
import { insights } from "../../../src/observe/admin/answers.ts";
import { type AdminOverride, ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { monday } from "../../support/make.ts";
import { live, visits } from "../../support/visits.ts";

let admin: RunningAdmin;

afterEach(() => admin.close());

const now = plus(monday, 4 * day);

async function start(override: AdminOverride = {}): Promise<void> {
  admin = await startAdmin({ now: () => now, ...override });
  await live(admin.store, visits({ seed: 3, sessions: 40, from: monday, hours: 60, agents: 2 }));
}

async function get(query = "", headers: Record<string, string> = {}) {
  const { status, text } = await ask(admin.port, `/api/insights${query}`, { headers });
  return { status, text };
}

const read = async (query = "") => insights.parse(JSON.parse((await get(query)).text));

describe("GET /api/insights", () => {
  it("shows the last seven days, with everything that the page needs", async () => {
    await start({ timezone: () => "Europe/Berlin" });
    const shown = await read();
    expect(shown).toMatchObject({ sessions: 40, timezone: "Europe/Berlin", uncounted: 0, questions: [] });
    expect(shown.since).toBe(new Date(now - 7 * day).toISOString());
    expect(shown.by_day).toHaveLength(8);
    expect(shown.by_day.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(40);
    expect(shown.by_hour).toHaveLength(24);
    expect(shown.by_week_hour).toHaveLength(168);
    expect(shown.agents.map(({ agent }) => agent).sort()).toEqual(["agent-0", "agent-1"]);
    expect(shown.rules.some(({ rule }) => rule === "rule-1")).toBe(true);
    expect(shown.funnel).toMatchObject({ sessions: 40, asked: shown.asked });
    expect(shown.people.time_to_claim).toMatchObject({ count: 0, median: null });
  });

  it("shows one agent, one source or one language", async () => {
    await start();
    const [all, one, other] = [await read(), await read("?agent=agent-0"), await read("?agent=agent-1")];
    expect(one.sessions + other.sessions).toBe(all.sessions);
    expect(one.sessions).toBeGreaterThan(5);
    expect((await read("?language=de&source=bithuman")).sessions).toBeLessThan(all.sessions);
    expect((await read("?agent=nobody")).sessions).toBe(0);
  });

  it("compares with the span of the same length before", async () => {
    await start();
    const shown = await read("?since=2026-03-03T00:00:00Z&until=2026-03-04T00:00:00Z&compare=1");
    expect(shown.before?.sessions).toBe((await read("?since=2026-03-02T00:00:00Z&until=2026-03-03T00:00:00Z")).sessions);
    expect((await read()).before).toBeUndefined();
  });

  it.each([
    ["?since=yesterday", "since"],
    ["?since=2h&until=3h", "until"],
    ["?since=800d", "750 days"],
    ["?agnet=a", "agnet"],
    ["?format=xml", "format"],
  ])("refuses %s, and says why", async (query, what) => {
    await start();
    const { status, text } = await get(query);
    expect(status).toBe(400);
    expect(JSON.parse(text).error.message).toContain(what);
  });

  it.each([
    ["?format=csv", {}],
    ["", { accept: "text/csv" }],
  ])("writes the hours as CSV for %s %j", async (query, headers: Record<string, string>) => {
    await start();
    const lines = (await get(query, headers)).text.split("\r\n");
    expect(lines[0]).toMatch(/^hour,agent,source,language,sessions,messages,/);
    expect(lines.at(-1)).toBe("");
    const sums = lines.slice(1, -1).reduce((sum, line) => sum + Number(line.split(",")[4]), 0);
    expect(sums).toBe(40);
    expect(lines[1]).toMatch(/^2026-03-02T\d\d:00:00\.000Z,agent-\d,(bithuman|livekit),(en|de)?,\d+,/);
  });

  it("writes no agent as a formula, and quotes what holds a comma", async () => {
    await start();
    const key = { source: "bithuman", language: "en", day: (Math.floor(monday / day) * day) as Instant, cells: [9, 1] };
    const days = ["=1+2", 'a "b", c'].map((agent) => ({ ...key, agent }));
    await admin.close();
    admin = await startAdmin({
      now: () => now,
      store: { ...admin.store, figures: async () => ({ days, rules: new Map(), uncounted: 0 }) },
    });
    const lines = (await get("?format=csv")).text.split("\r\n");
    expect(lines[1]).toContain(",'=1+2,");
    expect(lines[2]).toContain(',"a ""b"", c",');
  });
});
