/** A thousand joins while vendors are busy, locked, limited and forget tokens: each contact is there once, and what is final is final. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Outcome } from "../../../src/core/delivery.ts";
import type { Json } from "../../../src/core/json.ts";
import { crmVendors, type Kept, type Vendor } from "../../support/crm-vendors.ts";
import { makeContext } from "../../support/destination-edge.ts";
import { type HttpSink, openHttpSink, type SinkAnswer, type SinkRequest, type SinkStep } from "../../support/http-sink.ts";
import { openPreset, type PresetCase, viewOf } from "../../support/preset-case.ts";

let sink: HttpSink;
let opened: PresetCase | undefined;

beforeEach(async () => {
  sink = await openHttpSink();
});

afterEach(async () => {
  await opened?.sender.close();
  await sink.close();
});

interface Troubles {
  /** Answers that pass, as the vendor's list of errors has them (the tables in docs/presets.md name them too). */
  readonly passing: readonly SinkAnswer[];
  /** What is wrong with this record, for good. */
  readonly final: SinkAnswer;
  /** What a person has to mend. */
  readonly paused: SinkAnswer;
}

const json = (status: number, body: unknown, headers = {}): SinkAnswer => ({ status, headers, body: JSON.stringify(body) });
const salesforceSays = (status: number, errorCode: string) => json(status, [{ errorCode, message: errorCode }]);
const zohoSays = (code: string) => json(200, { data: [{ status: "error", code, message: code }] });

const troubles: Readonly<Record<string, Troubles>> = {
  "hubspot.contact": {
    passing: [json(423, {}), json(409, { category: "CONFLICT" }), json(429, { policyName: "DAILY" }), json(477, {}), json(503, {})],
    final: json(400, { category: "VALIDATION_ERROR" }),
    paused: json(403, { category: "MISSING_SCOPES" }),
  },
  "salesforce.contact": {
    passing: [
      salesforceSays(400, "UNABLE_TO_LOCK_ROW"),
      salesforceSays(403, "REQUEST_LIMIT_EXCEEDED"),
      salesforceSays(401, "INVALID_SESSION_ID"),
      salesforceSays(500, "SERVER_UNAVAILABLE"),
    ],
    final: salesforceSays(400, "INVALID_EMAIL_ADDRESS"),
    paused: salesforceSays(403, "STORAGE_LIMIT_EXCEEDED"),
  },
  "pipedrive.person": {
    passing: [
      json(429, { success: false }),
      json(429, { success: false }, { "x-daily-ratelimit-token-remaining": "0", "x-ratelimit-reset": "2" }),
      { status: 403, headers: { "content-type": "text/html" }, body: "<html>Cloudflare</html>" },
      json(503, {}),
    ],
    final: json(400, { success: false, error: "Bad request" }),
    paused: json(401, { success: false }),
  },
  "zoho.contact": {
    passing: [zohoSays("INTERNAL_ERROR"), zohoSays("LIMIT_EXCEEDED"), json(401, { code: "INVALID_TOKEN", status: "error" }), json(429, {})],
    final: zohoSays("INVALID_DATA"),
    paused: json(200, { code: "NO_PERMISSION", status: "error" }),
  },
  "attio.person": {
    passing: [json(409, { code: "concurrent_write_conflict" }), json(429, { code: "rate_limit_exceeded" }), json(502, {})],
    final: json(400, { code: "value_not_found" }),
    paused: json(403, { type: "auth_error", code: "unauthorized" }),
  },
  "intercom.contact": {
    passing: [
      json(429, { errors: [{ code: "rate_limit_exceeded" }] }),
      json(503, { errors: [{ code: "service_unavailable" }] }),
      json(408, {}),
    ],
    final: json(422, { errors: [{ code: "data_invalid" }] }),
    paused: json(403, { errors: [{ code: "api_plan_restricted" }] }),
  },
  "zendesk.user": {
    passing: [json(409, { error: "DatabaseConflict" }), json(429, {}, { "retry-after": "3" }), json(503, {}, { "retry-after": "3" })],
    final: json(422, { error: "RecordInvalid", details: { email: [{ error: "InvalidValue" }] } }),
    paused: json(401, { error: "Couldn't authenticate you" }),
  },
};

const people = crmVendors.filter(({ preset }) => preset !== "hubspot.note").map((vendor) => [vendor.preset, vendor] as const);
const joins = Math.ceil(1_000 / people.length);

/** Every third request is in trouble: by turns each passing answer, and an answer that got lost behind the work. */
function busy({ preset, answer }: Vendor, records: Kept[]): { readonly step: SinkStep; mend(): void } {
  const { passing, final, paused } = troubles[preset] ?? { passing: [], final: json(400, {}), paused: json(403, {}) };
  let count = 0;
  let isPaused = true;
  const on = (request: SinkRequest): SinkStep => {
    if (request.path.endsWith("/token")) return { kind: "answer", ...answer(request, records) };
    if (`${decodeURIComponent(request.path)}${request.body}`.includes("@bad.example")) return { kind: "answer", ...final };
    count += 1;
    if (count > 30 && isPaused) return { kind: "answer", ...paused };
    const made = () => answer(request, records);
    if (count % 3 !== 0) return { kind: "answer", ...made() };
    const trouble = passing[(count / 3) % (passing.length + 1)];
    if (trouble !== undefined) return { kind: "answer", ...trouble };
    made();
    return { kind: "lost" };
  };
  return {
    step: { kind: "depends", on },
    mend() {
      isPaused = false;
    },
  };
}

type End = Outcome["kind"];

/** Sends as a dispatcher and a store do: again what passes, further what goes on, and after a pause when it was mended. */
async function finish(
  { sender, message }: PresetCase,
  email: string,
  mend: () => void,
): Promise<{ readonly end: End; readonly paused: number }> {
  const one = message(viewOf({ email }));
  let progress: Json | undefined;
  let unsure = false;
  let paused = 0;
  for (let turn = 0; turn < 60; turn += 1) {
    const outcome = await sender.send(one, makeContext(one, { ...(progress !== undefined && { progress }), unsure }));
    if (outcome.kind === "delivered" || outcome.kind === "refused") return { end: outcome.kind, paused };
    if (outcome.progress !== undefined) progress = JSON.parse(JSON.stringify(outcome.progress)) as Json; // as a store keeps it
    unsure = outcome.kind === "later" && (unsure || outcome.ambiguous === true);
    if (outcome.kind === "pause") {
      paused += 1;
      mend();
    }
  }
  return { end: "later", paused };
}

describe("a thousand joins", () => {
  it.each(people)("%s: end as the table of its answers says", { timeout: 120_000 }, async (preset, vendor) => {
    const records: Kept[] = [];
    const { step, mend } = busy(vendor, records);
    sink.always(step);
    opened = openPreset(preset, sink.url);
    const emails = Array.from({ length: joins }, (_, index) => (index % 20 === 7 ? `v${index}@bad.example` : `v${index}@example.com`));
    const ends: { readonly email: string; readonly end: End; readonly paused: number }[] = [];
    for (const email of emails) ends.push({ email, ...(await finish(opened, email, mend)) });
    const good = emails.filter((email) => email.endsWith("@example.com"));
    expect(ends.filter(({ end }) => end === "delivered").map(({ email }) => email)).toEqual(good);
    expect(ends.filter(({ end }) => end === "refused")).toHaveLength(emails.length - good.length);
    expect(ends.filter(({ paused }) => paused > 0)).toHaveLength(1);
    expect(records.map(vendor.email)).toEqual(good);
  });
});
