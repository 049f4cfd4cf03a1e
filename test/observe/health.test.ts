import { describe, expect, it } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import { createHealth } from "../../src/observe/health.ts";
import { makeAccountRefused, makeAccountSeen, makeBackfillFailed } from "../support/signals.ts";

const ready: Signal = { name: "process.ready", port: 1, adminPort: 2 };
const loaded: Signal = { name: "rules.loaded", version: "v1", rules: 3, changed: [] };

function readinessAfter(signals: readonly Signal[], trouble?: string) {
  const health = createHealth({ store: { trouble: () => trouble } });
  health.know({ insecure: false, preview: false, destinations: [{ name: "support", type: "slack" }], critical: [] });
  for (const signal of signals) health.watch(signal);
  return health.readiness();
}

describe("readiness", () => {
  it.each<readonly [string, readonly Signal[], string | undefined, string | undefined]>([
    ["starting", [], undefined, "starting"],
    ["running", [ready], undefined, undefined],
    ["stopping", [ready, { name: "process.stopping", why: "SIGTERM" }], undefined, "stopping"],
    ["unable to write", [ready], "the disk is full", "the disk is full"],
  ])("while %s", (_, signals, trouble, why) => {
    expect(readinessAfter(signals, trouble)).toMatchObject({ ready: why === undefined, why });
  });

  // W11
  it("stays, with detail, where only a destination is in trouble", () => {
    const signals: readonly Signal[] = [
      ready,
      { name: "breaker.changed", to: "support", state: "open" },
      { name: "destination.paused", to: "support", reason: "credentials", detail: "invalid_auth" },
    ];
    expect(readinessAfter(signals)).toMatchObject({
      ready: true,
      sinks: [{ name: "support", type: "slack", breaker: "open", paused: "credentials: invalid_auth" }],
    });
  });

  it("tells why what was missed cannot be taken in, until it can", () => {
    const failed = makeBackfillFailed();
    expect(readinessAfter([ready, failed])).toMatchObject({ ready: true, backfill: { code: "PLAN_REQUIRED", failures: 1 } });
    expect(readinessAfter([ready, failed, { name: "backfill.recovered", failures: 1 }]).backfill).toBeUndefined();
  });

  it("tells what the bitHuman account has, or why that is not known", () => {
    expect(readinessAfter([ready, makeAccountRefused(), makeAccountSeen()]).account).toMatchObject({ balance: 1_200, isLow: true });
    expect(readinessAfter([ready, makeAccountSeen(), makeAccountRefused()]).account).toMatchObject({ code: "PLAN_REQUIRED" });
  });

  it("tells that a paused destination goes on", () => {
    const paused: Signal = { name: "destination.paused", to: "support", reason: "credentials", detail: "" };
    expect(readinessAfter([ready, paused, { name: "destination.resumed", to: "support" }]).sinks[0]?.paused).toBeUndefined();
  });

  // C01
  it("stays, and says that the rules are stale, where a reload was refused", () => {
    const stale = readinessAfter([loaded, ready, { name: "rules.refused", problems: 1, first: "rules.yaml:1:1: …" }]);
    expect(stale).toMatchObject({ ready: true, config: { stale: true, version: "v1", rules: 3 } });
  });

  // R08
  it("says that a source takes events without a signature", () => {
    const health = createHealth({ store: { trouble: () => undefined } });
    health.know({ insecure: true, preview: true, destinations: [], critical: [] });
    expect(health.readiness()).toMatchObject({ insecure: true, preview: true });
  });
});
