import { describe, expect, it } from "vitest";
import { readProxies } from "../../src/core/network/proxy.ts";

function read(variables: Readonly<Record<string, string>>) {
  return readProxies((name) => variables[name]);
}

describe("the proxies of the environment", () => {
  it("are none without the variables, and where they are empty", () => {
    const none = { https: undefined, http: undefined, direct: [], problems: [], unused: [] };
    expect(read({})).toEqual(none);
    expect(read({ HTTPS_PROXY: "", http_proxy: " ", NO_PROXY: "" })).toEqual(none);
  });

  it("are one for each scheme, and HTTP_PROXY serves https where HTTPS_PROXY is not set", () => {
    const both = read({ HTTPS_PROXY: "http://one.example:3128", HTTP_PROXY: "http://two.example:8080" });
    expect([both.https?.origin, both.http?.origin]).toEqual(["http://one.example:3128", "http://two.example:8080"]);
    const [one] = [read({ HTTP_PROXY: "http://two.example:8080" })];
    expect([one.https?.origin, one.http?.origin]).toEqual(["http://two.example:8080", "http://two.example:8080"]);
    expect(read({ HTTPS_PROXY: "http://one.example:3128" }).http).toBeUndefined();
  });

  it("are named in lower case, too, and that counts first", () => {
    const { https } = read({ HTTPS_PROXY: "http://upper.example:1", https_proxy: "http://lower.example:2" });
    expect(https).toMatchObject({ variable: "https_proxy", origin: "http://lower.example:2" });
  });

  it.each<[string, Readonly<Record<string, string>>, string | undefined, string | undefined]>([
    ["serves both", { ALL_PROXY: "http://all.example:1" }, "http://all.example:1", "http://all.example:1"],
    ["in lower case", { all_proxy: "all.example:1" }, "http://all.example:1", "http://all.example:1"],
    [
      "gives way",
      { ALL_PROXY: "http://all.example:1", HTTP_PROXY: "http://two.example:8" },
      "http://all.example:1",
      "http://two.example:8",
    ],
    [
      "gives way",
      { ALL_PROXY: "http://all.example:1", https_proxy: "http://one.example:3" },
      "http://one.example:3",
      "http://all.example:1",
    ],
  ])("may be one for all, in ALL_PROXY: %s", (_, variables, https, http) => {
    const found = read(variables);
    expect([found.https?.origin, found.http?.origin, found.problems, found.unused]).toEqual([https, http, [], []]);
  });

  it.each(["socks5", "socks5h", "socks4a", "SOCKS"])("are told where ALL_PROXY names one of the kind %s, and it would be used", (kind) => {
    const all_proxy = `${kind}://user:canary@socks.example:1080`;
    const found = read({ all_proxy });
    expect([found.https, found.http, found.problems]).toEqual([undefined, undefined, []]);
    expect(found.unused).toEqual([
      `all_proxy names a proxy of the kind ${kind.toLowerCase()}, which the relay does not speak: requests go out without it`,
    ]);
    expect(read({ all_proxy, HTTPS_PROXY: "http://one.example:3" }).unused).toHaveLength(1); // http goes out without
    expect(read({ all_proxy, HTTP_PROXY: "http://one.example:3" }).unused).toEqual([]);
  });

  it("need no scheme", () => {
    expect(read({ HTTPS_PROXY: "proxy.example.com:3128" }).https?.origin).toBe("http://proxy.example.com:3128");
  });

  it.each([
    ["http://proxy.example.com:3128", undefined, "http://proxy.example.com:3128"],
    ["https://proxy.example.com", undefined, "https://proxy.example.com"],
    ["http://relay:s%40cret@proxy.example.com:3128", "relay:s@cret", "http://***@proxy.example.com:3128"],
    ["http://relay@proxy.example.com:3128/", "relay:", "http://***@proxy.example.com:3128"],
    ["http://m%C3%BCller:pa%3Ass@proxy.example.com", "müller:pa:ss", "http://***@proxy.example.com"],
  ])("are shown without user and password: %s", (text, login, shown) => {
    const { https, problems } = read({ HTTPS_PROXY: text });
    expect(problems).toEqual([]);
    expect(https?.shown).toBe(shown);
    const expected = login === undefined ? undefined : `Basic ${Buffer.from(login).toString("base64")}`;
    expect(https?.authorization).toBe(expected);
  });

  it.each([
    ["socks5://proxy.example.com:1080", "found the scheme socks5://"],
    ["ftp://proxy.example.com", "found the scheme ftp://"],
    ['"http://proxy.example.com:3128"', "found quotes"],
    ["'proxy.example.com:3128'", "found quotes"],
    ["http://", "no URL"],
    ["http://proxy.example.com:99999", "no URL"],
    ["http://relay:se#cret@proxy.example.com:3128", "no URL"],
    ["http://relay:100%@proxy.example.com:3128", "%40"],
    ["proxy example com", "no URL"],
  ])("are refused where they are %s, without a word of the value", (text, said) => {
    const { https, problems } = read({ HTTPS_PROXY: text });
    expect(https).toBeUndefined();
    expect(problems).toEqual([expect.stringMatching(/^E_PROXY: HTTPS_PROXY must be /)]);
    expect(problems[0]).toContain(said);
    expect(problems[0]).not.toMatch(/cret|relay/);
  });

  it.each(["10.0.0.0/33", "10.0/8", "fd00::/129", "crm.example.com/path", "a*b.example", "http://x", "10.*.1", "300.*"])(
    "NO_PROXY does not take %s",
    (entry) => {
      const { direct, problems } = read({ NO_PROXY: `localhost,${entry}` });
      expect(direct).toHaveLength(1);
      expect(problems).toEqual([expect.stringContaining(`found "${entry}"`)]);
    },
  );
});
