import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readSettings } from "../src/app/settings.ts";
import { linkLifetime } from "../src/core/button.ts";
import { day } from "../src/core/time.ts";
import { defaultTries } from "../src/observe/admin/tries.ts";
import { createInstruments } from "../src/observe/instruments.ts";
import { createMetrics } from "../src/observe/metrics.ts";
import { usualBodyBudget } from "../src/receive/body/body-budget.ts";
import { errorCodes, warningCodes } from "../src/rules/kit/codes.ts";
import { monday } from "./support/make.ts";
import { createMemoryStore } from "./support/memory-store/index.ts";
import { readTree } from "./support/source-tree.ts";

const page = readFileSync(new URL("../docs/limits.md", import.meta.url), "utf8");
const [, , ...rows] = page.split("\n").filter((line) => line.startsWith("|"));
/** What stands between backticks: names of the code. */
const quoted = [...page.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
const code = readTree("src")
  .map(({ text }) => text)
  .join("\n");

interface SettingSchema {
  readonly type?: string;
  readonly default?: unknown;
}

const schema = JSON.parse(readFileSync(new URL("../rules.schema.json", import.meta.url), "utf8"));
const settings: Readonly<Record<string, SettingSchema>> = schema.properties.settings.properties;

/** The variables that a start reads as settings, as it asks for them. */
function variablesRead(): readonly string[] {
  const asked = new Set<string>();
  const ask = (name: string) => void asked.add(name);
  readSettings({}, (name) => ask(name) ?? undefined, String);
  return [...asked];
}

/** Those that take only a number of things, and so set a limit. */
function budgets(): readonly string[] {
  return variablesRead().filter((name) => {
    const read = readSettings({}, (each) => (each === name ? "no number" : undefined), String);
    return read.kind === "refused" && read.problems.some((problem) => /^E_(LIMIT|LOG_BUFFER):/.test(problem));
  });
}

async function metricNames(): Promise<readonly string[]> {
  const log = { dropped: () => 0, waiting: () => 0 };
  const metrics = createMetrics({
    version: "1",
    store: createMemoryStore(),
    now: () => monday,
    elapsed: () => monday,
    log,
    unfinished: () => 0,
  });
  return [...(await metrics.text()).matchAll(/^# TYPE (\S+) /gm)].map(([, name = ""]) => name);
}

function rowOf(name: string): string {
  return rows.find((row) => row.includes(`\`${name}\``)) ?? "";
}

describe("what docs/limits.md names", () => {
  it("as a variable is read at a start, and every variable that sets a limit has a row", () => {
    const named = quoted.filter((text) => /^[A-Z][A-Z_]+$/.test(text) && !/^([EW]_|SIG)/.test(text));
    expect(named.filter((name) => !variablesRead().includes(name))).toEqual([]);
    expect(budgets()).toEqual(expect.arrayContaining(["LOG_BUFFER_KB", "MAX_CONNECTIONS"]));
    expect(budgets().filter((name) => rowOf(name) === "")).toEqual([]);
  });

  it("as a setting is one of rules.yaml, and every setting that is a number has a row with its default", () => {
    const named = quoted.flatMap((text) => /^settings\.(\w+)$/.exec(text)?.[1] ?? []);
    expect(named.filter((name) => settings[name] === undefined)).toEqual([]);
    const numbers = Object.entries(settings).filter(([, { type }]) => type === "integer" || type === "number");
    expect(numbers.length).toBeGreaterThan(0);
    for (const [name, { default: usual }] of numbers) expect(rowOf(`settings.${name}`)).toContain(Number(usual).toLocaleString("en"));
  });

  it("as a metric is registered with these labels, and every metric of what was left out or waits in memory is named", async () => {
    const named = quoted.filter((text) => /^(relay|webhook)_/.test(text)).map((text) => /^(\w+)(?:\{(.*)\})?$/.exec(text) ?? []);
    const names = await metricNames();
    expect(named.map(([, name = ""]) => name).filter((name) => !names.includes(name))).toEqual([]);
    const { registry } = createInstruments();
    for (const [text, name = "", labels = ""] of named) {
      const { labelNames } = registry.getSingleMetric(name) as unknown as { readonly labelNames: readonly string[] }; // prom-client keeps them, and does not type them
      const asked = labels.split(",").flatMap((label) => label.split("=")[0] || []);
      expect(labelNames, text).toEqual(expect.arrayContaining(asked));
    }
    const bounded = names.filter((name) => /^relay_.*(_dropped_total|_cut_total|_over_limit_total|_refused_total|_bytes)$/.test(name));
    const known = new Set(named.map(([, name]) => name));
    expect(bounded.filter((name) => !known.has(name))).toEqual([]);
  });

  it("as a line of the log or an error code is one of the code", () => {
    const lines = [...page.matchAll(/\blog `([\w.]+)`/g)].map(([, name = ""]) => name);
    expect(lines.filter((name) => !code.includes(`"${name}"`))).toEqual([]);
    const known: readonly string[] = [...errorCodes, ...warningCodes];
    const codes = quoted.filter((text) => /^[EW]_[A-Z_]+$/.test(text));
    expect(codes.filter((each) => !known.includes(each) && !code.includes(`${each}:`))).toEqual([]);
  });

  it("as the limit where nothing is set is the one that holds", () => {
    expect(rowOf("MAX_UNFINISHED_MB")).toContain(`| ${usualBodyBudget / 1_048_576} MiB |`);
    expect(rowOf("ADMIN_TOKEN_TRIES")).toContain(`| ${defaultTries} a minute;`);
    expect(page).toContain(`| ${linkLifetime / day} days after the message;`);
  });
});
