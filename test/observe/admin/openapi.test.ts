import { Ajv2020 } from "ajv/dist/2020.js";
import { afterEach, describe, expect, it } from "vitest";
import { changes, openCalls, reads, trials } from "../../../src/observe/admin/calls.ts";
import { openApi } from "../../../src/observe/admin/openapi.ts";
import { type RunningAdmin, startAdmin } from "../../support/admin.ts";

interface Operation {
  readonly "x-role"?: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: object } } };
  readonly responses: Readonly<Record<string, { readonly content?: { readonly "application/json": { readonly schema: object } } }>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const token = "an-admin-token-of-the-tests";
let admin: RunningAdmin | undefined;

afterEach(() => admin?.close());

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

  it("has only schemas that are right", () => {
    const ajv = new Ajv2020({ strict: false });
    const schemas = operations(description).flatMap(({ operation }) => [
      ...operation.parameters.map(({ schema }) => schema),
      ...Object.values(operation.responses).flatMap(({ content }) => content?.["application/json"].schema ?? []),
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
      const schema = operation.responses["2XX"]?.content?.["application/json"].schema;
      if (call.startsWith("GET /rules")) continue; // served where there are rules to show
      expect(answer.status, call).toBe(200);
      const body: unknown = await answer.json();
      if (schema !== undefined) expect(ajv.validate(schema, body), `${call}: ${JSON.stringify(ajv.errors)}`).toBe(true);
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
