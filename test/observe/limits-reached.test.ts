import { describe, expect, it } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import { day, plus } from "../../src/core/time.ts";
import { createLimitWatch } from "../../src/observe/limits-reached.ts";
import { monday } from "../support/make.ts";
import { makeAnswered, makeEvaluated } from "../support/signals.ts";

const answered = (status: number, code: string) => makeAnswered({ status, code });

describe("limits that were reached", () => {
  it.each<readonly [Signal, string]>([
    [{ name: "connection.dropped", port: "public", why: "limit" }, "connections_public"],
    [{ name: "connection.dropped", port: "admin", why: "limit" }, "connections_admin"],
    [answered(413, "body_too_large"), "body_size"],
    [answered(503, "overloaded"), "overload"],
    [makeEvaluated({ cut: 1 }), "text_length"],
    [makeEvaluated({ left: 2 }), "messages_per_event"],
    [{ name: "quarantine.emptied", why: "limit", count: 3 }, "quarantine_size"],
    [{ name: "admin.refused", code: "too_many_tries", call: "GET /api/stats", address: "192.0.2.1" }, "token_tries"],
    [{ name: "deliveries.ended", to: "crm", reason: "expired", detail: "", count: 1 }, "waiting_age"],
  ])("are counted by what was met: %j", (signal, limit) => {
    const watch = createLimitWatch(() => monday);
    watch.watch(signal);
    watch.watch(signal);
    expect(watch.lastDay()).toEqual([{ limit, times: 2 }]);
  });

  it("are not what is usual, and are forgotten after a day", () => {
    let now = monday;
    const watch = createLimitWatch(() => now);
    for (const signal of [makeAnswered(), makeEvaluated(), { name: "quarantine.emptied", why: "age", count: 3 } as const])
      watch.watch(signal);
    expect(watch.lastDay()).toEqual([]);
    watch.watch(answered(503, "overloaded"));
    now = plus(monday, day);
    expect(watch.lastDay()).toEqual([]);
  });
});
