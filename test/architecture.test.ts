import { describe, expect, it } from "vitest";
import {
  banned,
  circularRooms,
  crowdedFolders,
  type FloorPlan,
  importCycles,
  impurities,
  shelfGaps,
  trespasses,
  weakTests,
} from "./support/floor-plan.ts";
import { readTree } from "./support/source-tree.ts";

/**
 * The rooms of src and what each may import. No arrow runs back up. From above:
 * main, index · cli · app · destinations, evaluate, plugin · stores, receive, observe, deliver, net, rules · insights · detect · core, text, plain-file.
 * Inside rules: trials · compile · engine, conditions · language · templates · yaml, calendar · kit.
 * Change it in a commit of its own, with the reason.
 */
const plan: FloorPlan = {
  core: { sees: [], packages: ["type:zod"], pure: true },
  text: { sees: [], packages: [], pure: true },
  detect: { sees: ["core", "text"], packages: [], pure: true },
  // Figures are counted and summed up in the same way for both databases, the admin port and reports.
  insights: { sees: ["core", "text", "detect"], packages: [], pure: true },
  "plain-file.ts": { sees: [], packages: [] },

  "rules/kit": { sees: ["core", "text"], packages: ["zod", "re2js"], pure: true },
  "rules/calendar": { sees: ["core", "rules/kit"], packages: ["zod"], pure: true },
  "rules/yaml": { sees: ["core", "rules/kit"], packages: ["yaml", "zod"], pure: true },
  "rules/templates": { sees: ["core", "text", "rules/kit"], packages: ["zod", "liquidjs", "re2js"], pure: true },
  "rules/language": {
    sees: ["core", "text", "detect", "rules/kit", "rules/calendar", "rules/yaml", "rules/templates"],
    packages: ["yaml", "zod", "re2js"],
    pure: true,
  },
  "rules/conditions": { sees: ["core", "text", "detect", "rules/kit", "rules/language"], packages: ["zod"], pure: true },
  "rules/engine": { sees: ["core", "text", "detect", "rules/kit"], packages: [], pure: true },
  "rules/compile.ts": {
    sees: ["core", "detect", "rules/kit", "rules/calendar", "rules/engine", "rules/language", "rules/templates"],
    packages: [],
    pure: true,
  },
  "rules/trials": {
    sees: ["core", "text", "detect", "rules/kit", "rules/yaml", "rules/engine", "rules/compile.ts", "rules/language", "rules/templates"],
    packages: ["yaml", "zod"],
    pure: true,
  },
  net: { sees: ["core", "text"], packages: ["undici", "ipaddr.js", "p-retry"] },
  // The words by which texts are found are the same in both databases.
  stores: { sees: ["core", "plain-file.ts", "text/search-words.ts", "insights"], packages: ["better-sqlite3", "pg", "p-retry"] },
  receive: {
    sees: ["core", "net", "plain-file.ts", "rules/yaml/preset-text.ts"],
    packages: ["express", "ipaddr.js", "@slack/bolt", "yaml", "zod"],
  },
  deliver: { sees: ["core", "net"], packages: ["opossum"] },
  observe: {
    sees: ["core", "net", "insights"],
    packages: ["@opentelemetry/api", "express", "helmet", "openid-client", "pino", "prom-client", "zod"],
  },

  evaluate: { sees: ["core", "rules", "insights"], packages: [] },
  destinations: {
    sees: [
      "core",
      "text",
      "net",
      "plain-file.ts",
      "insights/report",
      "rules/kit/nearest.ts", // a name that is nearly that of a preset
      "rules/yaml/preset-text.ts",
      "rules/language/schema.ts",
      "rules/templates/contacts.ts",
      "rules/templates/template.ts",
    ],
    packages: [
      "zod",
      "yaml",
      "@slack/web-api",
      "nodemailer",
      "@aws-sdk/client-s3",
      "@aws-sdk/client-kinesis",
      "@smithy/node-http-handler",
      "pg",
    ],
  },

  plugin: { sees: ["core", "destinations/kit"], packages: ["zod"] },
  app: {
    sees: [
      "core",
      "plain-file.ts",
      "insights",
      "rules",
      "net",
      "stores",
      "receive",
      "deliver",
      "observe",
      "evaluate",
      "destinations",
      "plugin",
    ],
    packages: ["type:express"],
  },
  cli: {
    sees: [
      "core",
      "text",
      "detect",
      "plain-file.ts",
      "insights",
      "rules",
      "stores",
      "receive",
      "observe",
      "destinations",
      "net",
      "plugin",
      "app",
    ],
    packages: ["diff", "yaml"],
  },
  "index.ts": { sees: ["core", "plugin", "app/relay.ts"], packages: ["zod"] },
  "main.ts": { sees: ["cli", "stores/system-trouble.ts"], packages: [] },
};

const conditions = { folder: "src/rules/conditions", holds: "Condition" };
const destinations = { folder: "src/destinations", holds: "Destination" };

const source = readTree("src");
const tests = readTree("test");

describe("the source tree", () => {
  it("imports only along the plan, in rooms and in packages", () => {
    expect(trespasses(source, plan)).toEqual([]);
  });

  it("has floors: no arrow of the plan leads back up", () => {
    expect(circularRooms(plan)).toEqual([]);
  });

  it("has no circle of imports, not even of types", () => {
    expect(importCycles(source)).toEqual([]);
  });

  it("keeps clock, chance, network, files and environment out of the pure rooms", () => {
    expect(impurities(source, plan)).toEqual([]);
  });

  it("has no folder of more than thirty files", () => {
    expect(crowdedFolders(source, 30)).toEqual([]);
  });

  it("names every condition and every destination once in its index", () => {
    expect([...shelfGaps(source, conditions), ...shelfGaps(source, destinations)]).toEqual([]);
  });

  it("has no any, no enum, no default export and no function over sixty lines", () => {
    expect(banned(source)).toEqual([]);
  });

  it("skips no test and mocks no module", () => {
    expect(weakTests(tests)).toEqual([]);
  });
});

/** Each guard, broken once on purpose. */
const plants: readonly { readonly what: string; readonly path: string; readonly text: string; readonly sees: string }[] = [
  {
    what: "a stage that imports a stage",
    path: "src/receive/a.ts",
    text: 'import { b } from "../deliver/b.ts";',
    sees: "src/receive/a.ts must not import src/deliver/b.ts",
  },
  {
    what: "even for a type",
    path: "src/receive/a.ts",
    text: 'import type { B } from "../evaluate/b.ts";',
    sees: "src/receive/a.ts must not import src/evaluate/b.ts",
  },
  {
    what: "an arrow back up",
    path: "src/core/a.ts",
    text: 'export * from "../rules/language/load.ts";',
    sees: "src/core/a.ts must not import src/rules/language/load.ts",
  },
  {
    what: "rules that reach for a destination",
    path: "src/rules/engine/a.ts",
    text: 'import { slack } from "../../destinations/slack.ts";',
    sees: "src/rules/engine/a.ts must not import src/destinations/slack.ts",
  },
  {
    what: "a destination that reads rules.yaml",
    path: "src/destinations/a.ts",
    text: 'import { load } from "../rules/language/load.ts";',
    sees: "src/destinations/a.ts must not import src/rules/language/load.ts",
  },
  {
    what: "a package that its room does not have",
    path: "src/deliver/a.ts",
    text: 'import express from "express";',
    sees: "src/deliver/a.ts must not import express",
  },
  {
    what: "a package of a scope, loaded late",
    path: "src/observe/a.ts",
    text: 'const a = await import("@slack/web-api/dist/x.js");',
    sees: "src/observe/a.ts must not import @slack/web-api",
  },
  {
    what: "a value where only types may come in",
    path: "src/core/a.ts",
    text: 'import { z } from "zod";',
    sees: "src/core/a.ts must not import zod",
  },
  {
    what: "Node in a pure room",
    path: "src/text/a.ts",
    text: 'import { readFileSync } from "node:fs";',
    sees: "src/text/a.ts must not import node:fs",
  },
  { what: "a room that nobody planned", path: "src/helpers/a.ts", text: "", sees: "src/helpers/a.ts stands in no room of the plan" },
];

describe("the guards", () => {
  it.each(plants)("see $what", ({ path, text, sees }) => {
    expect(trespasses([{ path, text }], plan)).toEqual([sees]);
  });

  it("let an import pass that the plan allows", () => {
    const text = 'import type { z } from "zod"; import { a } from "./a.ts"; import type { T } from "./time.ts";';
    expect(trespasses([{ path: "src/core/b.ts", text }], plan)).toEqual([]);
  });

  it("see a plan whose arrows run in a circle", () => {
    const crooked = { low: { sees: ["high/part.ts"], packages: [] }, high: { sees: ["low"], packages: [] } };
    expect(circularRooms(crooked)).toEqual(["low → high → low"]);
  });

  it("see a folder that is crowded", () => {
    const files = ["a", "b", "c"].map((name) => ({ path: `src/core/${name}.ts`, text: "" }));
    expect(crowdedFolders(files, 2)).toEqual(["src/core has 3 files"]);
    expect(crowdedFolders(files, 3)).toEqual([]);
  });

  it("see a circle of imports, also of types", () => {
    const a = { path: "src/core/a.ts", text: 'import { b } from "./b.ts";' };
    const back = { path: "src/core/b.ts", text: 'import { a } from "./a.ts";' };
    const type = { path: "src/core/b.ts", text: 'import type { A } from "./a.ts";' };
    expect(importCycles([a, back])).toEqual(["src/core/a.ts → src/core/b.ts → src/core/a.ts"]);
    expect(importCycles([a, type])).toEqual(["src/core/a.ts → src/core/b.ts → src/core/a.ts"]);
    expect(importCycles([a])).toEqual([]);
  });

  it.each([
    ["Date.now", "const at = Date.now();"],
    ["Math.random", "const dice = [Math.random];"],
    ["new Date()", "const at = new Date();"],
    ["process", "const name = process.env.NAME;"],
    ["fetch", 'void fetch("https://example.com");'],
    ["setTimeout", "setTimeout(() => {}, 1);"],
    ["async", "export async function late() {}"],
  ])("see %s in a pure room, and let it pass elsewhere", (what, text) => {
    expect(impurities([{ path: "src/rules/engine/a.ts", text }], plan)).toEqual([`src/rules/engine/a.ts uses ${what}`]);
    expect(impurities([{ path: "src/net/a.ts", text }], plan)).toEqual([]);
  });

  it("let a date of a given instant and a field called fetch pass in a pure room", () => {
    const text = "const at = new Date(0).toISOString(); const x = { fetch: 1, process: 2 }; x.fetch;";
    expect(impurities([{ path: "src/core/a.ts", text }], plan)).toEqual([]);
  });

  it.each([
    ["forgotten", "0 times", "[]"],
    ["listed twice", "2 times", "[role, role]"],
  ])("see a condition that is %s", (_, times, list) => {
    const index = {
      path: `${conditions.folder}/index.ts`,
      text: `import { role } from "./role.ts";\nexport const conditions: readonly Condition[] = ${list};`,
    };
    const role = { path: `${conditions.folder}/role.ts`, text: "export const role: Condition<Role> = {};" };
    expect(shelfGaps([index, role], conditions)).toEqual([`${role.path}: role is in the index ${times}`]);
  });

  it("see a shelf without an index", () => {
    expect(shelfGaps([], destinations)).toEqual(["src/destinations has no index.ts"]);
  });

  it.each([
    ["any", "const a: any = 1;"],
    ["enum Color", "enum Color { Red }"],
    ["a default export", "export default 1;"],
    ["a function of more than 60 lines", `function long() {${"\n".repeat(60)}}`],
  ])("see %s", (what, text) => {
    expect(banned([{ path: "src/core/a.ts", text }])).toEqual([`src/core/a.ts: ${what}`]);
  });

  it.each([
    ["it.only", 'it.only("x", () => {});'],
    ["describe.only", 'describe.only("x", () => {});'],
    ["it.skip", 'it.skip("x", () => {});'],
    ["it.each([]).only", 'it.each([]).only("x", () => {});'],
    ["vi.mock", 'vi.mock("./a.ts");'],
    ["vi.spyOn", 'vi.spyOn(console, "log");'],
  ])("see %s in a test", (what, text) => {
    expect(weakTests([{ path: "test/a.test.ts", text }])).toEqual([`test/a.test.ts: ${what}`]);
  });
});
