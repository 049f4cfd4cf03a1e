import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DestinationWait } from "../../src/core/delivery-standing.ts";
import type { Store } from "../../src/core/store.ts";
import { minute, plus } from "../../src/core/time.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { type RunningAdmin, startAdmin } from "../support/admin.ts";
import { cli, type Setting } from "../support/cli.ts";
import { makeChat, monday } from "../support/make.ts";
import { endDeliveries, plantEvent, refusedForGood } from "../support/stored.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-desk-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function openStore(): Promise<Store> {
  const opened = await openSqliteStore({ folder, pid: process.pid, fatal: () => {} });
  if (opened.kind !== "opened") throw new Error(`the store is ${opened.kind}`);
  return opened.store;
}

async function fill(store: Store): Promise<void> {
  await plantEvent(store, { event: makeChat({ message: "one", session: "s1" }), to: ["support"] });
  await plantEvent(store, { event: makeChat({ message: "two", session: "s2" }), to: ["crm"], rule: "joins-to-crm" });
  await endDeliveries(store, "support", refusedForGood);
}

const here = (args: readonly string[], setting?: Setting) => cli([...args, "--data", folder], setting);

/** The note of a running relay. */
const placeOf = ({ port }: RunningAdmin) => ({ pid: 1, admin_port: port, host: "0.0.0.0", admin_host: "127.0.0.1" });

/** The same answers, whether they are asked from a relay that runs or read from the data of one that does not. */
const ways = [
  {
    way: "a running relay",
    async open() {
      const store = await openStore();
      await fill(store);
      const admin = await startAdmin({ store, token: "t0ken" });
      writeFileSync(join(folder, "relay.json"), JSON.stringify({ port: 1, ...placeOf(admin) }));
      return {
        env: { AVATAR_RELAY_ADMIN_TOKEN: "t0ken" },
        stats: () => store.stats(),
        async close() {
          await admin.close();
          await store.close();
        },
      };
    },
  },
  {
    way: "the data of a relay that rests",
    async open() {
      const store = await openStore();
      await fill(store);
      await store.close();
      return {
        env: {},
        async stats() {
          const again = await openStore();
          return again.stats().finally(() => again.close());
        },
        close: () => Promise.resolve(),
      };
    },
  },
];

describe("deliveries behind a destination that accepts nothing", () => {
  it("say why, and when one message tries", async () => {
    const store = await openStore();
    await fill(store);
    const wait: DestinationWait = { reason: "credentials", detail: "HTTP 401", triesAt: plus(monday, 10 * minute) };
    const admin = await startAdmin({ store, token: "t0ken", destinationWait: () => wait });
    writeFileSync(join(folder, "relay.json"), JSON.stringify({ port: 1, ...placeOf(admin) }));
    const env = { AVATAR_RELAY_ADMIN_TOKEN: "t0ken" };
    const { out } = await here(["deliveries", "--to", "crm"], { env });
    expect(out).toMatch(/\twaiting\t0\tcredentials: HTTP 401; one message tries at 2026-03-02T09:10:00.000Z\n$/);
    const [, id = ""] = out.split("\n")[1]?.split("\t") ?? [];
    expect((await here(["deliveries", "show", id], { env })).out).toContain(
      "\n  crm accepts nothing now: credentials: HTTP 401; one message tries at 2026-03-02T09:10:00.000Z\n",
    );
    await endDeliveries(store, "crm", { kind: "later", reason: "throttled", detail: "HTTP 429", after: 0, countsAsAttempt: false });
    await endDeliveries(store, "crm", { kind: "delivered", detail: "HTTP 200, with a web page" });
    expect((await here(["deliveries", "--to", "crm"], { env })).out).toMatch(/\tdelivered\t2, 1 counted\tHTTP 200, with a web page\n$/);
    await admin.close();
    await store.close();
  });
});

describe("insights rebuild", () => {
  it("counts what is stored again, and a running relay does it in the background", async () => {
    const store = await openStore();
    await fill(store);
    while ((await store.project()).count > 0);
    const admin = await startAdmin({ store, token: "t0ken" });
    writeFileSync(join(folder, "relay.json"), JSON.stringify({ port: 1, ...placeOf(admin) }));
    const asked = await here(["insights", "rebuild"], { env: { AVATAR_RELAY_ADMIN_TOKEN: "t0ken" } });
    expect(asked).toMatchObject({ code: 0, out: expect.stringMatching(/^the relay counts 2 conversations again in the background/) });
    await admin.close();
    await store.close();
    rmSync(join(folder, "relay.json"));
    expect(await here(["insights", "rebuild"])).toMatchObject({ code: 0, out: "counted 2 conversations again\n" });
  });

  it("refuses a folder without data", async () => {
    expect(await here(["insights", "rebuild"])).toMatchObject({ code: 64, err: expect.stringContaining("--data") });
  });
});

describe.each(ways)("asked of $way", ({ open }) => {
  let relay: Awaited<ReturnType<typeof open>>;

  beforeEach(async () => {
    relay = await open();
  });
  afterEach(() => relay.close());

  it("events are lines in a pipe, the newest first", async () => {
    const { code, out } = await here(["events"], { env: relay.env });
    expect(code).toBe(0);
    expect(
      out
        .trimEnd()
        .split("\n")
        .map((line) => line.split("\t").slice(2)),
    ).toEqual([
      ["TYPE", "SESSION", "STATUS", "RULES THAT HELD"],
      ["chat.push", "s2", "evaluated", "joins-to-crm"],
      ["chat.push", "s1", "evaluated", "asks-for-a-human"],
    ]);
  });

  it("events are a table on a terminal", async () => {
    const { out } = await here(["events", "--session", "s1"], { env: relay.env, isTerminal: true });
    expect(out).toMatch(/^RECEIVED +EVENT +TYPE +SESSION +STATUS +RULES THAT HELD\n2026-03-02T09:00:00.000Z {2}/);
    expect(out.trimEnd().split("\n")).toHaveLength(2);
  });

  it("events are JSON where a program asks for it", async () => {
    const { out } = await here(["events", "--json", "--limit", "1"], { env: relay.env });
    expect(JSON.parse(out)).toMatchObject({ session: "s2", findings: [{ rule: "joins-to-crm" }] });
  });

  it("dead deliveries say why", async () => {
    const { code, out } = await here(["deliveries", "--dead"], { env: relay.env });
    expect(code).toBe(0);
    expect(out).toMatch(/^DUE\tDELIVERY\tTO\tRULE\tSTATE\tTRIED\tWHY\n/);
    expect(out).toMatch(/\tsupport\tasks-for-a-human\tdead\t1\tpermanent: channel_not_found\n$/);
  });

  it("one delivery is shown with its attempts and its body", async () => {
    const [row] = (await here(["deliveries", "--dead", "--json"], { env: relay.env })).out.trim().split("\n");
    const { id, body } = JSON.parse(row ?? "") as { readonly id: string; readonly body: unknown };
    const { code, out } = await here(["deliveries", "show", id], { env: relay.env });
    expect(code).toBe(0);
    expect(out).toMatch(
      /^\S+ {2}to support, by the rule asks-for-a-human, for the event \S+\ndead \(permanent: channel_not_found\), 1 attempt, ended 2026-\S+, idempotency key \S+\n/,
    );
    expect(out).toMatch(/\n {2}2026-\S+ {2}\d+ ms {2}\S+ {2}.*channel_not_found\n/);
    expect(out).toContain(JSON.stringify(body, null, 2).split("\n")[1]);
    expect(JSON.parse((await here(["deliveries", "show", id, "--json"], { env: relay.env })).out)).toMatchObject({ id, body });
    expect((await here(["deliveries", "show", id.slice(0, 8), "--json"], { env: relay.env })).out).toContain(id);
    expect((await here(["deliveries", "show", id.slice(0, 7)], { env: relay.env })).code).not.toBe(0);
    expect(await here(["deliveries", "show", "none"], { env: relay.env })).toMatchObject({
      code: 1,
      err: expect.stringContaining("No delivery has this id"),
    });
    expect((await here(["deliveries", "shew", id], { env: relay.env })).code).toBe(64);
  });

  it("a filter that cannot be is misuse", async () => {
    const { code, err } = await here(["deliveries", "--state", "lost"], { env: relay.env });
    expect(code).toBe(64);
    expect(err).toContain("state");
  });

  it("redrive only counts where nobody can be asked", async () => {
    const { code, out } = await here(["redrive"], { env: relay.env });
    expect([code, out]).toEqual([0, "1 dead delivery matches\nnothing was sent: say --yes to send them again\n"]);
    expect((await relay.stats()).deliveries.dead).toBe(1);
  });

  it("redrive counts and then sends again what matches", async () => {
    expect((await here(["redrive", "--to", "crm", "--yes"], { env: relay.env })).out).toBe("0 dead deliveries match\n");
    const { code, out } = await here(["redrive", "--to", "support", "--rule", "asks-for-a-human", "--yes"], { env: relay.env });
    expect(code).toBe(0);
    expect(out).toMatch(/^1 dead delivery matches\n1 queued again/);
    expect((await relay.stats()).deliveries).toMatchObject({ dead: 0, waiting: 2 });
  });

  it("forget only counts where nobody can be asked", async () => {
    const { code, out } = await here(["forget", "--session", "s1"], { env: relay.env });
    const counts = "1 event (0 not evaluated yet, 0 quarantined), 1 delivery (0 not sent yet), 0 incidents, 0 memories\n";
    expect([code, out]).toEqual([0, `${counts}nothing was removed: say --yes to remove it for good\n`]);
    expect((await relay.stats()).deliveries.dead).toBe(1);
  });

  it("forget removes one conversation, and says what it does not reach", async () => {
    const { code, out } = await here(["forget", "--session", "s2", "--yes"], { env: relay.env });
    expect([code, out]).toEqual([
      0,
      expect.stringContaining("removed: 1 event (0 not evaluated yet, 0 quarantined), 1 delivery (1 not sent yet)"),
    ]);
    expect(out).toContain("not reached: what was delivered already");
    expect((await relay.stats()).deliveries).toMatchObject({ dead: 1, waiting: 0 });
    expect((await here(["events", "--session", "s2"], { env: relay.env })).out).toBe("");
    expect((await here(["deliveries"], { env: relay.env })).out).not.toContain("joins-to-crm");
    expect((await here(["forget"], { env: relay.env })).code).toBe(64);
  });
});

describe("asked where it cannot be answered", () => {
  it("says that there is no data, and makes none", async () => {
    const { code, err } = await cli(["events", "--data", join(folder, "nowhere")]);
    expect(code).toBe(64);
    expect(err).toContain("there is no data in");
  });

  it("names who holds the data, where that one does not answer", async () => {
    const store = await openStore();
    const { code, err } = await here(["events"]).finally(() => store.close());
    expect(code).toBe(73);
    expect(err).toContain(`pid ${process.pid}`);
  });

  it("reads the data of a relay that was killed and has left its note", async () => {
    const store = await openStore();
    await fill(store);
    await store.close();
    writeFileSync(join(folder, "relay.json"), JSON.stringify({ pid: 1, port: 1, admin_port: 1 }));
    expect((await here(["events"])).code).toBe(0);
  });

  it("asks for the token of a relay that has one", async () => {
    const admin: RunningAdmin = await startAdmin({ token: "t0ken" });
    writeFileSync(join(folder, "relay.json"), JSON.stringify({ pid: 1, port: 1, admin_port: admin.port }));
    const { code, err } = await here(["events"]).finally(() => admin.close());
    expect(code).toBe(78);
    expect(err).toContain("AVATAR_RELAY_ADMIN_TOKEN");
  });

  // L03
  it("lets no event speak to the terminal", async () => {
    const store = await openStore();
    await plantEvent(store, { event: makeChat({ session: "\u001b[2J\u009b31m\u202eevil\nforged\tline" }) });
    await store.close();
    const { out } = await here(["events"], { isTerminal: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(out.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(out.trimEnd().split("\n")).toHaveLength(2);
  });
});

describe("events --follow", () => {
  it("lists what is there and goes on with what comes in, each once, until the relay stops", async () => {
    const store = await openStore();
    await fill(store);
    const admin = await startAdmin({ store, token: "t0ken" });
    writeFileSync(join(folder, "relay.json"), JSON.stringify({ port: 1, ...placeOf(admin) }));
    let out = "";
    const printed = (text: string) => {
      out += text;
    };
    const following = here(["events", "--follow"], { env: { AVATAR_RELAY_ADMIN_TOKEN: "t0ken" }, printed });
    const sessions = () =>
      out
        .trimEnd()
        .split("\n")
        .map((line) => line.split("\t")[3]);
    await expect.poll(sessions).toEqual(["SESSION", "s1", "s2"]);
    await plantEvent(store, { event: makeChat({ message: "three", session: "s3" }), to: ["support"] });
    await expect.poll(sessions).toEqual(["SESSION", "s1", "s2", "s3"]);
    await admin.close();
    await store.close();
    const { code, err } = await following;
    expect([code, err]).toEqual([1, "the relay did not answer on its admin port: is it stopping?\n"]);
    expect(sessions()).toHaveLength(4);
  });

  it("begins with as many as --limit says, and takes none of the older ones for new", async () => {
    const store = await openStore();
    await fill(store);
    await plantEvent(store, { event: makeChat({ message: "three", session: "s3" }), to: ["support"] });
    const admin = await startAdmin({ store, token: "t0ken" });
    writeFileSync(join(folder, "relay.json"), JSON.stringify({ port: 1, ...placeOf(admin) }));
    let out = "";
    const printed = (text: string) => {
      out += text;
    };
    const following = here(["events", "--follow", "--limit", "2"], { env: { AVATAR_RELAY_ADMIN_TOKEN: "t0ken" }, printed });
    await expect.poll(() => out).toContain("\ts3\t");
    await store.forget("s3");
    await plantEvent(store, { event: makeChat({ message: "four", session: "s4" }), to: ["support"] });
    await expect.poll(() => out).toContain("\ts4\t");
    await admin.close();
    await store.close();
    await following;
    expect(
      out
        .trimEnd()
        .split("\n")
        .map((line) => line.split("\t")[3]),
    ).toEqual(["SESSION", "s2", "s3", "s4"]);
  });

  it("says that it needs a relay that runs", async () => {
    await (await openStore()).close();
    const { code, err } = await here(["events", "--follow"]);
    expect([code, err]).toEqual([64, expect.stringContaining("--follow needs a relay that runs")]);
  });
});
