import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allowList, senderBy, senderOf } from "../../src/receive/allow-list.ts";

interface Case {
  readonly peer: string | undefined;
  readonly forwarded?: string;
  readonly hops?: number;
  readonly proxies?: readonly string[];
}

function allowed(ranges: readonly string[], { peer, forwarded, hops = 0, proxies = [] }: Case): boolean {
  const sender = senderOf(peer, forwarded, { hops, isProxy: allowList(proxies) });
  return sender !== undefined && allowList(ranges)(sender);
}

// R34
describe("an allow-list of 52.14.127.0/24", () => {
  const ranges = ["52.14.127.0/24"];

  it.each<[string, Case]>([
    ["an address in it", { peer: "52.14.127.9" }],
    ["the same in its IPv6 form", { peer: "::ffff:52.14.127.9" }],
    ["the sender that a trusted proxy names", { peer: "10.0.0.1", forwarded: "52.14.127.9", hops: 1 }],
    ["the sender that the last of two proxies names", { peer: "10.0.0.1", forwarded: "52.14.127.9, 10.0.0.2", hops: 2 }],
    ["that sender, with what it claimed before itself", { peer: "10.0.0.1", forwarded: "1.2.3.4,52.14.127.9, 10.0.0.2", hops: 2 }],
    ["the IPv6 form in the header", { peer: "10.0.0.1", forwarded: "::ffff:52.14.127.9", hops: 1 }],
    ["an address with a port, as Azure's gateway writes it", { peer: "10.0.0.1", forwarded: "52.14.127.9:51008", hops: 1 }],
    ["the same in quotes", { peer: "10.0.0.1", forwarded: '"52.14.127.9:51008"', hops: 1 }],
    ["the IPv6 form in brackets, with a port", { peer: "10.0.0.1", forwarded: '"[::ffff:52.14.127.9]:443"', hops: 1 }],
    [
      "the sender behind proxies of a trusted range",
      { peer: "10.0.0.1", forwarded: "1.2.3.4, 52.14.127.9, 10.0.7.7", proxies: ["10.0.0.0/8"] },
    ],
    ["a sender that comes past the trusted proxies", { peer: "52.14.127.9", forwarded: "10.0.0.1", proxies: ["10.0.0.0/8"] }],
    [
      "the sender behind a hop and a trusted range",
      { peer: "9.9.9.9", forwarded: "52.14.127.9, 10.0.7.7", hops: 1, proxies: ["10.0.0.0/8"] },
    ],
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
    ["a port without a number", { peer: "10.0.0.1", forwarded: "52.14.127.9:http", hops: 1 }],
    ["brackets that do not close", { peer: "10.0.0.1", forwarded: "[::ffff:52.14.127.9", hops: 1 }],
    ["a zone that one parser takes and the other does not", { peer: "10.0.0.1", forwarded: "fe80::1%a-b", hops: 1 }],
    ["a forged header from beyond the trusted proxies", { peer: "9.9.9.9", forwarded: "52.14.127.9", proxies: ["10.0.0.0/8"] }],
    ["a trusted proxy that names nobody", { peer: "10.0.0.1", proxies: ["10.0.0.0/8"] }],
    ["a trusted proxy that says something unusable", { peer: "10.0.0.1", forwarded: "52.14.127.9, unknown", proxies: ["10.0.0.0/8"] }],
    ["words", { peer: "10.0.0.1", forwarded: "unknown", hops: 1 }],
    ["another family", { peer: "2001:db8::1" }],
    ["a connection that is gone", { peer: undefined }],
  ])("refuses %s", (_who, sent) => {
    expect(allowed(ranges, sent)).toBe(false);
  });
});

describe("a proxy that writes Forwarded", () => {
  const by = (forwarded: string, forwardedFor?: string, trust: Partial<Parameters<typeof senderOf>[2]> = { hops: 1 }) =>
    senderBy("10.0.0.1", { forwarded, forwardedFor }, { hops: 0, isProxy: () => false, ...trust })?.toString();

  it.each([
    ["for=52.14.127.9", "52.14.127.9"],
    ["For=52.14.127.9", "52.14.127.9"],
    ['for="52.14.127.9:51008"', "52.14.127.9"],
    ["proto=https; for=52.14.127.9 ;by=203.0.113.43", "52.14.127.9"],
    ['for="[2001:db8:cafe::17]:4711";proto=https', "2001:db8:cafe::17"],
    ["for=[2001:db8:cafe::17]", "2001:db8:cafe::17"],
    ["for=1.2.3.4, for=52.14.127.9", "52.14.127.9"],
    ['for=1.2.3.4,for=52.14.127.9;host="a, for=9.9.9.9"', "52.14.127.9"],
    ["for=52.14.127.9, for=_gateway", undefined],
    ["for=unknown", undefined],
    ["for=", undefined],
    ["by=203.0.113.43", undefined],
    ["for=52.14.127.9, proto=https", undefined],
    ['for="1.2.3.4, 52.14.127.9"', undefined],
    ["52.14.127.9", undefined],
  ])("is read as RFC 7239 has it: %s", (forwarded, sender) => {
    expect(by(forwarded)).toBe(sender);
  });

  it("is believed as far as proxies are trusted", () => {
    const range = { isProxy: allowList(["10.0.0.0/8"]) };
    expect(by("for=9.9.9.9, for=52.14.127.9, for=10.0.7.7", undefined, range)).toBe("52.14.127.9");
    expect(by("for=52.14.127.9", undefined, {})).toBe("10.0.0.1");
  });

  it("is not believed where X-Forwarded-For names somebody else, which a client may have written", () => {
    expect(by("for=9.9.9.9", "52.14.127.9")).toBeUndefined();
    expect(by('for="52.14.127.9:1"', "52.14.127.9")).toBe("52.14.127.9");
    expect(by("for=9.9.9.9", "52.14.127.9", {})).toBe("10.0.0.1");
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

describe("the sender's address", () => {
  const piece = fc.constantFrom(
    "fe80::1",
    "%",
    "a-b",
    "eth0",
    ":",
    "::",
    "[",
    "]",
    '"',
    "52.14.127.9",
    "0x7f",
    "1e3",
    "/",
    " ",
    ",",
    "ffff:",
    "\u00e9",
  );
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")),
    fc.ipV6(),
    fc.ipV4Extended(),
  );

  it("is an address or nothing, whatever a header says", () => {
    const isProxy = allowList(["10.0.0.0/8"]);
    fc.assert(
      fc.property(value, value, fc.nat(3), (peer, forwarded, hops) => {
        const sender = senderOf(peer, forwarded, { hops, isProxy });
        expect(sender === undefined || ["ipv4", "ipv6"].includes(sender.kind())).toBe(true);
      }),
      {
        numRuns: 5_000,
        examples: [
          ["10.0.0.1", "fe80::1%a-b", 1],
          ["fe80::1%a-b", "", 0],
        ],
      },
    );
  });

  it("of a link-local peer does not depend on the name of our network card", () => {
    expect(allowed(["fe80::/10"], { peer: "fe80::1%eth0" })).toBe(true);
  });

  it("never makes a range throw", () => {
    fc.assert(
      fc.property(value, (range) => typeof allowList([range]) === "function"),
      { numRuns: 5_000, examples: [["fe80::1%a-b/64"]] },
    );
  });
});
