import { afterEach, describe, expect, it } from "vitest";
import type { Signal } from "../../../src/core/signal.ts";
import { ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { createMemoryStore } from "../../support/memory-store/index.ts";

let admin: RunningAdmin | undefined;

afterEach(() => admin?.close());

/** Names that cannot be read at the first try. */
function brittle(): readonly string[] {
  const names: string[] = [];
  let tries = 0;
  return Object.assign(names, {
    map() {
      tries += 1;
      if (tries === 1) throw Object.assign(new Error("planted"), { code: "EMFILE" });
      return [];
    },
  });
}

describe("the admin port, outside of what serves it", () => {
  it("answers 500 for a bug, tells it, and serves the next request", async () => {
    admin = await startAdmin({ allowedHosts: brittle() });
    const signals: Signal[] = [];
    admin.bus.subscribe((signal) => signals.push(signal));
    const { status, text } = await ask(admin.port, "/healthz");
    expect([status, JSON.parse(text).error.code]).toEqual([500, "internal"]);
    expect(text).not.toContain("planted");
    expect(signals).toContainEqual({ name: "bug", where: "admin", error: "Error: planted" });
    expect((await ask(admin.port, "/healthz")).status).toBe(200);
  });

  it("answers 500 without a word of the bug where what answers bugs has one itself", async () => {
    const store = { ...createMemoryStore(), stats: planted, searchEvents: planted, trouble: planted };
    admin = await startAdmin({ store });
    const signals: Signal[] = [];
    admin.bus.subscribe((signal) => signals.push(signal));
    const { status, text } = await ask(admin.port, "/api/events");
    expect([status, JSON.parse(text).error.code]).toEqual([500, "internal"]);
    expect(signals).toContainEqual({ name: "bug", where: "admin", error: "Error: planted" });
    expect((await ask(admin.port, "/healthz")).status).toBe(200);
  });
});

function planted(): never {
  throw new Error("planted");
}
