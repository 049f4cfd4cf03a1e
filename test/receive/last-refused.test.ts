import { describe, expect, it } from "vitest";
import { guardWith } from "../../src/core/guard.ts";
import { createLastRefused, type RefusedRequest, refusedLimits } from "../../src/receive/diagnosis/last-refused.ts";
import type { TakenProof } from "../../src/receive/diagnosis/suspect.ts";
import { monday } from "../support/make.ts";
import { secret, signBody } from "../support/sender.ts";

/** A bug here fails the test. */
const guard = guardWith((error) => {
  throw error;
});

const raw = Buffer.from('{"event_type":"test"}');

const proof: TakenProof = { source: "bithuman", path: "/webhook", scheme: "auto", otherSignatures: [], secrets: [secret], shown: [] };

function makeRefused(given: Partial<RefusedRequest> = {}): RefusedRequest {
  return {
    requestId: "R1",
    at: monday,
    code: "signature_invalid",
    source: "bithuman",
    address: "192.0.2.1",
    method: "POST",
    path: "/webhook",
    headers: signBody(raw, `${secret}\n`),
    body: raw,
    bytes: raw.length,
    ...given,
  };
}

function listOf(requests: readonly RefusedRequest[]) {
  const last = createLastRefused({ proofs: () => [proof], guard });
  for (const request of requests) last.keep(request);
  return last.list();
}

const flood = (count: number, given: Partial<RefusedRequest>) =>
  Array.from({ length: count }, (_, index) => makeRefused({ requestId: `F${index}`, address: "198.51.100.7", ...given }));

describe("the last refused requests", () => {
  it("are shown with their mistake, the newest first", async () => {
    expect(await listOf([makeRefused(), makeRefused({ requestId: "R2", code: "not_found", path: "/hook", source: undefined })])).toEqual([
      expect.objectContaining({ request_id: "R2", source: null, path: "/hook", mistakes: [expect.objectContaining({ code: "path" })] }),
      {
        request_id: "R1",
        at: "2026-03-02T09:00:00.000Z",
        code: "signature_invalid",
        source: "bithuman",
        address: "192.0.2.1",
        method: "POST",
        path: "/webhook",
        bytes: raw.length,
        mistakes: [expect.objectContaining({ code: "secret_whitespace" })],
      },
    ]);
  });

  it("hold nothing that was sent but its address, method, path and length", async () => {
    const headers = { ...signBody(raw), "x-canary": "canary-value", authorization: "Bearer canary-token" };
    const text = JSON.stringify(await listOf([makeRefused({ headers, body: Buffer.from('{"canary":1}') })]));
    expect(text).not.toContain("canary");
    expect(text).not.toContain(secret);
  });

  it.each([
    ["of the same error", {}],
    ["of another error", { code: "signature_missing" as const }],
    ["with large bodies", { body: Buffer.alloc(60_000, "x") }],
    ["of the same address, with other headers", { address: "192.0.2.1", headers: {} }],
  ])("are not pushed out by a flood %s", async (_, given) => {
    const list = await listOf([makeRefused({ requestId: "the one", body: raw }), ...flood(500, given)]);
    expect(list.map(({ request_id }) => request_id)).toContain("the one");
    expect(list.length).toBeLessThanOrEqual(refusedLimits.requests);
  });

  it("keep a flood of a kind to a few, and those the newest", async () => {
    const list = await listOf(flood(100, {}));
    expect(list.map(({ request_id }) => request_id)).toEqual(["F99", "F98", "F97", "F96", "F95", "F94"]);
  });

  it("are bounded in number whatever comes", async () => {
    const codes = ["signature_invalid", "signature_missing", "not_found", "credentials_invalid", "method_not_allowed"] as const;
    const requests = Array.from({ length: 200 }, (_, index) =>
      makeRefused({ requestId: `R${index}`, code: codes[index % codes.length] ?? "not_found", address: `192.0.2.${index}` }),
    );
    expect(await listOf(requests)).toHaveLength(refusedLimits.requests);
  });

  it("say of a body that was too large to keep that it was", async () => {
    const body = Buffer.alloc(refusedLimits.body + 1, "x");
    const [only] = await listOf([makeRefused({ body, bytes: body.length })]);
    expect(only).toMatchObject({ bytes: body.length, mistakes: [{ code: "body_not_kept" }] });
  });

  it("are tried again with the secrets of other rules", async () => {
    let proofs: readonly TakenProof[] = [{ ...proof, secrets: ["another secret"] }];
    const last = createLastRefused({ proofs: () => proofs, guard });
    last.keep(makeRefused({ headers: signBody(raw) }));
    expect((await last.list())[0]?.mistakes[0]?.code).toBe("secret_wrong");
    proofs = [proof];
    expect((await last.list())[0]?.mistakes[0]?.code).toBe("none_now");
  });
});
