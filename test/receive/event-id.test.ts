import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hour, plus, second } from "../../src/core/time.ts";
import { type EventIdentity, eventId, isDated } from "../../src/receive/event/event-id.ts";
import { now } from "./public-port.ts";

function makeIdentity(override: Partial<EventIdentity> = {}): EventIdentity {
  return { source: "bithuman", at: now, vendorId: undefined, raw: Buffer.from('{"a":1}'), ...override };
}

describe("the id of an event", () => {
  it("is the second of its own time and a hash of its source and bytes", () => {
    const hash = createHash("sha256").update('bithuman\nraw\n{"a":1}').digest("hex");
    expect(eventId(makeIdentity())).toBe(
      `${Math.trunc(now / second)
        .toString(16)
        .padStart(8, "0")}${hash.slice(0, 24)}`,
    );
  });

  it("has 32 hex digits, whatever the time", () => {
    for (const at of [undefined, now, plus(now, 1e15)]) expect(eventId(makeIdentity({ at }))).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    ["other bytes", { raw: Buffer.from('{"a": 1}') }],
    ["another source", { source: "other" }],
    ["another second", { at: plus(now, second) }],
    ["an id of the vendor's", { vendorId: '{"a":1}' }],
  ])("differs for %s", (_what, override) => {
    expect(eventId(makeIdentity(override))).not.toBe(eventId(makeIdentity()));
  });

  it("is decided by the vendor's id alone, where there is one", () => {
    const one = makeIdentity({ vendorId: "evt_1" });
    expect(eventId({ ...one, raw: Buffer.from("retry") })).toBe(eventId(one));
    expect(eventId({ ...one, vendorId: "evt_2" })).not.toBe(eventId(one));
  });

  it.each([
    ["no time", undefined],
    ["a time before the first release", plus(now, -400 * 24 * hour)],
  ])("begins with zeros where there is %s", (_what, at) => {
    expect(isDated(at)).toBe(false);
    expect(eventId(makeIdentity({ at })).slice(0, 8)).toBe("00000000");
  });
});
