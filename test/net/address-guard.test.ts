import { describe, expect, it } from "vitest";
import { addressGuard, blockedError, guardedLookup, isForbiddenHost, type ResolveName } from "../../src/net/address-guard.ts";

const strict = addressGuard([]);

/** The host of a URL, as a browser or undici reads it. */
function hostOf(url: string): string {
  return new URL(url).hostname;
}

describe("the address guard", () => {
  it.each([
    "http://127.0.0.1",
    "http://2130706433",
    "http://0x7f.1",
    "http://127.1",
    "http://0",
    "http://１２７.０.０.１",
    "http://[::1]",
    "http://[::ffff:7f00:1]",
    "http://[::7f00:1]",
    "http://[64:ff9b::7f00:1]", // NAT64 for 127.0.0.1
    "http://[64:ff9b::10.0.0.1]",
    "http://[64:ff9b::169.254.169.254]",
    "http://[64:ff9b::100.64.0.1]",
    "http://[64:ff9b::168.63.129.16]",
    "http://[64:ff9b::]",
    "http://[64:ff9b:1::192.168.0.1]", // NAT64 with a prefix of 96 bits of the network's own
    "http://[64:ff9b:1:a00:0:100::]", // … of 48 bits, for 10.0.0.1
    "http://[64:ff9b:1:a00:0:100:808:808]", // … whose last bits, which are not looked at, are a public address
    "http://[64:ff9b:1:a:0:1:0:0]", // … of 56 bits
    "http://[64:ff9b:1:0:a:0:100:0]", // … of 64 bits
    "http://[64:ff9b:1::]",
    "http://[2002:7f00:1::]", // 6to4
    "http://[2002:c0a8:1::1]",
    "http://[2001:0:808:808:8000:63bf:f5ff:fffe]", // Teredo, whose client is 10.0.0.1
    "http://[2001:0:7f00:1:8000:63bf:f7f7:f7f7]", // Teredo, whose server is 127.0.0.1
    "http://[::ffff:0:127.0.0.1]", // IPv4-translated
    "http://[::10.0.0.1]",
    "http://[2001:db8:1:2:0:5efe:10.0.0.1]", // documentation, and ISATAP
    "http://[2606:4700::5efe:10.0.0.1]", // ISATAP, for 10.0.0.1
    "http://[2606:4700:0:0:200:5efe:192.168.0.1]", // … with a bit that says that it is unique
    "http://[2606:4700::5efe:127.0.0.1]",
    "http://[2606:4700::5efe:169.254.169.254]",
    "http://[2002:808:808::5efe:10.0.0.1]", // … behind 6to4
    "http://[fe80::5efe:8.8.8.8]", // … in a network that is not public
    "http://[fd00::5efe:8.8.8.8]",
    "http://[fe80::1]",
    "http://[fd00::1]",
    "http://[fec0::1]",
    "http://localhost",
    "http://localhost.",
    "http://LOCALHOST",
    "http://any.localhost",
    "http://169.254.169.254",
    "http://10.0.0.1",
    "http://172.16.0.1",
    "http://192.168.0.1",
    "http://100.64.0.1",
    "http://168.63.129.16",
    "http://[::ffff:168.63.129.16]",
    "http://0.0.0.0",
    "http://[::]",
    "http://224.0.0.1",
    "http://255.255.255.255",
  ])("forbids %s", (url) => {
    expect(isForbiddenHost(hostOf(url), strict)).toBe(true);
  });

  it.each([
    "http://8.8.8.8",
    "http://[2606:4700::1111]",
    "http://[::ffff:8.8.8.8]",
    "http://[64:ff9b::808:808]",
    "http://[64:ff9b:1::8.8.8.8]",
    "http://[64:ff9b:1:abcd::8.8.8.8]",
    "http://[64:ff9b:1:808:8:800::]",
    "http://[2002:808:808::1]",
    "http://[2001:0:808:808:8000:63bf:f7f7:f7f7]",
    "http://[::8.8.8.8]",
    "http://[2606:4700::5efe:8.8.8.8]",
    "http://[2606:4700::200:5efe:808:808]",
    "http://[2606:4700::5eff:a00:1]",
    "https://hooks.example.com",
  ])("lets %s pass", (url) => {
    expect(isForbiddenHost(hostOf(url), strict)).toBe(false);
  });

  it.each([
    ["a range", ["127.0.0.0/8"], "http://127.0.0.1", false],
    ["a range, for the mapped form too", ["127.0.0.0/8"], "http://[::ffff:7f00:1]", false],
    ["a range, for the name too", ["127.0.0.0/8"], "http://localhost", false],
    ["a single address", ["10.0.0.7"], "http://10.0.0.7", false],
    ["a single address and not its neighbour", ["10.0.0.7"], "http://10.0.0.8", true],
    ["a range of the other family", ["::/0"], "http://10.0.0.7", true],
    ["an IPv6 range", ["fd00::/8"], "http://[fd12::1]", false],
    ["a range, for the same address behind NAT64", ["10.0.0.0/8"], "http://[64:ff9b::10.0.0.1]", false],
    ["the range of a translator", ["64:ff9b:1::/48"], "http://[64:ff9b:1::10.0.0.1]", false],
  ])("permits by allow_private %s", (_what, allowed, url, forbidden) => {
    expect(isForbiddenHost(hostOf(url), addressGuard(allowed))).toBe(forbidden);
  });

  it("does not let an address pass that it cannot read", () => {
    expect(strict("52.14.1270.1")).toBe(false);
  });
});

describe("the guarded lookup", () => {
  const answers =
    (...addresses: readonly string[]): ResolveName =>
    (_host, options, callback) => {
      const [first = ""] = addresses;
      if (options.all)
        callback(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        );
      else callback(null, first, 4);
    };

  function look(resolve: ResolveName, all: boolean): Promise<string> {
    return new Promise((done) => guardedLookup(strict, resolve)("name.example", { all }, (error) => done(error?.code ?? "connects")));
  }

  it.each([
    ["a name with a public address", ["8.8.8.8"], "connects"],
    ["a name that leads inside", ["127.0.0.1"], "ERR_NAME_BLOCKED"],
    ["a name whose address in an IPv6-only network is NAT64's for a public one", ["64:ff9b::808:808"], "connects"],
    ["a name whose NAT64 address is for a private one", ["64:ff9b::a00:1"], "ERR_NAME_BLOCKED"],
    ["a name with a public and a private address", ["8.8.8.8", "10.0.0.1"], "ERR_NAME_BLOCKED"],
  ])("judges %s", async (_what, addresses, result) => {
    expect(await look(answers(...addresses), true)).toBe(result);
    expect(await look(answers(...addresses.toReversed()), false)).toBe(result);
  });

  // D21
  it("judges a name anew each time, so that a name that flips after a check gains nothing", async () => {
    const flipping = [answers("8.8.8.8"), answers("127.0.0.1")];
    const resolve: ResolveName = (...args) => flipping.shift()?.(...args);
    expect([await look(resolve, true), await look(resolve, true)]).toEqual(["connects", "ERR_NAME_BLOCKED"]);
  });

  it.each(["any.localhost", "a.b.LOCALHOST", "localhost.", "localhost"])(
    "takes %s for this machine, and asks no name server",
    async (host) => {
      const asked: string[] = [];
      const resolve: ResolveName = (name, options, callback) => {
        asked.push(name);
        answers("127.0.0.1")(name, options, callback);
      };
      const error = await new Promise((done) =>
        guardedLookup(addressGuard(["127.0.0.0/8"]), resolve)(host, {}, (failure) => done(failure)),
      );
      expect([error, asked]).toEqual([null, ["localhost"]]);
    },
  );

  it("passes on that a name has no address", async () => {
    const missing: ResolveName = (_host, _options, callback) => callback(Object.assign(new Error("no"), { code: "ENOTFOUND" }), "");
    expect(await look(missing, true)).toBe("ENOTFOUND");
  });
});

describe("the error for a blocked address", () => {
  it.each([
    ["localhost", "127.0.0.0/8"],
    ["10.1.2.3", "10.1.2.3/32"],
    ["[fd00::1]", "fd00::1/128"],
  ])("of %s names %s, which permits it", (host, range) => {
    expect(blockedError(host).message).toMatch(new RegExp(`allow_private: ${range}$`));
    expect(isForbiddenHost(host, addressGuard([range]))).toBe(false);
  });

  it("does not advise to open the address with a cloud's credentials", () => {
    expect(blockedError("169.254.169.254").message).toBe("the address 169.254.169.254 is not public");
  });
});
