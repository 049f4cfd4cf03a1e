import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRelay, defineCondition, defineDestination, type Relay, type Signal, z } from "../../src/index.ts";
import { cli } from "../support/cli.ts";
import { type HttpSink, openHttpSink } from "../support/http-sink.ts";
import { send, signBody } from "../support/sender.ts";

const secret = "whsec_kept-as-text-with-its-prefix";
const token = "an-admin-token-of-the-tests";

let folder = "";
let sink: HttpSink;
let relay: Relay | undefined;
let server: ReturnType<typeof createServer> | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "plugins-"));
  sink = await openHttpSink();
});

afterEach(async () => {
  await relay?.stop();
  relay = undefined;
  server?.closeAllConnections();
  server?.close();
  await sink.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

/** What `check` says of the file. */
async function checked(text: string): Promise<string> {
  write("rules.yaml", text);
  const { out, err } = await cli(["check", join(folder, "rules.yaml")], { env: { BITHUMAN_WEBHOOK_SECRET: secret } });
  return out + err;
}

const destination = (type: string, version = 1) => `
export const it = { ...fake(), avatarRelayPlugin: ${version} };
function fake() { return { kind: "destination", name: "${type}", destination: {} }; }`;

describe("plugins: in rules.yaml", () => {
  it.each([
    ["./nowhere.mjs", "", /the plug-in \.\/nowhere\.mjs, or something that it imports, is not in .*is the path right/],
    ["@acme/nothing", "", /the plug-in @acme\/nothing.*npm install @acme\/nothing/],
    ["./own.mjs", "export const one = 1;", /\.\/own\.mjs exports no plug-in.*defineDestination/],
    ["./own.mjs", "throw new TypeError('secret words');", /does not load: it threw TypeError/],
    [
      "./own.mjs",
      "export default () => { throw new RangeError('x'); };",
      /default function of the plug-in \.\/own\.mjs failed: it threw RangeError/,
    ],
    ["./own.mjs", "await 1; export const a = 1;", /waits at its top/],
    ["./own.mjs", destination("pager", 2), /made for version 2 of the plug-in interface, and this relay has 1.*update avatar-relay/],
    ["./own.mjs", destination("slack"), /there is a destination named slack already/],
  ])("names what is wrong with %s, %#", async (name, text, says) => {
    if (text !== "") write("own.mjs", text);
    const said = await checked(`version: 1\nplugins: ["${name}"]\n`);
    expect(said).toMatch(says);
    expect(said).toMatch(/rules\.yaml:2:\d+: error E_PLUGIN plugins\[0\]/);
    expect(said).not.toContain("secret words");
  });

  it("are read with the keys of the plug-in, and wrong ones are named", async () => {
    write("pager.mjs", pager);
    const said = await checked(`version: 1\nplugins: ["./pager.mjs"]\ndestinations:\n  me: { pager: { urll: "https://a.example" } }\n`);
    expect(said).toMatch(/E_UNKNOWN_KEY destinations\.me\.pager\.urll.*did you mean "url"/);
    expect(await checked(`version: 1\nplugins: ["./pager.mjs"]\ndestinations:\n  me: { pager: { url: "https://a.example" } }\n`)).toContain(
      "no mistakes",
    );
  });
});

/** Posts the body; throws, hangs or answers nonsense where the text says so. */
const pager = `export default ({ defineDestination, z }) => defineDestination({
  type: "pager", summary: "Pages.", settings: { url: z.url() }, example: { url: "https://a.example" },
  open: ({ settings: { url } }) => ({
    async send({ body, key, signal }) {
      if (body.text.includes("throw")) throw new TypeError("the token is tk_secret");
      if (body.text.includes("hang")) return new Promise(() => {});
      if (body.text.includes("nonsense")) return { kind: "maybe" };
      await fetch(url, { method: "POST", body: body.text, headers: { "idempotency-key": key }, signal });
      return { kind: "delivered" };
    },
  }),
});`;

async function started(
  rules: string,
  plugins: Parameters<typeof createRelay>[0]["plugins"] = [],
): Promise<{ readonly port: number; readonly signals: Signal[] }> {
  write("rules.yaml", rules);
  const env = { BITHUMAN_WEBHOOK_SECRET: secret, AVATAR_RELAY_ADMIN_TOKEN: token };
  const running = createRelay({ rules: join(folder, "rules.yaml"), data: join(folder, "data"), env, plugins });
  relay = running;
  const signals: Signal[] = [];
  running.on("*", (signal) => signals.push(signal));
  await running.start();
  server = createServer(running.handler);
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return { port, signals };
}

function say(port: number, message: string) {
  const timestamp = Date.now() / 1_000;
  const raw = JSON.stringify({
    agent_id: "A1",
    event_type: "chat.push",
    data: { role: "user", message, session_id: "s1", timestamp },
    timestamp,
  });
  return send(port, { raw, headers: { ...signBody(raw), "content-type": "application/json" } });
}

describe("a plug-in that breaks", () => {
  const rules = () => `version: 1
plugins: ["./pager.mjs"]
destinations:
  me: { pager: { url: "${sink.url}", timeout: 300ms, concurrency: 8 } }
rules:
  - { name: all, on: chat.push, when: { role: user }, then: [me] }
`;

  it.each([
    ["throw", { outcome: "later", reason: "plugin_failed", detail: "the plug-in pager failed: it threw TypeError" }],
    ["nonsense", { outcome: "later", reason: "plugin_failed", detail: "the plug-in pager ended with no outcome that the relay knows" }],
    ["hang", { outcome: "later", reason: "timeout" }],
  ])("costs its own message only: %s", async (way, outcome) => {
    write("pager.mjs", pager);
    const { port, signals } = await started(rules());
    await say(port, `please ${way}`);
    await say(port, "hello");
    await sink.until(1);
    const attempts = () => signals.filter((signal) => signal.name === "delivery.attempted");
    await expect.poll(() => attempts().length).toBeGreaterThanOrEqual(2);
    expect(attempts()).toContainEqual(expect.objectContaining(outcome));
    expect(JSON.stringify(signals)).not.toContain("tk_secret");
    expect(sink.requests.map(({ body }) => body)).toEqual(["hello"]);
  });

  it("does not hold, says so, and leaves the other rules alone, where it is a condition", async () => {
    const broken = defineCondition({
      type: "broken",
      summary: "Breaks.",
      schema: z.literal(true),
      example: { when: { broken: true }, matches: [], ignores: [] },
      judge() {
        throw new TypeError("what the visitor said");
      },
    });
    const { port, signals } = await started(
      `version: 1
destinations: { crm: { http: { method: POST, url: "${sink.url}", allow_private: ["127.0.0.0/8"] } } }
rules:
  - { name: breaks, on: chat.push, when: { broken: true }, then: [{ to: crm, json: {} }] }
  - { name: works, on: chat.push, when: { role: user }, then: [{ to: crm, json: {} }] }
`,
      [broken],
    );
    await say(port, "hello");
    await sink.until(1);
    expect(signals).toContainEqual({ name: "plugin.failed", plugin: "broken", detail: "it threw TypeError" });
    expect(signals.find((signal) => signal.name === "event.evaluated")).toMatchObject({ rules: ["works"] });
  });
});

describe("plug-ins that a program hands over", () => {
  it("are used like those that the rules name, and names that collide are refused", async () => {
    const taken: string[] = [];
    const mine = defineDestination({
      type: "mine",
      summary: "Keeps.",
      settings: {},
      example: {},
      open: () => ({
        async send({ body }) {
          taken.push(body.text);
          return { kind: "delivered" };
        },
      }),
    });
    const rules = "version: 1\ndestinations: { me: { mine: {} } }\nrules:\n  - { name: all, on: chat.push, then: [me] }\n";
    const { port } = await started(rules, [mine]);
    await say(port, "hello there");
    await expect.poll(() => taken).toEqual(["hello there"]);
    await relay?.stop();
    await expect(started(rules, [mine, mine])).rejects.toThrow("there is a destination named mine already");
  });
});
