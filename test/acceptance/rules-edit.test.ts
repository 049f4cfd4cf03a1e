/** Rules that are tried and changed from the page, in a relay as users run it. */

import { chmodSync, lstatSync, readFileSync, renameSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorkshop, type Relay, type Workshop } from "../support/relay.ts";

const rulesOf = (keywords: string) => `version: 1
destinations: { me: { console: {} } }
rules:
  - { name: asks, on: chat.push, when: { role: user, keywords: [${keywords}] }, then: [me] }
`;

let workshop: Workshop;
let relay: Relay;

beforeEach(() => {
  workshop = openWorkshop(rulesOf("human"));
});
afterEach(() => workshop.close());

const admin = { AVATAR_RELAY_ADMIN_TOKEN: "the-long-token-of-the-admin" };
const file = () => join(workshop.data, "../rules.yaml");

async function call(method: string, path: string, body?: object) {
  const headers = { authorization: `Bearer ${admin.AVATAR_RELAY_ADMIN_TOKEN}`, "content-type": "application/json" };
  const response = await relay.raw(`/api/rules${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { status: response.status, text: await response.text() };
}

const json = async (method: string, path: string, body?: object) => {
  const { status, text } = await call(method, path, body);
  return { status, body: JSON.parse(text) };
};

/** The events of a stream, by their names. */
function streamed(text: string): readonly { readonly event: string; readonly data: Record<string, unknown> }[] {
  return [...text.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)].map(([, event = "", data = ""]) => ({ event, data: JSON.parse(data) }));
}

describe("a relay that was started with --edit", () => {
  beforeEach(async () => {
    relay = await workshop.start(admin, ["--edit"]);
  });

  it("tries an edit over what was said, puts it in place, and the next visitor is heard by it", async () => {
    await relay.say("this is a complaint", { session_id: "s-1" });
    await relay.say("a human please", { session_id: "s-2" });
    const next = rulesOf("human, complaint");
    expect((await json("POST", "/check", { text: next })).body).toMatchObject({ ok: true, rules: 1 });
    expect((await json("POST", "/test", { text: next })).body).toMatchObject({ tests: [], failed: 0 });
    const { text } = await call("POST", "/backtest", { text: next, since: "1d" });
    expect(streamed(text).at(-1)).toMatchObject({
      event: "result",
      data: { events: 2, rules: { asks: { added: 1, removed: 0, changed: 0, samples: [{ change: "added", session: "s-1" }] } } },
    });
    const { version } = (await json("GET", "/text")).body;
    const replaced = await json("PUT", "", { text: next, base_version: version });
    expect(replaced).toMatchObject({ status: 200, body: { changed: ["asks"] } });
    expect(readFileSync(file(), "utf8")).toBe(next);
    const reply = await relay.say("another complaint", { session_id: "s-3" });
    await expect
      .poll(async () => (await relay.api<{ findings: object[] }>(`/api/events/${JSON.parse(reply.text).event_id}`)).findings)
      .toMatchObject([{ rule: "asks" }]);
    const { versions } = (await json("GET", "/versions")).body;
    expect(versions).toMatchObject([
      { version: replaced.body.version, by: "admin", current: true },
      { version, by: null, current: false },
    ]);
    const back = (await json("GET", `/versions/${version}`)).body.text;
    expect(await json("PUT", "", { text: back, base_version: replaced.body.version })).toMatchObject({ status: 200, body: { version } });
  });

  it("takes neither what others have changed meanwhile, nor a text with a mistake, nor a file of the machine", async () => {
    const { version } = (await json("GET", "")).body;
    const put = (text: string, base = version) => json("PUT", "", { text, base_version: base });
    const two = await Promise.all([put(rulesOf("one")), put(rulesOf("two"))]);
    expect(two.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [won, lost] = two[0]?.status === 200 ? two : two.toReversed();
    expect(lost?.body).toMatchObject({ error: { code: "conflict" }, version: won?.body.version });
    const now = won?.body.version;
    const before = readFileSync(file(), "utf8");
    const wrong = await put(rulesOf("one").replace("when", "whn"), now);
    expect(wrong).toMatchObject({ status: 422, body: { diagnostics: [{ code: "E_UNKNOWN_KEY", line: 4 }] } });
    const reading = await put(
      rulesOf("one").replace("console: {}", `http: { url: "https://a.example.com/$\{file:${file()}}", json: { a: 1 } }`),
      now,
    );
    expect([reading.status, JSON.stringify(reading.body)]).toEqual([422, expect.stringContaining("E_EDIT_REFERENCE")]);
    expect(readFileSync(file(), "utf8")).toBe(before);
    workshop.write("rules.yaml", "version: 1\nruls: []\n"); // somebody has broken the file, and other rules run
    expect((await put(rulesOf("three"), now)).body.error.message).toContain("other rules than those that run");
  });

  it("keeps the file's mode, and a link to it", async () => {
    renameSync(file(), `${file()}.real`);
    symlinkSync(`${file()}.real`, file());
    chmodSync(file(), 0o640);
    const { version } = (await json("GET", "")).body;
    expect((await json("PUT", "", { text: rulesOf("other"), base_version: version })).status).toBe(200);
    expect([lstatSync(file()).isSymbolicLink(), statSync(file()).mode & 0o777]).toEqual([true, 0o640]);
    expect(readFileSync(`${file()}.real`, "utf8")).toBe(rulesOf("other"));
  });

  it("goes on whatever a text does to the process that tries it", async () => {
    const endless = `version: 1\nrules:\n${"  - { name: x, when: { keywords: [a] }, then: [] }\n".repeat(60_000)}`;
    const { status } = await json("POST", "/check", { text: endless });
    expect([200, 500]).toContain(status);
    expect((await json("POST", "/check", { text: rulesOf("human") })).body.ok).toBe(true);
  });
});

describe("start --edit", () => {
  it.each([
    ["a read-only file", {}, ["--edit"], "it is read-only"],
    ["a shared database", { DATABASE_URL: "postgres://127.0.0.1:1/none" }, ["--edit"], "does not go together with --database"],
  ])("is refused with %s", async (_, environment, options, why) => {
    chmodSync(file(), 0o444);
    const { code, said } = await workshop.refuse({ ...admin, ...environment }, options);
    expect([code, said]).toEqual([78, expect.stringContaining("E_EDIT")]);
    expect(said).toContain(why);
  });

  it("is needed for PUT, and for nothing else", async () => {
    relay = await workshop.start(admin);
    const { version, editable } = (await json("GET", "")).body;
    expect(editable).toBe(false);
    expect((await json("PUT", "", { text: rulesOf("x"), base_version: version })).body.error.code).toBe("not_editable");
    expect((await json("POST", "/check", { text: rulesOf("x") })).status).toBe(200);
  });
});
