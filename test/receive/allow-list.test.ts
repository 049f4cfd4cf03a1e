import { describe, expect, it } from "vitest";
import { allowList, senderOf } from "../../src/receive/allow-list.ts";

interface Case {
  readonly peer: string | undefined;
  readonly forwarded?: string;
  readonly hops?: number;
}

function allowed(ranges: readonly string[], { peer, forwarded, hops = 0 }: Case): boolean {
  const sender = senderOf(peer, forwarded, hops);
  return sender !== undefined && allowList(ranges)(sender);
}

describe("R34 an allow-list of 52.14.127.0/24", () => {
  const ranges = ["52.14.127.0/24"];

  it.each<[string, Case]>([
    ["an address in it", { peer: "52.14.127.9" }],
    ["the same in its IPv6 form", { peer: "::ffff:52.14.127.9" }],
    ["the sender that a trusted proxy names", { peer: "10.0.0.1", forwarded: "52.14.127.9", hops: 1 }],
    ["the sender that the last of two proxies names", { peer: "10.0.0.1", forwarded: "52.14.127.9, 10.0.0.2", hops: 2 }],
    ["that sender, with what it claimed before itself", { peer: "10.0.0.1", forwarded: "1.2.3.4,52.14.127.9, 10.0.0.2", hops: 2 }],
    ["the IPv6 form in the header", { peer: "10.0.0.1", forwarded: "::ffff:52.14.127.9", hops: 1 }],
  ])("lets in %s", (_who, sent) => {
    expect(allowed(ranges, sent)).toBe(true);
  });

  it.each<[string, Case]>([
    ["a neighbour", { peer: "52.14.128.1" }],
    ["an address that only begins like it", { peer: "52.14.12.79" }],
    ["a forged header without a proxy", { peer: "9.9.9.9", forwarded: "52.14.127.9" }],
    ["a forged header behind a proxy", { peer: "10.0.0.1", forwarded: "52.14.127.9, 9.9.9.9", hops: 1 }],
    ["a forged header that came past one of two proxies", { peer: "9.9.9.9", forwarded: "52.14.127.9", hops: 2 }],
    ["a proxy that names nobody", { peer: "10.0.0.1", hops: 1 }],
    ["52.14.1270.1", { peer: "10.0.0.1", forwarded: "52.14.1270.1", hops: 1 }],
    ["an octal spelling", { peer: "10.0.0.1", forwarded: "064.14.127.9", hops: 1 }],
    ["an address with a port", { peer: "10.0.0.1", forwarded: "52.14.127.9:443", hops: 1 }],
    ["words", { peer: "10.0.0.1", forwarded: "unknown", hops: 1 }],
    ["another family", { peer: "2001:db8::1" }],
    ["a connection that is gone", { peer: undefined }],
  ])("refuses %s", (_who, sent) => {
    expect(allowed(ranges, sent)).toBe(false);
  });
});

describe("an allow-list", () => {
  it.each([
    ["a single address", "203.0.113.7", "203.0.113.7", "203.0.113.8"],
    ["an IPv6 range", "2001:db8::/32", "2001:db8:1::9", "2001:db9::1"],
    ["a range in its mapped form", "::ffff:52.14.127.0/120", "52.14.127.9", "52.14.128.9"],
  ])("takes %s", (_form, range, inside, outside) => {
    expect(allowed([range], { peer: inside })).toBe(true);
    expect(allowed([range], { peer: outside })).toBe(false);
  });

  it.each(["52.14.1270.0/24", "52.14.127.0/33", "52.14.127.0/-1", "::ffff:1.2.3.4/64", "*", ""])("lets nobody in for %j", (range) => {
    expect(allowed([range], { peer: "52.14.127.9" })).toBe(false);
  });
});
