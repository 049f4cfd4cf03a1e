import { afterEach, beforeEach, expect, it } from "vitest";
import { openOutbound } from "../../../src/net/connections.ts";
import { openProxy, type TestProxy } from "../../support/proxy.ts";
import { anna, press } from "../../support/slack-people.ts";
import { incident, openSlackPort } from "./slack-port.ts";

let proxy: TestProxy;

beforeEach(async () => {
  proxy = await openProxy();
});

afterEach(() => proxy.close());

function through(variables: Readonly<Record<string, string>>) {
  return { outbound: () => openOutbound((name) => variables[name]) };
}

it("Slack's socket and what opens it go through the proxy of the environment", async () => {
  const port = await openSlackPort("socket", through({ HTTP_PROXY: proxy.url }));
  await port.heard("slack.connected");
  expect(proxy.seen[0]).toBe(`CONNECT ${new URL(port.slack.url).host}`); // apps.connections.open tells where the socket is
  expect(new Set(proxy.seen).size).toBe(2);
  expect(await press(port.slack, anna, await port.post(), "Claim")).toMatchObject({ status: 200 });
  expect(await port.events()).toMatchObject([{ kind: "click", incident: incident.id }]);
});

it("what NO_PROXY names goes straight", async () => {
  const port = await openSlackPort("socket", through({ HTTP_PROXY: proxy.url, NO_PROXY: "127.0.0.1" }));
  await port.heard("slack.connected");
  expect(proxy.seen).toEqual([]);
});
