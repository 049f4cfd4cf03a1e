import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defaultRetry } from "../../src/core/delivery.ts";
import type { DeliveryPolicy } from "../../src/core/destination.ts";
import { hour, minute, second } from "../../src/core/time.ts";
import { email } from "../../src/destinations/email/email.ts";
import { http } from "../../src/destinations/http.ts";
import { policyKeys, policyOf } from "../../src/destinations/kit/policy.ts";
import { slack } from "../../src/destinations/slack/slack.ts";
import { configured } from "../support/destination-edge.ts";

const schema = z.strictObject(policyKeys);

function policy(settings: Readonly<Record<string, unknown>>): DeliveryPolicy {
  return policyOf(schema.parse(settings), { concurrency: 4 });
}

describe("the pace of a destination", () => {
  it("is that of its kind where nothing is said", () => {
    expect(policy({})).toEqual({ retry: defaultRetry, concurrency: 4, limit: undefined, timeout: 10 * second });
  });

  it.each([
    ["limit", { limit: "90/10s" }, { limit: { count: 90, per: 10 * second } }],
    ["concurrency", { concurrency: 7 }, { concurrency: 7 }],
    ["timeout", { timeout: "3s" }, { timeout: 3 * second }],
    ["retry", { retry: { attempts: 3, first: "1s", longest: "100s" } }, { retry: { waits: [second, 10 * second, 100 * second] } }],
    ["a retry that names one key", { retry: { attempts: 2 } }, { retry: { waits: [5 * second, 10 * hour] } }],
    [
      "a longest wait that is shorter than the first",
      { retry: { attempts: 2, first: "5m", longest: "1m" } },
      { retry: { waits: [5 * minute, 5 * minute] } },
    ],
  ])("can be set: %s", (_key, settings, expected) => {
    expect(policy(settings)).toMatchObject(expected);
  });

  it.each([
    { concurrency: 0 },
    { concurrency: 1.5 },
    { concurrency: 1_000 },
    { limit: "fast" },
    { timeout: 5 },
    { retry: { attempts: 0 } },
    { retry: 3 },
  ])("refuses %j", (settings) => {
    expect(schema.safeParse(settings).success).toBe(false);
  });

  it("is one message a second for Slack, five for e-mail and as fast as can be for HTTP", () => {
    expect(configured(slack, { channel: "#a" }).policy).toMatchObject({ concurrency: 1, limit: { count: 1, per: second } });
    expect(configured(email, { to: "a@example.com" }).policy).toMatchObject({ concurrency: 2, limit: { count: 5, per: second } });
    expect(configured(http, { url: "https://example.com" }).policy).toMatchObject({ concurrency: 32, limit: undefined });
  });
});
