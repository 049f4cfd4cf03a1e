import { Ajv2020 } from "ajv/dist/2020.js";
import { afterEach, describe, expect, it } from "vitest";
import { changes, openCalls, reads, trials } from "../../../src/observe/admin/calls.ts";
import { openApi } from "../../../src/observe/admin/openapi.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import { ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { makeChat, monday } from "../../support/make.ts";
import { programOf } from "../../support/program.ts";
import { rulesOf } from "../../support/rules-access.ts";
import { settledAs } from "../../support/store-cases.ts";

interface Operation {
  readonly "x-role"?: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: object } } };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema: object }>>;

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const token = "an-admin-token-of-the-tests";
let admin: RunningAdmin | undefined;

afterEach(() => admin?.close());

const rules = `version: 1
destinations: { support: { slack: { channel: "#support" } } }
rules: [{ name: asks, on: chat.push, when: { keywords: [human] }, then: [support] }]
tests: [{ name: asks once, chat: ["+0s user: a human"], expect: [{ rule: asks }] }]
`;

function expectFitting(ajv: Ajv2020, { call, operation }: { readonly call: string; readonly operation: Operation }, body: unknown): void {
  const schema = operation.responses["2XX"]?.content?.["application/json"]?.schema;
  expect(schema, call).toBeDefined();
  expect(ajv.validate(schema ?? false, body), `${call}: ${JSON.stringify(ajv.errors)}`).toBe(true);
}

const operations = ({ paths }: Description) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      call: `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`,
      operation,
    })),
  );

describe("the description of the admin port", () => {
  const description = openApi() as unknown as Description; // its shape is what these tests are about

  it("has every call with its role, and no other", () => {
    const described = operations(description).map(({ call, operation }) => [call, operation["x-role"]]);
    const declared = [...Object.entries({ ...reads, ...trials, ...changes }), ...openCalls.map((call) => [call, undefined])];
    expect(described.sort()).toEqual(declared.sort());
  });

  it("says of every call what it answers", () => {
    const bare = operations(description).filter(({ operation }) => operation.responses["2XX"]?.content === undefined);
    expect(bare.map(({ call }) => call).sort()).toEqual(["DELETE /session", "POST /session"]); // 204
    for (const { call, operation } of operations(description)) {
      const schemas = Object.values(operation.responses["2XX"]?.content ?? {}).map(({ schema }) => Object.keys(schema).length);
      expect([call, schemas.every((keys) => keys > 0)]).toEqual([call, true]);
    }
  });

  it("refers only to what it has", () => {
    const named = [...JSON.stringify(description).matchAll(/"\$ref":"([^"]*)"/g)].map(([, ref]) => ref);
    const known = Object.keys(description.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(named.filter((ref) => !known.includes(ref ?? ""))).toEqual([]);
  });

  it("has only schemas that are right", () => {
    const ajv = new Ajv2020({ strict: false });
    const schemas = operations(description).flatMap(({ operation }) => [
      ...operation.parameters.map(({ schema }) => schema),
      ...Object.values(operation.responses).flatMap(({ content }) => Object.values(content ?? {}).map(({ schema }) => schema)),
      ...(operation.requestBody === undefined ? [] : [operation.requestBody.content["application/json"].schema]),
    ]);
    for (const schema of [...schemas, ...Object.values(description.components.schemas)])
      expect(ajv.validateSchema(schema), JSON.stringify(ajv.errors)).toBe(true);
  });

  it("is served, and what the port answers fits it", async () => {
    admin = await startAdmin({ token });
    const headers = { authorization: `Bearer ${token}` };
    const served = await fetch(`${admin.url}/api/openapi.json`, { headers });
    expect(await served.json()).toEqual(JSON.parse(JSON.stringify(openApi())));
    expect((await fetch(`${admin.url}/api/openapi.json`)).status).toBe(401);
    const ajv = new Ajv2020({ strict: false, formats: { "date-time": true, date: true, uri: true } });
    for (const { call, operation } of operations(description).filter(({ call }) => /^GET [^:]*$/.test(call))) {
      if (call === "GET /stream") continue; // it has no end
      const answer = await fetch(`${admin.url}/api${call.slice(4)}`, { headers });
      if (call.startsWith("GET /rules") || call === "GET /samples") continue; // served where there are rules to show
      expect(answer.status, call).toBe(200);
      expectFitting(ajv, { call, operation }, await answer.json());
    }
  });

  it("fits what the calls about one thing, the trials and the changes answer", async () => {
    admin = await startAdmin({ rules: rulesOf(rules), reload: () => ({ kind: "reloaded", version: "v2", changed: ["asks"] }) });
    const asked = createPlanner(programOf([{ name: "asks", when: { keywords: "human" }, then: [{ to: "desk", settings: {} }] }]));
    const event = makeChat({ message: "a human" });
    await admin.store.accept({ kind: "event", event, raw: new Uint8Array() });
    await admin.store.evaluate(10, asked);
    const [sending = expect.unreachable()] = await admin.store.claimDeliveries({ to: "desk", max: 1, lease: 1_000, now: monday });
    await admin.store.settle([settledAs(sending, "dead")]);
    const { id: incident } = (await admin.store.searchIncidents({ limit: 1 })).rows[0] ?? expect.unreachable();
    const delivery = sending.message.id;
    const trial = { text: rules };
    const asks: readonly (readonly [call: string, id: string, body?: object])[] = [
      ["GET /events/:id", event.id],
      ["GET /deliveries/:id", delivery],
      ["GET /incidents/:id", incident],
      ["GET /rules", ""],
      ["GET /rules/text", ""],
      ["GET /rules/versions", ""],
      ["GET /samples", ""],
      ["POST /rules/check", "", trial],
      ["POST /rules/test", "", trial],
      ["POST /simulate", "", { turns: [{ text: "a human" }, { from: "nobody", body: "{}" }] }],
      ["POST /incidents/:id/work", incident, { action: "useful" }],
      ["POST /mute", "", { rule: "asks", for: "1h" }],
      ["POST /unmute", "", { rule: "asks" }],
      ["POST /deliveries/:id/redrive", delivery, {}],
      ["POST /redrive", "", { state: "dead", dry_run: true }],
      ["POST /redrive/stop", "", {}],
      ["POST /forget", "", { session: event.session, dry_run: true }],
      ["POST /forget", "", { session: event.session }],
      ["POST /reload", "", {}],
      ["POST /secret/rotate", "", {}],
    ];
    const ajv = new Ajv2020({ strict: false, formats: { "date-time": true, uri: true } });
    for (const [call, id, body] of asks) {
      const [method = "", path = ""] = call.split(" ");
      const sent = body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
      const answer = await ask(admin.port, `/api${path.replace(":id", encodeURIComponent(id))}`, { method, ...sent });
      expect([call, answer.status, answer.text]).toEqual([call, 200, expect.any(String)]);
      const described = operations(description).find((each) => each.call === call);
      expectFitting(ajv, described ?? expect.unreachable(), JSON.parse(answer.text));
    }
  });

  it("asks for the role that the port asks for", async () => {
    admin = await startAdmin({
      access: { tokens: [{ name: "v", role: "viewer", token: "a-viewer-token-of-tests" }], from: "environment" },
    });
    const headers = { authorization: "Bearer a-viewer-token-of-tests", "content-type": "application/json" };
    for (const { call, operation } of operations(description)) {
      const [method = "", path = ""] = call.split(" ");
      if (operation["x-role"] === undefined || operation["x-role"] === "viewer" || path === "/try" || /rules|simulate/.test(path)) continue; // not served here
      const answer = await fetch(`${admin.url}/api${path.replace(/:\w+/, "1")}`, {
        method,
        headers,
        ...(method === "DELETE" ? {} : { body: "{}" }),
      });
      expect([call, answer.status]).toEqual([call, 403]);
    }
  });
});
