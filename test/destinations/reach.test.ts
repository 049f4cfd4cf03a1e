import { afterEach, describe, expect, it } from "vitest";
import { tryAddress } from "../../src/destinations/kit/reach.ts";
import { answer, openHttpSink } from "../support/http-sink.ts";
import { openProxy } from "../support/proxy.ts";
import { openTlsSink, tlsPath } from "../support/tls-sink.ts";

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

function kept<Opened extends { close(): Promise<void> }>(one: Opened): Opened {
  opened.push(one);
  return one;
}

interface Given {
  readonly allowed?: readonly string[];
  readonly ca?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

function reach(origin: string, { allowed = ["127.0.0.0/8"], ca, variables = {} }: Given = {}) {
  return tryAddress({ origin, allow_private: allowed, ca, variable: (name) => variables[name] });
}

describe("the address of a destination, as doctor tries it", () => {
  it("is reached whatever it answers to a request that changes nothing", async () => {
    const sink = kept(await openHttpSink());
    sink.script(answer(405));
    expect(await reach(sink.url)).toEqual([{ ok: true, what: `${sink.url} is reached (OPTIONS / is answered with HTTP 405)` }]);
    expect(sink.requests).toMatchObject([{ method: "OPTIONS", path: "/", body: "" }]);
  });

  it("is reached through the proxy, which is named without its password", async () => {
    const [sink, proxy] = [kept(await openTlsSink("server")), kept(await openProxy({ login: "relay:canary" }))];
    const variables = { HTTPS_PROXY: proxy.url.replace("//", "//relay:canary@") };
    const [tried] = await reach(sink.url, { ca: tlsPath("ca.pem"), variables });
    expect(tried).toMatchObject({ ok: true, what: expect.stringContaining("via proxy http://***@127.0.0.1:") });
  });

  it("names DNS where the name has no address", async () => {
    expect(await reach("https://no-such-host.invalid")).toMatchObject([
      { ok: false, what: expect.stringMatching(/is not reached: DNS: /), cure: expect.stringContaining("name server") },
    ]);
  });

  it("names TCP where nobody listens, and where the address may not be connected to", async () => {
    const sink = await openHttpSink();
    expect(await reach(sink.url, { allowed: [] })).toMatchObject([{ ok: false, what: expect.stringMatching(/TCP: .*allow_private/) }]);
    await sink.close();
    expect(await reach(sink.url)).toMatchObject([{ ok: false, what: expect.stringContaining("TCP: the connection was refused") }]);
  });

  it.each([
    ["server", undefined, "signed by nobody who is believed here"],
    ["expired", tlsPath("ca.pem"), "has expired"],
    ["other-host", tlsPath("ca.pem"), "for another host"],
  ])("names TLS where the certificate is that of %s", async (shows, ca, said) => {
    const sink = kept(await openTlsSink(shows));
    const [tried] = await reach(sink.url, ca === undefined ? {} : { ca });
    expect(tried).toMatchObject({ ok: false, what: expect.stringMatching(new RegExp(`TLS: .*${said}`)), cure: expect.any(String) });
  });

  it("names the proxy where that lets nothing through", async () => {
    const [sink, proxy] = [kept(await openTlsSink("server")), kept(await openProxy({ refuses: 403 }))];
    expect(await reach(sink.url, { variables: { HTTPS_PROXY: proxy.url } })).toMatchObject([
      { ok: false, what: expect.stringMatching(/proxy: .*HTTP 403/), cure: expect.stringContaining("NO_PROXY") },
    ]);
  });

  it("names HTTP where something else answers", async () => {
    const sink = kept(await openHttpSink());
    sink.script({ kind: "garbage" });
    expect(await reach(sink.url)).toMatchObject([{ ok: false, what: expect.stringMatching(/HTTP: .*not HTTP/) }]);
  });

  it("tells that the certificate of ca has expired", async () => {
    const sink = kept(await openTlsSink("server"));
    expect(await reach(sink.url, { ca: tlsPath("expired.pem") })).toContainEqual({
      ok: false,
      what: `the certificate of ca for ${sink.url} has expired on 2021-01-01`,
      cure: "name the authority's new certificate",
    });
  });
});
