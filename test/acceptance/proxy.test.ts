/** A relay behind a proxy: every destination is reached through it, what NO_PROXY names is not, and both are said. */

import { afterEach, beforeEach, expect, it } from "vitest";
import { openHttpSink } from "../support/http-sink.ts";
import { openProxy } from "../support/proxy.ts";
import { openWorkshop, type Workshop } from "../support/relay.ts";
import { openTlsSink, tlsPath } from "../support/tls-sink.ts";

let workshop: Workshop;

const rules = `
version: 1
destinations:
  crm: { http: { url: "http://crm.test:\${PORT_OF_CRM}/in" } }
  near: { http: { url: "http://127.0.0.1:\${PORT_OF_CRM}/near", allow_private: [127.0.0.0/8] } }
rules:
  - { name: asks, on: chat.push, when: { role: user, keywords: [human] }, then: [crm, near] }
`;

beforeEach(() => {
  workshop = openWorkshop(rules);
});
afterEach(() => workshop.close());

it("delivers through the proxy, goes straight to what NO_PROXY names, and says both at the start without the password", async () => {
  const [crm, proxy] = [await openHttpSink(), await openProxy({ login: "relay:canary", hosts: { "crm.test": "127.0.0.1" } })];
  const { port } = new URL(crm.url);
  const http_proxy = proxy.url.replace("//", "//relay:canary@");
  const relay = await workshop.start({ PORT_OF_CRM: port, http_proxy, NO_PROXY: "127.0.0.0/8" });
  await relay.say("I want a human");
  await crm.until(2);
  expect(crm.requests.map(({ path }) => path).toSorted()).toEqual(["/in", "/near"]);
  expect(proxy.seen).toEqual([`POST http://crm.test:${port}/in`]);
  const said = relay.lines.find((line) => line.includes('"msg":"proxy.used"')) ?? "";
  expect(JSON.parse(said)).toMatchObject({
    level: "info",
    http: `via proxy ${proxy.url}`,
    direct: ["127.0.0.0/8"],
  });
  expect(relay.lines.join("\n")).not.toContain("canary");
  await Promise.all([crm.close(), proxy.close()]);
});

it("does not start with a proxy that it cannot use, and names the variable and not its value", async () => {
  const { code, said } = await workshop.refuse({ PORT_OF_CRM: "1", HTTPS_PROXY: "socks5://relay:canary@proxy.example.com" }, [
    "--port",
    "x",
  ]);
  expect(code).toBe(78);
  expect(said).toContain("E_PROXY: HTTPS_PROXY must be");
  expect(said).toContain("E_PORT");
  expect(said).not.toContain("canary");
});

it("believes the authority of NODE_EXTRA_CA_CERTS, as in a network that reads its TLS", async () => {
  const [sink, proxy] = [await openTlsSink("server"), await openProxy({ hosts: { "crm.example.com": "127.0.0.1" } })];
  workshop.write("rules.yaml", rules.replace("http://crm.test", "https://crm.example.com").replace("then: [crm, near]", "then: [crm]"));
  const environment = { PORT_OF_CRM: String(sink.port), HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: tlsPath("ca.pem") };
  const relay = await workshop.start(environment);
  await relay.say("I want a human");
  await expect.poll(() => sink.requests).toEqual(["POST /in"]);
  expect(proxy.seen).toEqual([`CONNECT crm.example.com:${sink.port}`]);
  await Promise.all([sink.close(), proxy.close()]);
});
