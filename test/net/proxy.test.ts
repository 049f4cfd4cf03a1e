import { describe, expect, it } from "vitest";
import { proxyFor } from "../../src/net/proxy.ts";

function goesThrough(url: string, direct: string): boolean {
  const variables: Readonly<Record<string, string>> = {
    HTTPS_PROXY: "http://p.example:1",
    HTTP_PROXY: "http://p.example:2",
    NO_PROXY: direct,
  };
  return proxyFor((name) => variables[name])(new URL(url)) !== undefined;
}

describe("the way of a request", () => {
  it.each([
    ["", "https://crm.example.com", true],
    ["*", "https://crm.example.com", false],
    ["crm.example.com", "https://crm.example.com/v1", false],
    ["CRM.example.com.", "https://crm.EXAMPLE.com", false],
    ["crm.example.com", "https://crm.example.com./v1", false],
    ["crm.example.com", "https://other.example.com", true],
    ["example.com", "https://crm.example.com", false],
    [".example.com", "https://crm.example.com", false],
    ["*.example.com", "https://crm.example.com", false],
    ["example.com", "https://badexample.com", true],
    ["localhost, crm.example.com  other.example", "https://crm.example.com", false],
    ["crm.example.com:8443", "https://crm.example.com", true],
    ["crm.example.com:8443", "https://crm.example.com:8443", false],
    ["crm.example.com:443", "https://crm.example.com", false],
    ["crm.example.com:80", "http://crm.example.com", false],
    ["10.0.0.7", "http://10.0.0.7:9000", false],
    ["10.0.0.7:9000", "http://10.0.0.7:9000", false],
    ["10.0.0.7", "http://10.0.0.8", true],
    ["0.0.7", "http://10.0.0.7", true],
    ["10.0.0.0/8", "http://10.1.2.3", false],
    ["10.0.0.0/8", "http://11.1.2.3", true],
    ["10.0.0.0/8", "http://[::ffff:10.1.2.3]", false],
    ["10.0.0.0/8", "https://crm.example.com", true],
    ["10.*", "http://10.1.2.3", false],
    ["10.*", "http://11.1.2.3", true],
    ["192.168.1.*", "http://192.168.1.7", false],
    ["172.16.*.*", "http://172.17.0.1", true],
    ["fd00::/8", "http://[fd12::1]", false],
    ["fd00::/8", "http://10.0.0.1", true],
    ["[fd12::1]:8080", "http://[fd12::1]:8080", false],
    ["[fd12::1]:8080", "http://[fd12::1]", true],
    ["fd12:0::1", "http://[fd12::1]", false],
    ["wss-primary.slack.com", "wss://wss-primary.slack.com/link", false],
  ])("with NO_PROXY=%s to %s leads through the proxy: %s", (direct, url, through) => {
    expect(goesThrough(url, direct)).toBe(through);
  });

  it("is that of its scheme", () => {
    const variables: Readonly<Record<string, string>> = { HTTPS_PROXY: "http://p.example:1" };
    const choose = proxyFor((name) => variables[name]);
    expect(choose(new URL("wss://slack.example"))?.origin).toBe("http://p.example:1");
    expect(choose(new URL("http://crm.example"))).toBeUndefined();
  });
});
