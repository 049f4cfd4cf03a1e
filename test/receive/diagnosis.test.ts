import { createHash, createHmac } from "node:crypto";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Instant } from "../../src/core/time.ts";
import type { WebhookErrorCode } from "../../src/receive/answer.ts";
import { diagnose } from "../../src/receive/diagnosis/diagnose.ts";
import type { MistakeCode, TakenProof } from "../../src/receive/diagnosis/suspect.ts";
import { monday } from "../support/make.ts";

const secret = "whsec_c2VjcmV0IG9mIGEgdGVzdCwgbm90aGluZyBlbHNl";
const otherSecret = "another-source's-own-long-secret";

/** As Python writes it, with a number that other languages write otherwise. */
const sent =
  '{"agent_id": "A80HVD8577", "event_type": "chat.push", "data": {"role": "user", "message": "Grüße / <b>", "session_id": "s1", "timestamp": 1790607253.0}, "timestamp": 1790607253.0}';
const value = JSON.parse(sent) as object; // the object above

const usual = ["x-webhook-secret", "x-api-key"].map((name) => ({ name, value: secret }));
const bithuman: TakenProof = {
  source: "bithuman",
  path: "/webhook",
  scheme: "auto",
  otherSignatures: [],
  secrets: [secret],
  shown: [...usual, { name: "authorization", value: `Bearer ${secret}` }],
};
const other: TakenProof = { source: "shop", path: "/shop", scheme: "auto", otherSignatures: [], secrets: [otherSecret], shown: [] };
const vendor: TakenProof = { ...bithuman, otherSignatures: ["x-vendor"], shown: [] };
const signaturesOnly: TakenProof = { ...bithuman, shown: [] };

interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly path?: string;
  readonly method?: string;
  readonly code?: WebhookErrorCode;
  readonly proofs?: readonly TakenProof[];
}

function mistakesIn({ headers, body = sent, path = "/webhook", method = "POST", code, proofs = [bithuman, other] }: Request) {
  return diagnose(
    { method, path, source: path === "/webhook" ? "bithuman" : undefined, headers, body: Buffer.from(body), at: monday },
    proofs,
    code,
  );
}

const now = Math.floor(monday / 1_000);

/** How a sender of either scheme signs, with one thing done wrong. */
interface Way {
  readonly key?: string | Buffer;
  readonly algorithm?: string;
  readonly signed?: string | Buffer;
  readonly written?: (digest: Buffer, algorithm: string) => string;
  readonly at?: string;
}

type Scheme = "body" | "timestamped";

const hex = (digest: Buffer, algorithm: string) => `${algorithm}=${digest.toString("hex")}`;

function signed(scheme: Scheme, { key = secret, algorithm = "sha256", signed = sent, written = hex, at = String(now) }: Way = {}) {
  const hmac = createHmac(algorithm, key);
  if (scheme === "timestamped") hmac.update(`${at}.`);
  const signature = { "x-bithuman-signature": written(hmac.update(signed).digest(), algorithm) };
  return scheme === "body" ? signature : { ...signature, "x-bithuman-timestamp": at };
}

const gzipped = gzipSync(sent);

/** The kinds of broken signatures, each as both schemes meet it. */
const kinds: readonly (readonly [string, MistakeCode, RegExp, (scheme: Scheme) => Request])[] = [
  ["a wrong secret", "secret_wrong", /wrong secret/, (scheme) => ({ headers: signed(scheme, { key: "not this one" }) })],
  [
    "a body that was pretty-printed on the way",
    "body_reencoded",
    /Python writes it\); what arrived is pretty-printed with 2 spaces/,
    (scheme) => ({
      headers: signed(scheme, { signed: sent.replaceAll("1790607253.0", "1790607253") }),
      body: JSON.stringify(value, null, 2),
    }),
  ],
  [
    "a body that was made compact on the way",
    "body_reencoded",
    /Python writes it\).*1\.0; what arrived is compact/,
    (scheme) => ({ headers: signed(scheme), body: JSON.stringify(value) }),
  ],
  [
    "base64 instead of hex",
    "encoding_base64",
    /base64 instead of hex/,
    (scheme) => ({ headers: signed(scheme, { written: (digest) => `sha256=${digest.toString("base64")}` }) }),
  ],
  [
    "no sha256= in front",
    "prefix_missing",
    /no sha256= in front/,
    (scheme) => ({ headers: signed(scheme, { written: (digest) => digest.toString("hex") }) }),
  ],
  ["sha1", "algorithm", /HMAC-SHA1 instead/, (scheme) => ({ headers: signed(scheme, { algorithm: "sha1" }) })],
  ["a newline behind the secret", "secret_whitespace", /newline/, (scheme) => ({ headers: signed(scheme, { key: `${secret}\n` }) })],
  ["quotes around the secret", "secret_quotes", /quotes/, (scheme) => ({ headers: signed(scheme, { key: `"${secret}"` }) })],
  ["a secret without whsec_", "secret_prefix", /whsec_/, (scheme) => ({ headers: signed(scheme, { key: secret.slice(6) }) })],
  [
    "gzip, signed over the text",
    "body_compressed",
    /gzip.*before it was compressed/,
    (scheme) => ({ headers: { ...signed(scheme), "content-encoding": "gzip" }, body: gzipped, code: "encoding_unsupported" }),
  ],
  [
    "gzip, signed over the compressed bytes",
    "body_compressed",
    /gzip.*the compressed bytes/,
    (scheme) => ({ headers: { ...signed(scheme, { signed: gzipped }), "content-encoding": "gzip" }, body: gzipped }),
  ],
];

const others: readonly (readonly [string, MistakeCode, RegExp, Request])[] = [
  ["a timestamp in milliseconds", "timestamp_milliseconds", /milliseconds/, { headers: signed("timestamped", { at: `${now}123` }) }],
  ["a timestamp as a date", "timestamp_format", /ISO 8601/, { headers: signed("timestamped", { at: "2026-03-02T09:00:00Z" }) }],
  ["a timestamp that is ahead", "clock", /ahead of/, { headers: signed("timestamped", { at: String(now + 900) }) }],
  [
    "a signed timestamp in another header",
    "timestamp_missing",
    /the time is in x-timestamp/,
    { headers: { "x-timestamp": "1", "x-bithuman-signature": String(signed("timestamped", { at: "1" })["x-bithuman-signature"]) } },
  ],
  [
    "a timestamp that is not signed",
    "timestamp_unsigned",
    /body alone/,
    { headers: { ...signed("body"), "x-bithuman-timestamp": String(now) } },
  ],
  ["sha512", "algorithm", /SHA512/, { headers: signed("body", { algorithm: "sha512" }) }],
  ["md5", "algorithm", /MD5/, { headers: signed("body", { algorithm: "md5" }) }],
  ["a secret decoded from base64", "secret_base64", /base64/, { headers: signed("body", { key: Buffer.from(secret.slice(6), "base64") }) }],
  [
    "quotes around the relay's own secret",
    "secret_quotes",
    /The relay's secret has quotes/,
    { headers: signed("body"), proofs: [{ ...bithuman, secrets: [`"${secret}"`], shown: [] }] },
  ],
  [
    "a newline behind the relay's own secret",
    "secret_whitespace",
    /The relay's secret/,
    { headers: signed("body"), proofs: [{ ...bithuman, secrets: [`${secret}\n`], shown: [] }] },
  ],
  [
    "the relay's own secret without whsec_",
    "secret_prefix",
    /relay's was written without/,
    { headers: signed("body"), proofs: [{ ...bithuman, secrets: [secret.slice(6)], shown: [] }] },
  ],
  ["the secret of another source", "secret_of_another_source", /"shop"/, { headers: signed("body", { key: otherSecret }) }],
  [
    "a list of secrets as one",
    "secret_list",
    /whole list/,
    { headers: signed("body", { key: `${secret},second` }), proofs: [{ ...bithuman, secrets: [secret, "second"] }] },
  ],
  [
    "the signature in another header",
    "signature_header",
    /x-hub-signature-256/,
    { headers: { "x-hub-signature-256": String(signed("body")["x-bithuman-signature"]) } },
  ],
  [
    "a typo in the header's name",
    "signature_header",
    /x-bithuman-signatur instead/,
    { headers: { "x-bithuman-signatur": String(signed("body")["x-bithuman-signature"]) } },
  ],
  [
    "two signatures with a comma",
    "signature_list",
    /2 values/,
    { headers: { "x-bithuman-signature": `sha256=${"0".repeat(64)}, ${signed("body")["x-bithuman-signature"]}` } },
  ],
  ["the secret instead of a signature", "secret_shown", /the secret itself/, { headers: { "x-bithuman-signature": secret } }],
  ["the secret behind sha256=", "secret_shown", /the secret itself/, { headers: { "x-bithuman-signature": `sha256=${secret}` } }],
  [
    "a plain hash",
    "signature_without_secret",
    /plain hash/,
    { headers: { "x-bithuman-signature": `sha256=${createHash("sha256").update(sent).digest("hex")}` } },
  ],
  ["a cut-off signature", "signature_unreadable", /cut off/, { headers: { "x-bithuman-signature": "sha256=abc" } }],
  [
    "sorted keys",
    "body_reencoded",
    /keys sorted/,
    { headers: signed("body", { signed: '{"a":1,"b":{"c":2,"d":3}}' }), body: '{"b":{"d":3,"c":2},"a":1}' },
  ],
  ["escaped characters", "body_reencoded", /escaped as \\u/, { headers: signed("body", { signed: '{"a":"\\u00fc"}' }), body: '{"a":"ü"}' }],
  ["unescaped characters", "body_reencoded", /need not be/, { headers: signed("body", { signed: '{"a":"ü"}' }), body: '{"a":"\\u00fc"}' }],
  ["PHP's slashes", "body_reencoded", /"\\\/"/, { headers: signed("body", { signed: '{"a":"x\\/y"}' }), body: '{"a":"x/y"}' }],
  ["a newline behind the body", "body_reencoded", /newline behind/, { headers: signed("body", { signed: `${sent}\n` }) }],
  ["a byte order mark", "body_reencoded", /byte order mark/, { headers: signed("body", { signed: `\ufeff${sent}` }) }],
  ["deflate", "body_compressed", /deflate/, { headers: { ...signed("body"), "content-encoding": "deflate" }, body: deflateSync(sent) }],
  ["brotli", "body_compressed", /brotli/, { headers: { ...signed("body"), "content-encoding": "br" }, body: brotliCompressSync(sent) }],
  [
    "gzip without a signature",
    "body_compressed",
    /gzip/,
    { headers: { "x-webhook-secret": secret, "content-encoding": "gzip" }, body: gzipped },
  ],
  [
    "a form",
    "body_form",
    /form/,
    {
      headers: { "x-webhook-secret": secret, "content-type": "application/x-www-form-urlencoded" },
      body: `payload=${encodeURIComponent(sent)}`,
    },
  ],
  [
    "an id, a timestamp and the body (Standard Webhooks)",
    "signature_header",
    /webhook-signature/,
    {
      headers: {
        "webhook-id": "m1",
        "webhook-timestamp": "1",
        "webhook-signature": `v1,${createHmac("sha256", secret).update(`m1.1.${sent}`).digest("base64")}`,
      },
    },
  ],
  ["Bearer twice", "header_value", /twice/, { headers: { authorization: `Bearer Bearer ${secret}` } }],
  ["Bearer where it is not taken", "header_value", /with "Bearer "/, { headers: { "x-api-key": `Bearer ${secret}` } }],
  ["no Bearer", "header_value", /without "Bearer "/, { headers: { authorization: secret } }],
  ["Basic", "header_value", /Basic/, { headers: { authorization: `Basic ${Buffer.from(`relay:${secret}`).toString("base64")}` } }],
  ["spaces inside", "header_value", /spaces/, { headers: { authorization: `Bearer   ${secret}` } }],
  ["quotes around the shown secret", "header_value", /quotes/, { headers: { "x-webhook-secret": `"${secret}"` } }],
  ["a newline behind the shown secret", "header_value", /newline/, { headers: { "x-webhook-secret": `${secret}\\n` } }],
  ["the shown secret in other case", "header_value", /upper and lower case/, { headers: { "x-webhook-secret": secret.toUpperCase() } }],
  ["half of the shown secret", "header_value", /beginning/, { headers: { "x-webhook-secret": secret.slice(0, 20) } }],
  ["the shown secret percent-encoded", "header_value", /percent/, { headers: { "x-api-key": secret.replace("_", "%5F") } }],
  ["the secret of another source in the header", "secret_of_another_source", /"shop"/, { headers: { "x-webhook-secret": otherSecret } }],
  ["another header", "header_name", /x-webook-secret/, { headers: { "x-webook-secret": secret } }],
  [
    "a shown secret where signatures are asked for",
    "header_not_taken",
    /signatures only/,
    { headers: { "x-webhook-secret": secret }, proofs: [signaturesOnly] },
  ],
  [
    "another value in the header",
    "secret_wrong",
    /x-webhook-secret shows another value/,
    { headers: { "x-webhook-secret": "a".repeat(64) } },
  ],
  ["nothing at all", "no_proof", /neither a signature nor/, { headers: { "content-type": "application/json" } }],
  ["nothing where signatures are asked for", "no_proof", /neither/, { headers: {}, proofs: [signaturesOnly] }],
  ["a right signature", "none_now", /Nothing is wrong/, { headers: signed("body") }],
  ["a right header", "none_now", /Nothing is wrong/, { headers: { "x-webhook-secret": secret } }],
  [
    "another path",
    "path",
    /arrive at \/hook, the sources listen at \/webhook, \/shop/,
    { headers: signed("body"), path: "/hook", code: "not_found" },
  ],
  [
    "a vendor's own signature",
    "secret_wrong",
    /signature in x-vendor does not fit/,
    { headers: { "x-vendor": "t=1,v0=00" }, proofs: [vendor], code: "signature_invalid" },
  ],
  [
    "a vendor's clock",
    "clock",
    /x-vendor is too far/,
    { headers: { "x-vendor": "t=1,v0=00" }, proofs: [vendor], code: "timestamp_out_of_tolerance" },
  ],
  ["a vendor that does not sign", "no_proof", /no signature in x-vendor/, { headers: {}, proofs: [vendor], code: "signature_missing" }],
  ["GET", "method", /POST/, { headers: {}, method: "GET", code: "method_not_allowed" }],
];

/** A timestamp can be missing in what looks like the one scheme, and wrong in the other. */
const times: readonly (readonly [string, MistakeCode, RegExp, Request])[] = [
  [
    "a signed timestamp whose header is missing",
    "timestamp_missing",
    /X-bitHuman-Timestamp is missing/,
    { headers: { "x-bithuman-signature": String(signed("timestamped", { at: String(now - 37) })["x-bithuman-signature"]) } },
  ],
  ["a timestamp that is an hour old", "clock", /60 minutes behind/, { headers: signed("timestamped", { at: String(now - 3_600) }) }],
];

const fixtures = kinds.flatMap(([name, code, words, request]) =>
  (["body", "timestamped"] as const).map((scheme) => [`${name} (${scheme})`, code, words, request(scheme)] as const),
);

/** Every form in which a secret could slip into an answer. */
const spellings = [
  secret,
  secret.slice(6),
  otherSecret,
  secret.toLowerCase(),
  Buffer.from(secret).toString("base64"),
  encodeURIComponent(otherSecret),
];

describe("a diagnosis", () => {
  it.each([...fixtures, ...times, ...others])("names %s, with its cure and no secret", (_, code, words, request) => {
    const mistakes = mistakesIn(request);
    expect(mistakes[0]).toMatchObject({ code, what: expect.stringMatching(words), cure: expect.stringMatching(/\.$/) });
    const text = JSON.stringify(mistakes);
    for (const spelling of spellings) expect(text).not.toContain(spelling);
  });

  it("names two mistakes that were made together", () => {
    const headers = signed("timestamped", { key: `${secret}\n`, written: (digest) => digest.toString("base64") });
    expect(mistakesIn({ headers }).map(({ code }) => code)).toEqual(["encoding_base64", "prefix_missing", "secret_whitespace"]);
  });

  it("says that a wrong signature spoils a right header", () => {
    const headers = { ...signed("body", { key: "wrong" }), "x-webhook-secret": secret };
    expect(mistakesIn({ headers }).map(({ code }) => code)).toEqual(["secret_wrong", "signature_beside_header"]);
  });

  it("masks a secret that stands in the name of a header", () => {
    const shouted = "a-secret-that-stands-in-a-header";
    const proofs = [{ ...bithuman, secrets: [shouted] }];
    const text = JSON.stringify(mistakesIn({ headers: { [`x-${shouted}-token`]: "1" }, proofs }));
    expect(text).toContain("x-***-token");
  });

  it("hashes no more than it may for the largest body", () => {
    const body = JSON.stringify({ text: "x".repeat(250_000) });
    const before = process.cpuUsage().user;
    expect(mistakesIn({ headers: signed("body", { key: "wrong", signed: body }), body })[0]?.code).toBe("secret_wrong");
    expect(process.cpuUsage(undefined).user - before).toBeLessThan(5_000_000);
  });

  it("is as sure at any time of day", () => {
    const at = (monday + 123_456_789) as Instant;
    const headers = signed("timestamped", { at: String(Math.floor(at / 1_000) - 7_200) });
    const [mistake] = diagnose({ method: "POST", path: "/webhook", source: "bithuman", headers, body: Buffer.from(sent), at }, [bithuman]);
    expect(mistake).toMatchObject({ code: "clock", what: expect.stringContaining("2 hours behind") });
  });
});
