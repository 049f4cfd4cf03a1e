/** The board's queries, asked of a real Prometheus that has scraped a real relay. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { root } from "../support/build.ts";
import { freePort } from "../support/ports.ts";
import { hasProgram } from "../support/programs.ts";
import { openWorkshop, type Workshop } from "../support/relay.ts";

const board = JSON.parse(readFileSync(join(root, "ops/grafana/avatar-relay.json"), "utf8")) as Board;

/** Panels whose metrics stand for what this relay has not met: they are empty, and no mistake. */
const mayBeEmpty = new Set(["Minutes of credits left", "Refused requests", "Destinations that are not sent to", "Dead letters, last day"]);

interface Board {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly result: readonly unknown[] };
}

describe.skipIf(!hasProgram("prometheus"))("the board, on a Prometheus that scrapes the relay", () => {
  let workshop: Workshop;
  let prometheus: ChildProcess;
  let folder: string;
  let ask: (query: string) => Promise<Answer>;

  beforeAll(async () => {
    workshop = openWorkshop(`version: 1
destinations: { log: { console: {} } }
rules: [{ name: asks, on: chat.push, when: { keywords: refund }, then: [log] }]
`);
    const relay = await workshop.start();
    const metrics = await relay.raw("/metrics");
    folder = mkdtempSync(join(tmpdir(), "prometheus-"));
    const port = await freePort();
    const job = { job_name: "avatar-relay", static_configs: [{ targets: [new URL(metrics.url).host] }] };
    const rules = [join(root, "ops/prometheus/alerts.yml")];
    writeFileSync(
      join(folder, "prometheus.yml"),
      JSON.stringify({ global: { scrape_interval: "500ms", evaluation_interval: "500ms" }, rule_files: rules, scrape_configs: [job] }),
    );
    const place = [`--config.file=${join(folder, "prometheus.yml")}`, `--storage.tsdb.path=${join(folder, "data")}`];
    prometheus = spawn("prometheus", [...place, `--web.listen-address=127.0.0.1:${port}`], { stdio: "ignore" });
    ask = async (query) => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`).catch(() => undefined);
      return answer === undefined ? { status: "away" } : ((await answer.json()) as Answer);
    };
    const untilFound = (query: string) =>
      vi.waitUntil(async () => ((await ask(query)).data?.result.length ?? 0) > 0, { timeout: 60_000, interval: 100 });
    await untilFound("relay_build_info");
    for (let said = 0; said < 5; said += 1) await relay.say("I want a refund");
    await untilFound("rate(webhook_requests_total[5m]) > 0");
    await untilFound('rate(relay_delivery_attempts_total{outcome="delivered"}[5m]) > 0');
    await untilFound("rate(relay_delivery_seconds_bucket[5m])");
  }, 120_000);

  afterAll(async () => {
    prometheus.kill("SIGKILL");
    await workshop.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(board.panels.map(({ title, targets }) => [title, targets] as const))("answers: %s", async (title, targets) => {
    for (const { expr } of targets) {
      const answer = await ask(expr.replaceAll("$__rate_interval", "5m").replaceAll(/\$\w+/g, ".*"));
      expect(answer).toMatchObject({ status: "success" });
      if (!mayBeEmpty.has(title)) expect(answer.data?.result, expr).not.toEqual([]);
    }
  });

  it("raises no alert for a relay that is well", async () => {
    const firing = await ask('ALERTS{alertstate="firing"}');
    expect(firing).toMatchObject({ status: "success", data: { result: [] } });
  });
});
