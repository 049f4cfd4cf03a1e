import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { http } from "../../src/destinations/http.ts";
import { RenderError } from "../../src/rules/templates/template.ts";
import { conformsToDestination } from "../conformance/destination.ts";
import { configured, makeContext, makeEdge, makeView, messages, renderedBy } from "../support/destination-edge.ts";
import { httpFault, httpFaults } from "../support/http-faults.ts";
import { type HttpSink, openHttpSink, type SinkRequest } from "../support/http-sink.ts";
import { makeChat } from "../support/make.ts";

const token = "canary-crm-token";
const secrets = [{ name: "CRM_TOKEN", value: token }];
const local = { allow_private: ["127.0.0.0/8"] };

/** What the visitor says in the conformance tests. */
const said = "my card is 4111 1111 1111 1111";

conformsToDestination({
  name: "http",
  faults: httpFaults,
  async open() {
    const sink = await openHttpSink();
    const settings = { url: `${sink.url}/v1/contacts?key=${token}`, json: { said: "{{ event.message }}" }, ...local };
    const to = configured(http, { ...settings, headers: { authorization: `Bearer ${token}` } }, secrets);
    return {
      sender: to.open(makeEdge()),
      message: messages(http, to, said),
      arrange: (fault) => sink.script(httpFault(fault)),
      until: sink.until,
      keys: () => sink.requests.map(({ headers }) => headers["idempotency-key"] ?? ""),
      secrets: [token, said],
      hangUp: sink.close,
    };
  },
});

describe("http", () => {
  let sink: HttpSink;

  beforeEach(async () => {
    sink = await openHttpSink();
  });

  afterEach(async () => {
    await sink.close();
  });

  /** Sends what the settings and the action make of a finding, and gives what the other side got. */
  async function sent(settings: JsonObject, action: JsonObject = {}, view = makeView()): Promise<SinkRequest> {
    const to = configured(http, { url: `${sink.url}/in`, ...local, ...settings }, secrets);
    const sender = to.open(makeEdge());
    for (const message of renderedBy(http, to, action, view)) {
      expect(await sender.send(message, makeContext(message))).toEqual({ kind: "delivered", detail: "HTTP 200" });
    }
    await sender.close();
    const [request] = sink.requests;
    if (request === undefined) throw new Error("nothing arrived");
    return request;
  }

  it("sends method, headers and body as the file says", async () => {
    const request = await sent({
      method: "PUT",
      url: `${sink.url}/v1/sessions/{{ event.session }}`,
      headers: { authorization: `Bearer ${token}` },
      json: { agent: "{{ event.agent }}", count: "{{ finding.count }}", at: "{{ event.time | iso }}" },
    });
    expect(request).toMatchObject({ method: "PUT", path: "/v1/sessions/session_xyz789" });
    expect(JSON.parse(request.body)).toEqual({ agent: "A80HVD8577", count: 2, at: "2026-03-02T09:00:00.000Z" });
    expect(request.headers).toMatchObject({
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "user-agent": "avatar-relay/0.0.0-test",
      "idempotency-key": expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  describe("headers with templates", () => {
    const headers = {
      "x-agent": "{{ event.agent }}",
      "x-who": "id {{ event.data.who }}",
      authorization: `Bearer ${token}`,
      "x-both": `${token}/{{ event.type }}`,
    };
    const about = (who: string) => makeView(makeChat({ data: { who } }));

    it("are rendered with the message, and no secret is queued with them", async () => {
      const to = configured(http, { url: `${sink.url}/in`, headers, ...local }, secrets);
      const [message] = renderedBy(http, to, {}, about("Ada"));
      expect(message?.body).toMatchObject({ headers: { "x-agent": "A80HVD8577", "x-who": "id Ada" } });
      expect(JSON.stringify(message)).not.toContain(token);
      const { headers: got } = await sent({ headers }, {}, about("Ada"));
      expect(got).toMatchObject({
        "x-agent": "A80HVD8577",
        "x-who": "id Ada",
        authorization: `Bearer ${token}`,
        "x-both": `${token}/chat.push`,
      });
    });

    it.each(["a\r\nx-evil: 1", "a\nb", "a\0b", "a\u007fb", "\u001b[2J", "名前", "é\u0100", "a\u2028b", "x".repeat(5_000)])(
      "are refused with a value that no header can have: %j",
      (who) => {
        const to = configured(http, { url: `${sink.url}/in`, headers, ...local }, secrets);
        expect(() => renderedBy(http, to, {}, about(who))).toThrow(RenderError);
        expect(() => renderedBy(http, to, {}, about(who))).toThrow("the header x-who would");
      },
    );

    it.each(["a\r\nx-evil: 1", "名前"])("take any value by url_encode: %j", async (who) => {
      const { headers: got } = await sent({ headers: { "x-who": "{{ event.data.who | url_encode }}" } }, {}, about(who));
      expect(decodeURIComponent(String(got["x-who"]).replaceAll("+", " "))).toBe(who);
      expect(got).not.toHaveProperty("x-evil");
    });

    it.each([
      [{ "x-a": "{{ event.agnt }}" }, "unknown variable"],
      [{ "x-a": "{{ event.agent" }, ""],
      [{ "x-a": "a\nb" }, "a header's value holds"],
      [{ host: "{{ event.agent }}" }, "cannot be set"],
    ])("are looked at when the file is read: %j", (written, said) => {
      const read = http.schema.safeParse({ url: "https://crm.example.com", headers: written });
      expect(read.success || read.error.issues[0]?.message).toContain(said);
    });

    it("of a dead letter go with it to another destination that asks for the same, and only there", () => {
      const [one, same, other] = [headers, { "x-agent": "{{ event.agent }}" }, { "x-other": "{{ event.agent }}" }].map((each) =>
        configured(http, { url: `${sink.url}/in`, headers: each, ...local }, secrets),
      );
      const body = one && renderedBy(http, one, {}, about("Ada"))[0]?.body;
      expect(same?.adopt?.(body ?? null)).toMatchObject({ headers: { "x-agent": "A80HVD8577" } });
      expect(other?.adopt?.(body ?? null)).toBeUndefined();
    });
  });

  it("sends rule, reason, event and session where nothing is said of a body", async () => {
    const { method, body } = await sent({});
    expect(method).toBe("POST");
    expect(JSON.parse(body)).toMatchObject({
      rule: "asks-for-a-human",
      because: "the message holds “speak to a human”",
      event: { type: "chat.push", agent: "A80HVD8577", session: "session_xyz789", time: "2026-03-02T09:00:00.000Z" },
      session: { messages: 3 },
    });
  });

  it("prefers the body of the action", async () => {
    const { body } = await sent({ json: { a: 1 } }, { json: { b: "{{ event.type }}" } });
    expect(JSON.parse(body)).toEqual({ b: "chat.push" });
  });

  it("sends no body with GET", async () => {
    expect(await sent({ method: "GET" })).toMatchObject({ method: "GET", body: "" });
  });

  it("puts secrets into URL and body only when it sends", async () => {
    const settings = { url: `${sink.url}/{{ event.type }}?key=${token}`, json: { token, said: "{{ event.message }}" } };
    const to = configured(http, { ...settings, ...local }, secrets);
    expect(JSON.stringify(renderedBy(http, to))).not.toContain(token);
    expect(await sent(settings)).toMatchObject({ path: `/chat.push?key=${token}`, body: expect.stringContaining(token) });
  });

  // E16
  it("takes nothing that a visitor writes for the name of a secret", async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what a visitor writes, not a template string
    const message = "give me ${CRM_TOKEN} and $\\{CRM_TOKEN} {{ event.agent }}";
    const { body } = await sent({ json: { message: "{{ event.message }}" } }, {}, makeView(makeChat({ message })));
    expect(JSON.parse(body)).toEqual({ message });
  });

  // D23
  it("sends whatever a visitor writes as the same text", async () => {
    const to = configured(http, { url: `${sink.url}/in`, json: { message: "{{ event.message }}" }, ...local }, secrets);
    const sender = to.open(makeEdge());
    const hostile = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom('"', "\\", "$", "{", "}", "\u0000", "\u2028", "%") }),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (message) => {
        const [one] = renderedBy(http, to, {}, makeView(makeChat({ message })));
        if (one === undefined) throw new Error("nothing was rendered");
        await sender.send(one, makeContext(one));
        expect(JSON.parse(sink.requests.at(-1)?.body ?? "")).toEqual({ message });
      }),
      { numRuns: 500, seed: 23 },
    );
    await sender.close();
  });

  it.each([
    ["a slash", "a/b", "/s/a%2Fb"],
    ["a question mark and a hash", "a?b#c", "/s/a%3Fb%23c"],
    ["line ends", "a\r\nb", "/s/a%0D%0Ab"],
    ["a way up, with slashes", "../../x", "/s/..%2F..%2Fx"],
    ["another host", "//evil.example", "/s/%2F%2Fevil.example"],
    ["letters of any kind", "ü😀", "/s/%C3%BC%F0%9F%98%80"],
  ])("keeps %s in a value a part of the path", async (_what, session, path) => {
    const request = await sent({ url: `${sink.url}/s/{{ event.session }}` }, {}, makeView(makeChat({ session })));
    expect(request.path).toBe(path);
  });

  it.each([".", ".."])("renders nothing where a value would climb: %s", (session) => {
    const to = configured(http, { url: "https://crm.example.com/a/{{ event.session }}" });
    expect(() => renderedBy(http, to, {}, makeView(makeChat({ session })))).toThrow(RenderError);
  });

  // D21
  it("is refused on this machine unless the file allows it", async () => {
    const to = configured(http, { url: sink.url });
    const [message] = renderedBy(http, to);
    if (message === undefined) throw new Error("nothing was rendered");
    const sender = to.open(makeEdge());
    expect(await sender.send(message, makeContext(message))).toMatchObject({ kind: "refused", reason: "ssrf_blocked" });
    expect(sink.connections).toBe(0);
    await sender.close();
  });

  it.each([
    ["a host from a template", { url: "https://{{ event.data.host }}/x" }, "the host of a URL cannot be a template"],
    ["a host that begins with one", { url: "https://{{event.agent}}.example.com" }, "the host of a URL cannot be a template"],
    ["a port from one", { url: "https://example.com:{{ event.data.port }}/" }, "the host of a URL cannot be a template"],
    ["a password", { url: "https://u:p@example.com" }, "a URL cannot hold a user or a password"],
    ["another scheme", { url: "ftp://example.com" }, "expected a URL"],
    ["a file", { url: "file:///etc/passwd" }, "expected a URL"],
    ["no host", { url: "https:///x" }, "the URL has no valid host"],
    [
      "a line end in a header",
      { url: "https://example.com", headers: { "x-a": "b\r\nx-c: d" } },
      "a header's value holds a character that it cannot",
    ],
    ["our own header", { url: "https://example.com", headers: { "idempotency-key": "1" } }, "this header cannot be set"],
    ["an unknown method", { url: "https://example.com", method: "TRACE" }, "Invalid option"],
  ])("refuses at load %s", (_what, settings, message) => {
    const { error } = http.schema.safeParse(settings);
    expect(error?.issues.map((issue) => issue.message).join()).toContain(message);
  });
});
