import { describe, expect, it } from "vitest";
import { second } from "../../src/core/time.ts";
import { classifyAnswer, classifyError, shortage } from "../../src/net/classify.ts";
import { monday } from "../support/make.ts";

function judged(status: number, retryAfter?: string) {
  return classifyAnswer({ status, retryAfter, body: "" }, monday, (text) => text);
}

describe("an answer", () => {
  it.each([200, 201, 202, 204, 207])("%i is delivered", (status) => {
    expect(judged(status)).toEqual({ kind: "delivered", detail: `HTTP ${status}` });
  });

  // D03
  it.each([400, 401, 403, 404, 405, 409, 413, 422])("%i is permanent", (status) => {
    expect(judged(status)).toMatchObject({ kind: "refused", reason: "permanent" });
  });

  // D04
  it.each([301, 302, 303, 304, 307, 308])("%i is not followed", (status) => {
    expect(judged(status)).toMatchObject({ kind: "refused", reason: "redirect_not_followed" });
  });

  it.each([
    [408, undefined],
    [425, undefined],
    [500, true],
    [502, true],
    [503, undefined],
    [504, true],
  ])("%i is tried again later, and may have arrived: %s", (status, ambiguous) => {
    expect(judged(status)).toEqual({ kind: "later", reason: "unavailable", detail: `HTTP ${status}`, ...(ambiguous && { ambiguous }) });
  });

  // D03
  it("410 pauses the destination", () => {
    expect(judged(410)).toMatchObject({ kind: "pause", reason: "gone" });
  });

  it("407 comes from a proxy on the way, and pauses the destination", () => {
    expect(judged(407)).toMatchObject({ kind: "pause", reason: "proxy", detail: expect.stringContaining("HTTPS_PROXY") });
  });

  // D02
  it("429 waits as long as it was asked to, and does not count", () => {
    expect(judged(429, "3")).toEqual({
      kind: "later",
      reason: "throttled",
      detail: "HTTP 429",
      after: 3 * second,
      countsAsAttempt: false,
    });
  });

  it.each([400, 401, 403, 404, 409, 410, 413, 420, 422, 423, 430, 451, 477, 499])(
    "%i with a Retry-After asks to come back, and counts",
    (status) => {
      expect(judged(status, "7")).toEqual({ kind: "later", reason: "unavailable", detail: `HTTP ${status}`, after: 7 * second });
    },
  );

  it.each([400, 410])("%i with a Retry-After that says nothing is read as without one", (status) => {
    expect(judged(status, "soon")).toEqual(judged(status));
  });

  it("a date in Retry-After is read by the clock of the one that sent it", () => {
    const headers: Readonly<Record<string, string>> = { date: "Mon, 02 Mar 2026 09:10:00 GMT" };
    const answer = { status: 429, retryAfter: "Mon, 02 Mar 2026 09:10:05 GMT", header: (name: string) => headers[name], body: "" };
    expect(classifyAnswer(answer, monday, (text) => text)).toMatchObject({ after: 5 * second });
  });

  it("429 without Retry-After waits until the limit ends that its other headers tell; other answers do not", () => {
    const headers: Readonly<Record<string, string>> = { "x-ratelimit-reset": "20" };
    const answer = (status: number) => ({ status, retryAfter: undefined, header: (name: string) => headers[name], body: "" });
    expect(classifyAnswer(answer(429), monday, (text) => text)).toMatchObject({ reason: "throttled", after: 20 * second });
    expect(classifyAnswer(answer(400), monday, (text) => text)).toMatchObject({ kind: "refused" });
    expect(classifyAnswer(answer(503), monday, (text) => text)).not.toHaveProperty("after");
  });

  // D05
  it("503 waits as long as it was asked to", () => {
    expect(judged(503, "7")).toMatchObject({ after: 7 * second });
  });

  it.each([99, 600, 999])("%i makes no sense", (status) => {
    expect(judged(status)).toMatchObject({ kind: "later", reason: "bad_answer" });
  });

  // D06
  it("keeps at most 2 KiB of what was said", () => {
    const outcome = classifyAnswer({ status: 400, retryAfter: undefined, body: "y".repeat(9_000) }, monday, (text) => text);
    expect(outcome).toMatchObject({ detail: expect.stringMatching(/^HTTP 400: y{1900,1990}…$/) });
  });
});

describe("an attempt without an answer", () => {
  const open = new AbortController().signal;
  const failing = (code: string) => classifyError(Object.assign(new Error("https://user:pw@host/secret"), { code }), open);

  it.each([
    ["ECONNREFUSED", "unreachable", false],
    ["ENOTFOUND", "unreachable", false],
    ["EAI_AGAIN", "unreachable", false],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "unreachable", false],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "unreachable", false],
    ["UND_ERR_CONNECT_TIMEOUT", "timeout", false],
    ["ETIMEDOUT", "timeout", true],
    ["ECONNRESET", "unreachable", true],
    ["UND_ERR_SOCKET", "unreachable", true],
    ["EPIPE", "unreachable", true],
    ["UND_ERR_HEADERS_TIMEOUT", "timeout", true],
    ["HPE_INVALID_CONSTANT", "bad_answer", true],
  ])("%s is tried again later as %s, and may have arrived: %s", (code, reason, mayHaveArrived) => {
    expect(failing(code)).toMatchObject({ kind: "later", reason });
    expect(failing(code)).toEqual(
      mayHaveArrived ? expect.objectContaining({ ambiguous: true }) : expect.not.objectContaining({ ambiguous: true }),
    );
  });

  it.each([
    ["by its code", Object.assign(new Error("connect"), { code: "EMFILE" })],
    ["behind an error that wraps it", new Error("fetch failed", { cause: Object.assign(new Error("connect"), { code: "ENFILE" }) })],
    [
      "under a code of a client's own",
      Object.assign(new Error("connect EMFILE 127.0.0.1:25"), { code: "ESOCKET", errno: -24, syscall: "connect" }),
    ],
  ])("costs nothing where no descriptor is left, told %s", (_how, error) => {
    const outcome = { kind: "later", reason: "interrupted", countsAsAttempt: false };
    expect(classifyError(error, open)).toMatchObject(outcome);
    expect(shortage(error)).toMatchObject(outcome);
  });

  it.each(["EAI_AGAIN", "ENOTFOUND"])("costs nothing where a lookup got no descriptor and failed with %s", (code) => {
    const error = Object.assign(new Error(`getaddrinfo ${code} crm.example.com`), { code, errno: -3001, syscall: "getaddrinfo" });
    expect(shortage(error, () => false)).toMatchObject({ kind: "later", reason: "interrupted", countsAsAttempt: false });
    expect(shortage(error, () => true)).toBeUndefined();
  });

  // D21
  it("is refused where the address is forbidden", () => {
    expect(failing("ERR_ADDRESS_BLOCKED")).toMatchObject({ kind: "refused", reason: "ssrf_blocked" });
  });

  it("waits, and tells people, where a name leads to a forbidden address", () => {
    const outcome = failing("ERR_NAME_BLOCKED");
    expect(outcome).toMatchObject({ kind: "pause", reason: "address", detail: expect.stringContaining("allow_private") });
  });

  it("names the first of several addresses that failed", () => {
    const first = Object.assign(new Error("a"), { code: "ECONNREFUSED" });
    const both = Object.assign(new AggregateError([first, new Error("b")]), { code: "ETIMEDOUT" });
    expect(classifyError(both, open)).toMatchObject({
      detail: expect.stringMatching(/^the connection was refused \(ECONNREFUSED\): does it run/),
    });
  });

  it("looks behind an error that wraps another", () => {
    const wrapped = new Error("fetch failed", { cause: Object.assign(new Error("a"), { code: "ECONNREFUSED" }) });
    expect(classifyError(wrapped, open)).toMatchObject({ reason: "unreachable" });
  });

  it.each([
    ["ran out of time", new DOMException("late", "TimeoutError"), "timeout"],
    ["was stopped", new DOMException("stop", "AbortError"), "interrupted"],
    ["was stopped for a reason of our own", "shutdown", "interrupted"],
  ])("is tried again where it %s, and may have arrived", (_how, why, reason) => {
    expect(classifyError(new Error("aborted"), AbortSignal.abort(why))).toMatchObject({ kind: "later", reason, ambiguous: true });
  });

  it("is left alone where it is a bug of ours", () => {
    expect(classifyError(new TypeError("undefined is not a function"), open)).toBeUndefined();
  });

  // L02
  it("tells nothing of the error's message", () => {
    expect(JSON.stringify(failing("ECONNRESET"))).not.toMatch(/host|secret|pw/);
  });
});
