import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { guardWith } from "../../src/core/guard.ts";
import { pacedResponse } from "../../src/receive/paced-response.ts";
import { createRefusalPace, type PaceOptions } from "../../src/receive/refusal-pace.ts";
import { send } from "../support/sender.ts";

/** A bug here fails the test. */
const guard = guardWith((error) => {
  throw error;
});

function requestFrom(remoteAddress: string, headers: IncomingMessage["headers"] = {}): IncomingMessage {
  return { socket: { remoteAddress }, headers } as IncomingMessage; // as much of it as is looked at
}

/** A pace on a clock that stands still, and how many of the refusals have been given. */
function open(options: Partial<PaceOptions> = {}) {
  const clock = { now: 0 };
  const pace = createRefusalPace({ now: () => clock.now, ...options });
  onTestFinished(() => pace.end());
  const given: string[] = [];
  const refuse = (count: number, address = "203.0.113.7", headers = {}) => {
    for (let index = 0; index < count; index += 1) pace.wait(requestFrom(address, headers), () => given.push(address));
  };
  return { clock, pace, given, refuse };
}

const large = { "content-length": "250000" };

describe("the refusals of one sender", () => {
  it("are given at once where they are few, however large", () => {
    const { given, refuse } = open();
    refuse(20, "203.0.113.7", large);
    expect(given).toHaveLength(20);
  });

  it("wait where they are many, and not those of another", () => {
    const { given, refuse } = open();
    refuse(1_000, "203.0.113.7", large);
    expect(given.length).toBeLessThan(150);
    const before = given.length;
    refuse(1, "203.0.113.8", large);
    expect(given.slice(before)).toEqual(["203.0.113.8"]);
  });

  it.each([
    ["the addresses of one IPv6 network", "2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true],
    ["another network", "2001:db8:1:2::1", "2001:db8:1:3::1", false],
    ["both forms of an IPv4 address", "203.0.113.7", "::ffff:203.0.113.7", true],
  ])("are counted together: %s", (_what, one, other, isSame) => {
    const { given, refuse } = open();
    refuse(1_000, one, large);
    const before = given.length;
    refuse(1, other, large);
    expect(given.length - before).toBe(isSame ? 0 : 1);
  });

  it("are counted by the address that a trusted proxy gives, not by the proxy's", () => {
    const { given, refuse } = open({ addressOf: ({ headers }) => headers["x-forwarded-for"]?.toString() });
    refuse(1_000, "10.0.0.1", { ...large, "x-forwarded-for": "203.0.113.7" });
    const before = given.length;
    refuse(1, "10.0.0.1", { ...large, "x-forwarded-for": "203.0.113.8" });
    expect(given.length - before).toBe(1);
  });

  it("are forgiven after a while", () => {
    const { clock, given, refuse } = open({ waiting: 0 });
    refuse(60);
    clock.now += 30_000;
    const before = given.length;
    refuse(20, "203.0.113.7", large);
    expect(given.length - before).toBe(20);
  });

  it("wait in bounded number: the oldest is given where there are more", () => {
    const { given, refuse } = open({ waiting: 50 });
    refuse(1_000, "203.0.113.7", large);
    expect(1_000 - given.length).toBeLessThanOrEqual(50);
  });

  it("are remembered of a bounded number of senders", () => {
    const { given, refuse } = open({ senders: 10 });
    refuse(1_000, "203.0.113.7", large);
    for (let index = 0; index < 10; index += 1) refuse(1, `198.51.100.${index}`);
    const before = given.length;
    refuse(1, "203.0.113.7", large);
    expect(given.length - before).toBe(1);
  });

  it("are all given when the process stops", () => {
    const { given, pace, refuse } = open();
    refuse(1_000, "203.0.113.7", large);
    pace.end();
    expect(given).toHaveLength(1_000);
  });
});

describe("an answer of a port with such a pace", () => {
  async function serve(listener: RequestListener, wait: (answer: () => void) => void): Promise<number> {
    const pace = { wait: (_request: IncomingMessage, answer: () => void) => wait(answer), end: () => undefined };
    const server = createServer({ ServerResponse: pacedResponse(pace, guard) }, listener);
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port; // it listens on a port
  }

  it("waits where it is a refusal, and never where it is good or our own trouble", async () => {
    const held: (() => void)[] = [];
    const port = await serve(
      ({ url = "" }, response) => response.writeHead(Number(url.slice(1))).end("said"),
      (answer) => held.push(answer),
    );
    for (const status of [200, 204, 500, 503]) expect((await send(port, { path: `/${status}` })).status).toBe(status);
    const refused = send(port, { path: "/401" });
    await expect.poll(() => held.length).toBe(1);
    held[0]?.();
    expect(await refused).toMatchObject({ status: 401, text: "said" });
  });
});
