import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { minute } from "../../../src/core/time.ts";
import { compileRecipe } from "../../../src/destinations/preset/recipe.ts";
import { readPreset } from "../../../src/destinations/preset/shelf.ts";
import { root } from "../../support/build.ts";
import { answer, type HttpSink, openHttpSink } from "../../support/http-sink.ts";
import { openPreset, type PresetCase, viewOf } from "../../support/preset-case.ts";

/** The preset that docs/crm.md shows. */
const [, documented = ""] = /```yaml\n(id: acme[\s\S]*?)```/.exec(readFileSync(join(root, "docs/crm.md"), "utf8")) ?? [];

/** A vendor that is not on the shelf, by what its page says: https://developers.brevo.com/reference/createcontact. */
const brevo = `
id: brevo.contact
summary: Creates or updates a Brevo contact.
inputs:
  token: { about: an API key, secret: true }
  base: { about: the API's address, default: "https://api.brevo.com" }
identity: [email]
auth: { header: { name: api-key, value: "\${token}" } }
steps:
  - id: contact
    method: POST
    url: "\${base}/v3/contacts"
    json:
      email: "{{ identity.email }}"
      ext_id: "{{ identity.external_id }}"
      attributes: { FIRSTNAME: "{{ identity.first_name }}", LASTNAME: "{{ identity.last_name }}", SMS: "{{ identity.phone }}" }
      updateEnabled: true
waits: [{ header: x-sib-ratelimit-reset, as: seconds }]
`;

let folder: string;
let sink: HttpSink;
const opened: PresetCase[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-own-"));
  sink = await openHttpSink();
});

afterEach(async () => {
  for (const { sender } of opened.splice(0)) await sender.close();
  await sink.close();
  rmSync(folder, { recursive: true });
});

function open(text: string): PresetCase {
  const file = join(folder, "own.yaml");
  writeFileSync(file, text);
  const one = openPreset(file, sink.url);
  opened.push(one);
  return one;
}

describe("a preset of one's own", () => {
  it("that is one file, written from a vendor's page, works like those of the shelf", async () => {
    const { deliver, message } = open(brevo);
    sink.script(answer(429, { "x-sib-ratelimit-reset": "60" }), answer(201, {}, '{"id":21}'));
    expect(await deliver(message())).toMatchObject({ kind: "later", reason: "throttled", after: minute });
    expect(await deliver(message())).toMatchObject({ kind: "delivered" });
    const [, request] = sink.requests;
    expect(request).toMatchObject({ method: "POST", path: "/v3/contacts", headers: { "api-key": "canary-token" } });
    expect(JSON.parse(request?.body ?? "")).toEqual({
      email: "ada@example.com",
      ext_id: "u-1815",
      attributes: { FIRSTNAME: "Ada", LASTNAME: "Lovelace" },
      updateEnabled: true,
    });
  });

  it("works as docs/crm.md shows it", async () => {
    expect(readPreset(documented)).toMatchObject({ ok: true });
    const { deliver, message } = open(documented);
    sink.script(answer(200, {}, '{"items":[]}'), answer(200, {}, '{"status":"failed"}'), answer(200, {}, '{"items":[{"id":7}]}'));
    expect(await deliver(message())).toMatchObject({ kind: "refused" });
    expect(await deliver(message())).toMatchObject({ kind: "delivered" });
    expect(sink.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /leads?email=ada%40example.com",
      "POST /leads",
      "GET /leads?email=ada%40example.com",
      "PATCH /leads/7",
    ]);
  });

  it("says nothing of what is not known, and makes nobody up", () => {
    const { message, to } = open(brevo);
    const { json } = (message(viewOf({ email: "b@example.com" })).body as { steps: readonly { json: object }[] }).steps[0] ?? { json: {} };
    expect(json).toEqual({ email: "b@example.com", updateEnabled: true });
    expect(to.render({}, viewOf({ name: "Nobody" }))).toEqual([]);
  });

  it.each([
    ["default", '{{ identity.name | default: "Visitor" }}'],
    ["a default that is not of the visitor", '{{ event.data.lang | default: "en" }}'],
    ["another field of the visitor", "{% if identity.name %}{{ identity.name }}{% else %}{{ identity.email }}{% endif %}"],
    ["a text for nobody", "{% unless identity.name %}Visitor{% endunless %}"],
  ])("is refused where a stand-in could overwrite what is true: %s", (_, written) => {
    const changing = brevo
      .replace("identity: [email]", "overwrites: true\nidentity: [email]")
      .replace("{{ identity.first_name }}", () => written.replaceAll('"', "'"));
    const file = readPreset(changing);
    const compiled = file.ok ? compileRecipe(file.shelved.file, { token: "t" }) : file;
    expect(compiled).toMatchObject({
      ok: false,
      faults: [{ text: expect.stringContaining("over a record that exists"), code: "E_VALUE" }],
    });
    const creating = changing.replace("- id: contact", "- id: contact\n    does: create");
    const created = readPreset(creating);
    expect(created.ok && compileRecipe(created.shelved.file, { token: "t" }).ok).toBe(true);
  });
});
