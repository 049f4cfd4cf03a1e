import { describe, expect, it } from "vitest";
import { banned, circularRooms, type FloorPlan, importCycles, impurities, shelfGaps, trespasses, weakTests } from "./support/floor-plan.ts";
import { readTree } from "./support/source-tree.ts";

/**
 * The law of the house. Six floors, and no arrow runs back up:
 * (main, index) · (cli, relay) · app · (destinations, evaluate) · (stores, receive, observe, deliver, rules, net) · (core, detect, text, settings).
 * Change it in a commit of its own, with the reason.
 */
const plan: FloorPlan = {
  core: { sees: [], packages: ["type:zod"], pure: true },
  text: { sees: [], packages: [], pure: true },
  detect: { sees: ["core", "text"], packages: [], pure: true },
  "settings.ts": { sees: ["core"], packages: [] },
  "plain-file.ts": { sees: [], packages: [] },
  "preset-text.ts": { sees: ["rules/language/nearest.ts", "rules/language/syntax.ts"], packages: ["yaml", "zod"] },

  rules: { sees: ["core", "text", "detect"], packages: ["yaml", "zod", "liquidjs", "re2js"], pure: true },
  net: { sees: ["core", "text"], packages: ["undici", "ipaddr.js", "p-retry"] },
  // The words by which texts are found are the same in both databases.
  stores: { sees: ["core", "plain-file.ts", "text/search-words.ts"], packages: ["better-sqlite3", "pg", "p-retry"] },
  receive: { sees: ["core", "net", "plain-file.ts", "preset-text.ts"], packages: ["express", "ipaddr.js", "@slack/bolt", "yaml", "zod"] },
  deliver: { sees: ["core", "net"], packages: ["opossum"] },
  observe: { sees: ["core", "net"], packages: ["express", "helmet", "openid-client", "pino", "prom-client", "zod"] },

  evaluate: { sees: ["core", "rules"], packages: [] },
  destinations: {
    sees: [
      "core",
      "text",
      "net",
      "plain-file.ts",
      "preset-text.ts",
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

  "ending.ts": { sees: ["stores"], packages: [] },
  "edge.ts": { sees: ["core", "ending.ts", "net/ticket.ts", "observe/log-output.ts", "rules", "stores"], packages: [] },
  "usual-edge.ts": { sees: ["core", "edge.ts", "plain-file.ts", "stores"], packages: [] },
  "parts.ts": { sees: ["core", "edge.ts", "evaluate", "net/ticket.ts", "observe/bus.ts", "settings.ts"], packages: [] },
  "identity.ts": { sees: ["parts.ts", "receive"], packages: [] },
  "slack.ts": {
    sees: ["parts.ts", "core", "edge.ts", "evaluate", "net", "observe/bus.ts", "receive", "rules", "settings.ts"],
    packages: [],
  },
  "observing.ts": { sees: ["parts.ts", "core", "edge.ts", "evaluate", "observe", "settings.ts"], packages: [] },
  "first-hour.ts": { sees: ["parts.ts", "core", "observe", "receive"], packages: [] },
  "rules-access.ts": {
    sees: ["parts.ts", "core", "evaluate", "observe/admin/rules-access.ts", "rules/language/diagnostic.ts", "rules/language/edit.ts"],
    packages: [],
  },
  "doors.ts": {
    sees: ["parts.ts", "first-hour.ts", "core", "edge.ts", "evaluate", "identity.ts", "net", "observe", "receive", "settings.ts"],
    packages: ["type:express"],
  },
  "app.ts": {
    sees: [
      "parts.ts",
      "slack.ts",
      "observing.ts",
      "doors.ts",
      "first-hour.ts",
      "rules-access.ts",
      "ending.ts",
      "edge.ts",
      "core",
      "settings.ts",
      "rules",
      "net",
      "stores",
      "receive",
      "deliver",
      "observe",
      "evaluate",
      "destinations",
    ],
    packages: [],
  },
  cli: {
    sees: [
      "core",
      "text",
      "detect",
      "settings.ts",
      "plain-file.ts",
      "rules",
      "stores",
      "receive",
      "observe",
      "destinations",
      "net",
      "ending.ts",
      "edge.ts",
      "usual-edge.ts",
      "app.ts",
    ],
    packages: ["yaml"],
  },
  "relay.ts": {
    sees: ["core", "edge.ts", "ending.ts", "observe/log-output.ts", "rules", "settings.ts", "stores", "usual-edge.ts", "app.ts"],
    packages: [],
  },
  "index.ts": { sees: ["core", "relay.ts"], packages: [] },
  "main.ts": { sees: ["cli", "core", "ending.ts", "observe/log.ts", "observe/log-output.ts"], packages: [] },
};

const conditions = { folder: "src/rules/conditions", holds: "Condition" };
const destinations = { folder: "src/destinations", holds: "Destination" };

const source = readTree("src");
const tests = readTree("test");

describe("the house", () => {
  it("imports only along the plan, in rooms and in packages", () => {
    expect(trespasses(source, plan)).toEqual([]);
  });

  it("has floors: no arrow of the plan leads back up", () => {
    expect(circularRooms(plan)).toEqual([]);
  });

  it("has no import cycles", () => {
    expect(importCycles(source)).toEqual([]);
  });

  it("keeps clock, chance, network, files and environment out of the pure rooms", () => {
    expect(impurities(source, plan)).toEqual([]);
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
    path: "src/rules/a.ts",
    text: 'import { slack } from "../destinations/slack.ts";',
    sees: "src/rules/a.ts must not import src/destinations/slack.ts",
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

  it("see a cycle of imports, and let one of types pass", () => {
    const a = { path: "src/core/a.ts", text: 'import { b } from "./b.ts";' };
    const back = { path: "src/core/b.ts", text: 'import { a } from "./a.ts";' };
    const type = { path: "src/core/b.ts", text: 'import type { A } from "./a.ts";' };
    expect(importCycles([a, back])).toEqual(["src/core/a.ts → src/core/b.ts → src/core/a.ts"]);
    expect(importCycles([a, type])).toEqual([]);
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
    expect(impurities([{ path: "src/rules/a.ts", text }], plan)).toEqual([`src/rules/a.ts uses ${what}`]);
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
