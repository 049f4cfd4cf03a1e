/** rules.yaml is edited while the relay runs, as an operator does it. */

import { renameSync, rmSync } from "node:fs";
import { setTimeout as later } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorkshop, type Relay, type StatsAnswer, type Workshop } from "../support/relay.ts";
import { fileOf } from "../support/rulebook.ts";
import { signBody } from "../support/sender.ts";

let workshop: Workshop;
let relay: Relay;

beforeEach(async () => {
  workshop = openWorkshop(fileOf(4));
  relay = await workshop.start();
});
afterEach(() => workshop.close());

interface Ready {
  readonly config: { readonly stale: boolean; readonly version: string; readonly rules: number };
}

const config = async () => (await relay.api<Ready>("/readyz")).config;
const soon = { timeout: 30_000, interval: 20 };

describe("an edited file", { timeout: 90_000 }, () => {
  // C16
  it("is used without being asked for, whether it is written in place or renamed", async () => {
    workshop.write("rules.yaml", fileOf(5));
    await expect.poll(config, soon).toMatchObject({ stale: false, rules: 5 });
    renameSync(workshop.write("rules.yaml.new", fileOf(6)), workshop.write("rules.yaml", fileOf(5)));
    await expect.poll(config, soon).toMatchObject({ stale: false, rules: 6 });
  });

  // C01
  it("with a mistake changes nothing, and is seen in the log, the metrics and /readyz, until it is mended", async () => {
    const before = await config();
    workshop.write("rules.yaml", fileOf(5).replace("then:", "than:"));
    await expect.poll(config, soon).toEqual({ ...before, stale: true });
    expect((await relay.raw("/readyz")).status).toBe(200);
    await expect.poll(() => relay.lines.filter((line) => line.includes('"msg":"rules.refused"')), soon).toHaveLength(1);
    const metrics = await (await relay.raw("/metrics")).text();
    expect(metrics).toContain("relay_config_last_reload_successful 0");
    expect(metrics).toContain("relay_config_reload_failures_total 1");
    workshop.write("rules.yaml", fileOf(4));
    await expect.poll(config, soon).toEqual(before);
  });

  // C16
  it("that has lost most of its rules is used only by force, and SIGHUP is none", async () => {
    workshop.write("rules.yaml", fileOf(1));
    await expect.poll(config, soon).toMatchObject({ stale: true, rules: 4 });
    const refused = await relay.raw("/api/reload", { method: "POST" });
    expect([refused.status, await refused.json()]).toMatchObject([422, { diagnostics: [{ code: "E_RULES_SHRANK" }] }]);
    process.kill(relay.pid, "SIGHUP");
    await expect.poll(() => relay.lines.filter((line) => line.includes('"msg":"rules.refused"')), soon).toHaveLength(3);
    expect(await config()).toMatchObject({ stale: true, rules: 4 });
    expect(await relay.api("/api/reload", { force: true })).toMatchObject({ changed: ["r2", "r3", "r4"] });
    expect(await config()).toMatchObject({ stale: false, rules: 1 });
  });

  const nested = (depth: number) => `a: ${"[".repeat(depth)}${"]".repeat(depth)}`;
  /** Nine aliases in each line, to the line before: 9^11 values. */
  const aliases = Array.from({ length: 11 }, (_, level) => `a${level}: &a${level} [${Array(9).fill(level === 0 ? 1 : `*a${level - 1}`)}]`);

  it.each([
    ["that is a depth bomb", nested(1_000), "E_YAML_DEPTH"],
    ["that is a depth bomb of many levels", nested(50_000), "E_YAML_DEPTH"],
    ["that is a bomb of aliases", aliases.join("\n"), "E_YAML_ALIASES"],
  ])("%s changes nothing, however often it is read, and events flow", async (_, text, code) => {
    workshop.write("rules.yaml", text);
    for (const _ of [1, 2]) {
      const refused = await relay.raw("/api/reload", { method: "POST" });
      expect([refused.status, await refused.json()]).toMatchObject([422, { diagnostics: [{ code }] }]);
      expect((await relay.say("refund")).status).toBe(200);
    }
    expect(await config()).toMatchObject({ stale: true, rules: 4 });
    await expect.poll(() => relay.api<StatsAnswer>("/api/stats")).toMatchObject({ pending: 0, quarantined: 0 });
    expect(await relay.end("SIGTERM")).toBe(0);
  });

  it("that is gone does not end the relay, not even at SIGHUP", async () => {
    rmSync(workshop.write("rules.yaml", ""));
    process.kill(relay.pid, "SIGHUP");
    await expect.poll(config, soon).toMatchObject({ stale: true, rules: 4 });
    expect((await relay.say("refund")).status).toBe(200);
  });
});

/** A file of one rule, and which one held says which file it was. */
const either = (name: string) => `version: 1
destinations: { me: { console: {} } }
rules: [{ name: ${name}, then: [me] }]
`;

interface Row {
  readonly id: string;
  readonly findings: readonly { readonly rule: string }[];
}

/** What was said; the relay tells of refused files as events, too. */
async function everyMessage(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let next: string | null = "";
  while (next !== null) {
    const page: { events: readonly Row[]; next: string | null } = await relay.api(
      `/api/events?type=chat.push&limit=500${next === "" ? "" : `&before=${next}`}`,
    );
    rows.push(...page.events);
    next = page.next;
  }
  return rows;
}

interface Traffic {
  /** The ids of the events that were accepted. */
  end(): Promise<readonly string[]>;
}

/** More than this under way at once would measure the sender. */
const mostUnderWay = 200;

/** Ten visitors who each say something every 20 ms, whether they are answered or not. */
function openTraffic(): Traffic {
  let open = true;
  const accepted: string[] = [];
  const underWay = new Set<Promise<void>>();
  async function say(session: string, message: string): Promise<void> {
    const answer = await tell(session, message).catch(() => undefined); // what got no answer was not accepted
    if (answer?.status === 200) accepted.push(idIn(answer.text));
  }
  async function visits(): Promise<void> {
    for (let said = 0; open; said += 1) {
      const next = later(20);
      for (let visitor = 0; visitor < 10 && underWay.size < mostUnderWay; visitor += 1) {
        const saying = say(`s${visitor}`, `hello ${said}`).finally(() => underWay.delete(saying));
        underWay.add(saying);
      }
      await next;
    }
    await Promise.all(underWay);
  }
  const all = visits();
  return {
    async end() {
      open = false;
      await all;
      return accepted;
    },
  };
}

/** On a connection that is kept open. */
async function tell(session: string, message: string): Promise<{ readonly status: number; readonly text: string }> {
  const timestamp = Date.now() / 1_000;
  const data = { role: "user", message, session_id: session, timestamp };
  const body = JSON.stringify({ agent_id: "A80HVD8577", event_type: "chat.push", data, timestamp });
  const headers = { "content-type": "application/json", ...signBody(body) };
  const response = await fetch(`http://127.0.0.1:${relay.port}/webhook`, { method: "POST", headers, body });
  return { status: response.status, text: await response.text() };
}

function idIn(text: string): string {
  return (JSON.parse(text) as { event_id: string }).event_id; // contract: the accepted answer
}

/** Each of the two files in turn, and now and then an event to see that the new one is used. */
async function reloadOften(times: number): Promise<void> {
  const versions = new Map<string, string>();
  for (let turn = 0; turn < times; turn += 1) {
    const name = turn % 2 === 0 ? "a" : "b";
    workshop.write("rules.yaml", either(name));
    const { version } = await relay.api<{ version: string }>("/api/reload", {});
    expect(version).toBe(versions.get(name) ?? version);
    versions.set(name, version);
    if (turn % 100 === 0) await usedAtOnce(version);
  }
  expect(new Set(versions.values()).size).toBe(2);
}

async function usedAtOnce(version: string): Promise<void> {
  const id = idIn((await tell("asks", `is ${version} used? ${Date.now()}`)).text);
  const decidedBy = async () => (await relay.api<{ trace: { version: string } | null }>(`/api/events/${id}`)).trace?.version;
  await expect.poll(decidedBy, soon).toBe(version);
}

/** RELOADS=1000 for the whole of it. */
const reloads = Number(process.env.RELOADS ?? 60);

describe(`${reloads} reloads under up to 500 events a second`, () => {
  // C15
  it("lose no event, and each is decided by one version that has rules", { timeout: 600_000 + reloads * 1_000 }, async () => {
    workshop.write("rules.yaml", either("b"));
    await relay.api("/api/reload", { force: true });
    const traffic = openTraffic();
    const accepted = await reloadOften(reloads).finally(traffic.end).then(traffic.end);

    // One message at a time: a busy machine sends fifty a second.
    const deliveries = async () => (await relay.api<StatsAnswer>("/api/stats")).deliveries;
    await expect.poll(deliveries, { timeout: 400_000 }).toMatchObject({ waiting: 0, sending: 0 });
    const rows = await everyMessage();
    const known = new Set(rows.map(({ id }) => id));
    expect(accepted.length).toBeGreaterThan(reloads);
    expect(accepted.filter((id) => !known.has(id))).toEqual([]);
    const decided = rows.map(({ findings }) => findings.map(({ rule }) => rule).join());
    expect(new Set(decided)).toEqual(new Set(["a", "b"]));
    const deliveredAll = { delivered: rows.length, dead: 0 };
    expect(await relay.api("/api/stats")).toMatchObject({ pending: 0, deliveries: deliveredAll });
  });
});
