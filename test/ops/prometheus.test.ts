import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { hasProgram, run } from "../support/programs.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, "ops/prometheus");
const board = JSON.parse(readFileSync(join(root, "ops/grafana/avatar-relay.json"), "utf8")) as Board;
const { groups } = parse(readFileSync(join(folder, "alerts.yml"), "utf8")) as { readonly groups: readonly Group[] };
const alerts = groups.flatMap(({ rules }) => rules);
const queries = board.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

/** The table of all metrics, which a test compares with the code. */
const documented = new Set(
  Array.from(readFileSync(join(root, "docs/operations.md"), "utf8").matchAll(/^\| `([a-z_]+)(?:\{[^`]*\})?` \|/gm), ([, name]) => name),
);

/** Metrics that Node's runtime and Prometheus itself have. */
const others = new Set(["up", "process_resident_memory_bytes", "process_cpu_seconds_total"]);

function metricsIn(expression: string): readonly string[] {
  const withoutLabels = expression.replace(/\{[^}]*\}/g, "").replace(/\b(?:by|without) \([^)]*\)/g, "");
  const names = withoutLabels.match(/\b(?:up|(?:relay|webhook|active|process)_[a-z_]+)\b/g) ?? [];
  return names.map((name) => name.replace(/_bucket$/, ""));
}

describe("the alerts for Prometheus", () => {
  it.skipIf(!hasProgram("promtool"))("are read by Prometheus, and fire when they should and not before", () => {
    expect(run("promtool", ["check", "rules", "alerts.yml"], folder)).toMatchObject({ code: 0 });
    expect(run("promtool", ["test", "rules", "alerts.test.yml"], folder)).toMatchObject({ code: 0 });
  });

  it("are each tried by a case of their own", () => {
    const tried = readFileSync(join(folder, "alerts.test.yml"), "utf8");
    expect(alerts.filter(({ alert }) => !tried.includes(`alertname: ${alert}\n`))).toEqual([]);
  });

  it("say to whom they go, what has happened and what to do", () => {
    for (const { labels, annotations } of alerts) {
      expect(["page", "ticket"]).toContain(labels.severity);
      expect(annotations.summary).toMatch(/\.$/);
      expect(annotations.description).toMatch(/\.$/);
    }
  });
});

describe("alerts and board", () => {
  it.each([...alerts.map(({ expr }) => expr), ...queries])("ask for metrics that the relay has: %s", (expression) => {
    const unknown = metricsIn(expression).filter((name) => !documented.has(name) && !others.has(name));
    expect(metricsIn(expression)).not.toEqual([]);
    expect(unknown).toEqual([]);
  });

  it.skipIf(!hasProgram("promtool"))("the board's queries are read by Prometheus", () => {
    const file = join(mkdtempSync(join(tmpdir(), "board-")), "queries.yml");
    onTestFinished(() => rmSync(join(file, ".."), { recursive: true }));
    const rules = queries.map((expr, index) => ({ record: `panel:query:${index}`, expr: withoutVariables(expr) }));
    writeFileSync(file, JSON.stringify({ groups: [{ name: "board", rules }] }));
    expect(run("promtool", ["check", "rules", file])).toMatchObject({ code: 0 });
  });

  it("the board has panels that neither overlap nor share an id", () => {
    const cells = board.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length);
    expect(board.panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  });
});

/** What Grafana would put in the place of its variables. */
function withoutVariables(query: string): string {
  return query.replaceAll("$__rate_interval", "5m").replaceAll(/\$\w+/g, ".*");
}

interface Group {
  readonly rules: readonly {
    readonly alert: string;
    readonly expr: string;
    readonly labels: { readonly severity: string };
    readonly annotations: { readonly summary: string; readonly description: string };
  }[];
}

interface Board {
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets: readonly { readonly expr: string }[];
  }[];
}
