import { createHmac } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { openWorkshop, type Relay, type StatsAnswer, type Workshop } from "../support/relay.ts";
import { type Letter, secret, send, signBody, signTimestamped } from "../support/sender.ts";

const rules = `version: 1
destinations:
  me: { console: {} }
rules:
  - name: greets
    on: chat.push
    when: { role: user, keywords: [hello] }
    then: [me]
`;

const json = { "content-type": "application/json" };
/** What the dashboard's Test button sends (reference: "The sender today"); its sample names a session as a real event would. */
const test = '{"event_type":"test","agent_id":"test_agent_123","data":{"session_id":"test_session"},"timestamp":1796000000.5}';
const join =
  '{"agent_id":"A80HVD8577","event_type":"room.join","data":{"room_name":"room-A80HVD8577-qtrJ-cOFR","participant_count":3,"session_id":"8d947f06"},"timestamp":1796000001.5575945}';

interface SetupAnswer {
  readonly url: string | null;
  readonly header: { readonly name: string; readonly value: string } | null;
  readonly test: { readonly by: string | null } | null;
  readonly first: { readonly type: string } | null;
}

interface RefusedAnswer {
  readonly refused: readonly {
    readonly request_id: string;
    readonly code: string;
    readonly path: string;
    readonly address: string;
    readonly mistakes: readonly { readonly code: string }[];
  }[];
}

describe("the first hour of a new installation", () => {
  let workshop: Workshop;
  let relay: Relay;

  beforeAll(async () => {
    workshop = openWorkshop(rules);
    relay = await workshop.start({ PUBLIC_URL: "https://relay.example.com" });
  });
  afterAll(() => workshop.close());

  const post = (letter: Letter) => send(relay.port, { ...letter, headers: { ...json, ...letter.headers } });
  const doctor = async (...args: string[]) => (await cli(["doctor", ...args, "--data", workshop.data])).out;
  const logged = (msg: string) => relay.lines.filter((line) => line.includes(`"msg":"${msg}"`)).map((line) => JSON.parse(line));

  it("says what to enter at the dashboard", async () => {
    const setup = await relay.api<SetupAnswer>("/api/setup");
    expect(setup).toMatchObject({
      url: "https://relay.example.com/webhook",
      header: { name: "X-Webhook-Secret", value: secret },
      test: null,
      first: null,
    });
    expect((await relay.raw("/setup")).status).toBe(200);
    expect(await doctor()).toContain("the dashboard's test has not arrived");
  });

  it("names the mistake of each refused request, and finds it by the id that its sender got", async () => {
    const gzipped = gzipSync(join);
    const letters: readonly (readonly [Letter, string])[] = [
      [{ raw: join, headers: signBody(join, `"${secret}"`) }, "secret_quotes"],
      [{ raw: JSON.stringify(JSON.parse(join), null, 2), headers: signBody(join) }, "body_reencoded"],
      [{ raw: gzipped, headers: { ...signBody(join), "content-encoding": "gzip" } }, "body_compressed"],
      [{ raw: join, headers: signTimestamped(join, Math.floor(Date.now() / 1_000) - 3_600) }, "clock"],
      [{ raw: join, headers: { "x-hub-signature-256": String(signBody(join)["x-bithuman-signature"]) } }, "signature_header"],
      [{ raw: join, headers: { authorization: `Basic ${Buffer.from(`u:${secret}`).toString("base64")}` } }, "header_value"],
      [{ raw: join, headers: signBody(join), path: "/hooks/bithuman" }, "path"],
    ];
    for (const [letter, code] of letters) {
      const reply = await post(letter);
      const { request_id: id } = JSON.parse(reply.text).error as { request_id: string };
      await expect
        .poll(
          async () =>
            (await relay.api<RefusedAnswer>("/api/refused")).refused.find(({ request_id }) => request_id === id)?.mistakes[0]?.code,
        )
        .toBe(code);
      const line = relay.lines.find((each) => each.includes(id));
      expect(JSON.parse(line ?? "{}")).toMatchObject({ request_id: id, address: expect.stringMatching(/127\.0\.0\.1$/) });
    }
    const out = await doctor("--last-refused");
    for (const [, code] of letters) expect(out).toContain(`(${code})`);
    const everything = out + JSON.stringify(await relay.api("/api/refused"));
    for (const spelling of [secret, secret.slice(6), createHmac("sha256", secret).update(join).digest("hex")])
      expect(everything).not.toContain(spelling);
  });

  it("says and counts what looks like a webhook and misses its path, and takes one slash more", async () => {
    expect(logged("webhook.missed")).toMatchObject([
      { path: "/hooks/… (15 characters)", detail: expect.stringContaining("sources listen at /webhook"), level: "warn" },
    ]);
    expect(await (await relay.raw("/metrics")).text()).toContain("relay_webhooks_missed_total 1");
    await send(relay.port, { method: "GET", path: "/wp-login.php" });
    expect(await (await relay.raw("/metrics")).text()).toContain("relay_webhooks_missed_total 1");
  });

  it("says that the dashboard's test has arrived and how it is protected, and counts no conversation", async () => {
    expect((await post({ raw: test, path: "/webhook/", headers: { "x-webhook-secret": secret, "x-test-webhook": "true" } })).status).toBe(
      200,
    );
    expect(await relay.api("/api/setup")).toMatchObject({ test: { by: "header" }, first: null });
    await expect
      .poll(() => logged("setup.test_arrived"))
      .toMatchObject([{ detail: "the dashboard's test has arrived, protected by the header" }]);
    expect(await doctor()).toMatch(/ok {4}the dashboard's test has arrived, protected by the header, at 2/);
    expect(await relay.api<StatsAnswer>("/api/stats")).toMatchObject({ sessions: 0 });
    expect(await relay.api("/api/events?type=test")).toMatchObject({ events: [{ agent: "test_agent_123", session: null }] });
  });

  it("says once that the first event of a real visitor has arrived", async () => {
    for (const raw of [join, join.replace("3", "2")]) await post({ raw, headers: { "x-webhook-secret": secret } });
    expect(await relay.api("/api/setup")).toMatchObject({ first: { type: "room.join" } });
    await expect.poll(() => logged("setup.first_event")).toMatchObject([{ type: "room.join", agent: "A80HVD8577" }]);
    expect(await doctor()).toContain("events of real visitors arrive: room.join");
  });
});
