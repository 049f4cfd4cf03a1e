import { createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { BithumanScheme } from "../../src/core/source.ts";
import { bithumanRefusal } from "../../src/receive/signature.ts";
import { secret, signBody, signTimestamped } from "../support/sender.ts";
import { now, nowInSeconds } from "./public-port.ts";

const body = '{"event_type":"chat.push"}';

interface Request {
  readonly raw?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly scheme?: BithumanScheme;
  readonly secrets?: readonly string[];
}

/** "verified", or why not. */
function verdict({ raw = body, headers, scheme = "auto", secrets = [secret] }: Request): string {
  const keys = secrets.map((each) => createSecretKey(Buffer.from(each)));
  return bithumanRefusal(Buffer.from(raw), headers, { scheme, keys }, now) ?? "verified";
}

describe("the body scheme", () => {
  it("takes the digest of the raw bytes", () => {
    expect(verdict({ headers: signBody(body) })).toBe("verified");
    expect(verdict({ headers: signBody(body), scheme: "body" })).toBe("verified");
  });

  it.each([
    ["1705312200.0", '{"timestamp": 1705312200.0}'],
    ["escapes", String.raw`{"message":"\u00e9\/"}`],
    ["spaces and key order", '{ "b" : 1,\t"a":2 }'],
    ["CRLF", '{\r\n"a":1\r\n}'],
    ["1e2", '{"a":1e2}'],
  ])("takes %s as it was written", (_form, raw) => {
    expect(verdict({ raw, headers: signBody(raw) })).toBe("verified");
    const rewritten = JSON.stringify(JSON.parse(raw));
    expect(verdict({ raw, headers: signBody(rewritten) })).toBe("signature_invalid");
  });

  // R05
  it("takes upper-case digits", () => {
    const upper = signBody(body)["x-bithuman-signature"]?.slice(7).toUpperCase();
    expect(verdict({ headers: { "x-bithuman-signature": `sha256=${upper}` } })).toBe("verified");
  });

  // R04
  it("refuses another secret and another body", () => {
    expect(verdict({ headers: signBody(body, "guess") })).toBe("signature_invalid");
    expect(verdict({ headers: signBody(`${body} `) })).toBe("signature_invalid");
  });

  // R03
  it("misses a signature that is not there", () => {
    expect(verdict({ headers: {} })).toBe("signature_missing");
  });

  it("takes any of several secrets while one is being replaced, and none of none", () => {
    for (const key of ["old", "new"]) expect(verdict({ headers: signBody(body, key), secrets: ["old", "new"] })).toBe("verified");
    expect(verdict({ headers: signBody(body), secrets: [] })).toBe("signature_invalid");
  });
});

describe("the timestamped scheme", () => {
  const headers = signTimestamped(body, nowInSeconds);

  // R02
  it("takes the digest of time, dot and raw bytes", () => {
    expect(verdict({ headers })).toBe("verified");
    expect(verdict({ headers, scheme: "timestamped" })).toBe("verified");
  });

  // R12
  it.each([-299, 299, -300, 300])("takes a time %i s off", (skew) => {
    expect(verdict({ headers: signTimestamped(body, nowInSeconds + skew) })).toBe("verified");
  });

  it.each([
    nowInSeconds - 301,
    nowInSeconds + 301,
    "abc",
    "",
    "1e400",
    -nowInSeconds,
    `${nowInSeconds}.5`,
    `+${nowInSeconds}`,
    nowInSeconds * 1_000,
  ])("refuses the time %j, correctly signed", (timestamp) => {
    expect(verdict({ headers: signTimestamped(body, timestamp) })).toBe("timestamp_out_of_tolerance");
  });

  // R04
  it("refuses another secret, body or time", () => {
    expect(verdict({ headers: signTimestamped(body, nowInSeconds, "guess") })).toBe("signature_invalid");
    expect(verdict({ raw: `${body} `, headers })).toBe("signature_invalid");
    expect(verdict({ headers: { ...headers, "x-bithuman-timestamp": String(nowInSeconds + 1) } })).toBe("signature_invalid");
  });

  it("is not replaced by a digest of the body alone", () => {
    expect(verdict({ headers: { ...headers, ...signBody(body) } })).toBe("signature_invalid");
  });
});

// R14
describe("the schemes do not mix", () => {
  const timestamped = signTimestamped(body, nowInSeconds);
  const { "x-bithuman-timestamp": _stripped, ...stripped } = timestamped;

  it.each<[string, Request, string]>([
    ["time and body sent as a body", { raw: `${nowInSeconds}.${body}`, headers: stripped }, "scheme_mismatch"],
    [
      "the same where only body digests are expected",
      { raw: `${nowInSeconds}.${body}`, headers: stripped, scheme: "body" },
      "scheme_mismatch",
    ],
    ["the same with spaces", { raw: "17. {}", headers: signBody("17. {}") }, "scheme_mismatch"],
    ["the same, forged", { raw: `${nowInSeconds}.${body}`, headers: signBody(body) }, "signature_invalid"],
    ["a stripped timestamp beside X-BitHuman-Event", { headers: { ...stripped, "x-bithuman-event": "ping" } }, "scheme_mismatch"],
    ["a stripped timestamp beside X-BitHuman-Delivery", { headers: { ...stripped, "x-bithuman-delivery": "evt_1" } }, "scheme_mismatch"],
    ["a stripped timestamp alone", { headers: stripped }, "signature_invalid"],
    ["a body digest where a timestamped one is demanded", { headers: signBody(body), scheme: "timestamped" }, "scheme_mismatch"],
    ["a stripped timestamp where it is demanded", { headers: stripped, scheme: "timestamped" }, "signature_invalid"],
    ["a timestamped digest where a body digest is demanded", { headers: timestamped, scheme: "body" }, "scheme_mismatch"],
  ])("%s is refused", (_what, request, expected) => {
    expect(verdict(request)).toBe(expected);
  });

  it("a JSON number that looks like a time is only a number", () => {
    expect(verdict({ raw: "1705312200.5", headers: signBody("1705312200.5") })).toBe("verified");
  });
});
