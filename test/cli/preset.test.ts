import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { presetNames } from "../../src/destinations/preset/shelf.ts";
import { root } from "../support/build.ts";
import { cli } from "../support/cli.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-preset-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe("preset", () => {
  it("lists what there is", async () => {
    const { code, out } = await cli(["preset", "list"]);
    expect(code).toBe(0);
    expect(out.trimEnd().split("\n")).toHaveLength(presetNames().length);
    expect(out).toMatch(/^zendesk\.ticket +Opens a Zendesk ticket/m);
  });

  it("shows a file that works when it is copied", async () => {
    const file = write("mine.yaml", (await cli(["preset", "show", "hubspot.note"])).out);
    const [own, shipped] = await Promise.all([cli(["preset", "test", file]), cli(["preset", "test", "hubspot.note"])]);
    expect(own).toEqual(shipped);
  });

  it.each(presetNames())("shows what %s would send, and no secret", async (name) => {
    const given = [
      "token=canary-1",
      "client_secret=canary-2",
      "routing_key=canary-3",
      "webhook_url=https://example.com/canary-4",
      "service_account=canary-5",
      "topic=canary-6",
      "user=canary-7",
    ];
    const takes = (await cli(["preset", "show", name])).out;
    const { code, out } = await cli([
      "preset",
      "test",
      name,
      "--email",
      "ada@example.com",
      ...given.filter((each) => takes.includes(`${each.split("=")[0]}:`)),
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(/^(GET|POST|PUT|PATCH) https:\/\/\S+$/m);
    expect(out).not.toContain("canary");
  });

  it("says that a preset about a person sends nothing for nobody", async () => {
    const { code, out } = await cli(["preset", "test", "hubspot.contact"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^nothing is sent: nobody says who the visitor is, and this needs email\n/);
    expect(out).not.toMatch(/POST|example\.com\/|Lovelace/);
    expect((await cli(["preset", "test", "zendesk.ticket"])).out).not.toContain("ada@example.com");
  });

  it("names every mistake of a file, with its place", async () => {
    const file = write(
      "mine.yaml",
      "id: mine\nsummary: x\ninputs: {}\nlimit: many\nsteps:\n  - { id: a, method: POST, url: 'https://example.com', jsn: {} }\n",
    );
    const { code, err } = await cli(["preset", "test", file]);
    expect(code).toBe(2);
    expect(err).toContain(`${file}:4:8: error E_VALUE limit:`);
    expect(err).toMatch(/mine\.yaml:6:5: error \S+ steps\.0: .*jsn/);
  });

  it.each([
    ["an input that is not asked for", "url: 'https://example.com/$" + "{tokn}'", 'unknown input "tokn"'],
    ["what no step saves", "url: 'https://example.com/{{ saved.id }}'", 'no step before this one saves "id"'],
    ["a host that is a template", "url: 'https://{{ event.agent }}.example.com'", "the host of a URL cannot be a template"],
    ["a misspelt variable", "url: 'https://example.com', json: { a: '{{ evnt.agent }}' }", 'unknown variable "evnt"'],
  ])("refuses %s", async (_what, step, problem) => {
    const file = write(
      "mine.yaml",
      `id: mine\nsummary: x\ninputs: { token: { about: x } }\nsteps:\n  - { id: a, method: POST, ${step} }\n`,
    );
    const { code, err } = await cli(["preset", "test", file]);
    expect(code).toBe(2);
    expect(err).toContain(problem);
  });

  it("names those that begin so, or all, where there is no such preset", async () => {
    const [near, far] = [await cli(["preset", "show", "hubspot"]), await cli(["preset", "show", "zzz"])];
    expect(near).toMatchObject({ code: 2, err: expect.stringContaining('did you mean "hubspot.contact" or "hubspot.note"?') });
    expect(far).toMatchObject({ code: 2, err: expect.stringContaining("airtable.record, attio.person, ") });
  });
});

describe("preset.schema.json", () => {
  it("is what the schema says: else run `npm run docs`", async () => {
    expect(readFileSync(join(root, "preset.schema.json"), "utf8")).toBe((await cli(["schema", "--preset"])).out);
  });
});

describe("a preset in rules.yaml", () => {
  const rules = (settings: string) => `version: 1
destinations:
  crm: { http: { ${settings} } }
rules:
  - { name: joins, on: room.join, then: [crm] }
`;
  const env = { BITHUMAN_WEBHOOK_SECRET: "s3cret-of-the-webhook", AVATAR_RELAY_IDENTITY_KEY: "key-of-the-page", TOKEN: "canary-token" };
  const token = 'token: "$' + '{TOKEN}"';

  it.each([
    ["is right", `preset: hubspot.contact, ${token}`, undefined],
    ["lacks what it needs", "preset: hubspot.contact", 'E_MISSING_KEY destinations.crm.http.token: missing key "token"'],
    [
      "is given what it does not take",
      `preset: hubspot.contact, ${token}, chat_id: 4`,
      'E_UNKNOWN_KEY destinations.crm.http.chat_id: unknown key "chat_id"',
    ],
    ["does not exist", `preset: hubspt.contact, ${token}`, 'E_UNKNOWN_REF destinations.crm.http.preset: unknown preset "hubspt.contact"'],
    ["may be about nobody", `preset: hubspot.contact, ${token}, on_missing_identity: anonymous`, undefined],
    [
      "cannot be about nobody",
      `preset: attio.person, ${token}, on_missing_identity: anonymous`,
      "E_VALUE destinations.crm.http.on_missing_identity: attio.person cannot be about a visitor of whom nothing is known",
    ],
    ["waits for a span that is none", `preset: attio.person, ${token}, on_missing_identity: { hold: long }`, "expected a span of time"],
    [
      "is forgotten, and who the visitor is does not matter",
      'url: "https://example.com", on_missing_identity: skip',
      'E_UNKNOWN_KEY destinations.crm.http.on_missing_identity: unknown key "on_missing_identity"',
    ],
    ["stands beside a url", `preset: hubspot.contact, ${token}, url: "https://example.com"`, '"url" and "preset" exclude each other'],
    ["is forgotten", `url: "https://example.com", ${token}`, 'E_UNKNOWN_KEY destinations.crm.http.token: unknown key "token"'],
    ["is forgotten, and so is the url", "method: PUT", 'E_MISSING_KEY destinations.crm.http: missing key "url"'],
  ])("%s", async (_what, settings, problem) => {
    const { code, err } = await cli(["check", write("rules.yaml", rules(settings))], { env });
    if (problem === undefined) expect([code, err]).toEqual([0, ""]);
    else expect([code, err]).toEqual([2, expect.stringContaining(problem)]);
  });

  it("is a file beside it, whose mistakes are told where it is named", async () => {
    write("mine.yaml", (await cli(["preset", "show", "hubspot.contact"])).out);
    const file = write("rules.yaml", rules(`preset: ./mine.yaml, ${token}`));
    expect(await cli(["check", file], { env })).toMatchObject({ code: 0, err: "" });
    write("mine.yaml", "id: [");
    expect((await cli(["check", file], { env })).err).toContain("rules.yaml:3:26: error E_VALUE destinations.crm.http.preset:");
  });
});
