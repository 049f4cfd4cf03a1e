/** Deliveries and destinations on the admin port: found, shown as a command, and how a destination does. */

import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DestinationWait } from "../../../src/core/delivery-standing.ts";
import { minute, plus } from "../../../src/core/time.ts";
import { destinationList } from "../../../src/observe/admin/answers.ts";
import { curlOf } from "../../../src/observe/admin/curl.ts";
import { type AdminOverride, ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { makeChat, monday } from "../../support/make.ts";
import { makeAttempted } from "../../support/signals.ts";
import { endDeliveries, plantEvent, refusedForGood } from "../../support/stored.ts";

let admin: RunningAdmin;
let now = monday;
let wait: DestinationWait | undefined;

const shownDestination: AdminOverride["shownDestination"] = (name) =>
  name === "crm"
    ? {
        type: "http",
        settings: { url: "https://user:pw@crm.example.com/{{ event.session }}", headers: { authorization: "***", "x-team": "a'b" } },
      }
    : undefined;

beforeEach(async () => {
  now = monday;
  wait = undefined;
  admin = await startAdmin({ shownDestination, destinationWait: (to) => (to === "crm" ? wait : undefined), now: () => now });
});
afterEach(() => admin.close());

const get = async (path: string) => JSON.parse((await ask(admin.port, path)).text);

describe("GET /api/deliveries", () => {
  beforeEach(async () => {
    await plantEvent(admin.store, { event: makeChat({ message: "one", session: "s1" }), to: ["crm"] });
    await plantEvent(admin.store, { event: makeChat({ message: "two", session: "s2" }), to: ["support"] });
    await endDeliveries(admin.store, "support", refusedForGood);
  });

  const found = async (query: string) => (await get(`/api/deliveries?${query}`)).deliveries.map(({ to }: { to: string }) => to);

  it.each([
    ["session=s1", ["crm"]],
    ["session=s2", ["support"]],
    ["session=s3", []],
    ["reason=permanent", ["support"]],
    ["reason=exhausted", []],
    ["since=2026-03-02T09:00:00Z", ["support", "crm"]],
    ["since=2026-03-02T09:00:01Z", []],
    ["since=1h&to=crm", ["crm"]],
  ])("finds by %s", async (query, to) => {
    expect(await found(query)).toEqual(to);
  });

  it.each(["reason=nonsense", "since=yesterday"])("says what %s should have been", async (query) => {
    expect((await get(`/api/deliveries?${query}`)).error).toMatchObject({
      code: "invalid_request",
      message: expect.stringContaining(query.split("=")[0] ?? ""),
    });
  });
});

describe("a delivery whose destination accepts nothing", () => {
  const refusedKey = { reason: "credentials", detail: "HTTP 401" } as const;

  it.each([
    ["says why, and when one message tries", plus(monday, 10 * minute), { ...refusedKey, next_try_at: "2026-03-02T09:10:00.000Z" }],
    ["says that none tries before a change", undefined, { ...refusedKey, next_try_at: null }],
  ])("%s", async (_what, triesAt, waits_for) => {
    const [id] = await plantEvent(admin.store, { event: makeChat({ message: "one" }), to: ["crm"] });
    await plantEvent(admin.store, { event: makeChat({ message: "two" }), to: ["support"] });
    wait = { ...refusedKey, triesAt };
    const { deliveries } = await get("/api/deliveries");
    expect(Object.fromEntries(deliveries.map((each: { to: string; waits_for: unknown }) => [each.to, each.waits_for]))).toEqual({
      crm: waits_for,
      support: null,
    });
    expect(await get(`/api/deliveries/${id}`)).toMatchObject({ state: "waiting", waits_for });
  });
});

describe("a delivered one", () => {
  it("shows its answer, and how many attempts were made and counted", async () => {
    const [id] = await plantEvent(admin.store, { to: ["crm"] });
    await endDeliveries(admin.store, "crm", { kind: "later", reason: "throttled", detail: "HTTP 429", after: 0, countsAsAttempt: false });
    expect((await get("/api/deliveries")).deliveries).toMatchObject([{ attempts: 0, attempts_made: 1, detail: "HTTP 429" }]);
    await endDeliveries(admin.store, "crm", { kind: "delivered", detail: "HTTP 200, with a web page" });
    const shown = { state: "delivered", attempts: 1, attempts_made: 2, reason: null, detail: "HTTP 200, with a web page" };
    expect((await get("/api/deliveries")).deliveries).toMatchObject([shown]);
    expect(await get(`/api/deliveries/${id}`)).toMatchObject(shown);
  });
});

describe("a delivery as a command", () => {
  const destination = shownDestination?.("crm");
  const body = {
    method: "PUT",
    path: "/v1/it's?a=$HOME&b=`id`",
    json: { said: 'it\'s $(id) \\ "x"\n' },
    headers: { "x-key": "Bearer $".concat("{CRM_TOKEN}") },
  };

  it("stands in its detail, with no secret in it", async () => {
    const [id] = await plantEvent(admin.store, { to: ["crm"] });
    const { curl, type } = await get(`/api/deliveries/${id}`);
    expect(type).toBe("http");
    expect(curl).toContain("curl --request POST");
    expect(curl).not.toContain("pw");
    expect(
      (await get(`/api/deliveries/${(await plantEvent(admin.store, { event: makeChat({ message: "x" }), to: ["mail"] }))[0]}`)).curl,
    ).toBeNull();
  });

  it("gives a shell exactly what is sent, whatever stands in it, and secrets as variables", () => {
    const command = curlOf(body, "key-1", {
      type: "http",
      settings: { url: "https://crm.example.com/x", headers: { authorization: "Bearer ***" } },
    });
    const printed = execFileSync("bash", ["-c", `curl() { printf '%s\\0' "$@"; }; ${command}`], {
      env: { AUTHORIZATION: "canary-1", CRM_TOKEN: "canary-2", HOME: "/home" },
    });
    expect(printed.toString().split("\0")).toEqual([
      "--request",
      "PUT",
      "https://crm.example.com/v1/it's?a=$HOME&b=`id`",
      "--header",
      "authorization: Bearer canary-1",
      "--header",
      "x-key: Bearer canary-2",
      "--header",
      "idempotency-key: key-1",
      "--header",
      "content-type: application/json",
      "--data",
      JSON.stringify(body.json),
      "",
    ]);
  });

  it("is none where it is no single request", () => {
    expect(curlOf(body, "k", { type: "email", settings: {} })).toBeNull();
    expect(curlOf({ preset: "hubspot.contact" }, "k", destination)).toBeNull();
    expect(curlOf(body, "k", undefined)).toBeNull();
  });

  it("leaves out a host that holds a user, or is a reference", () => {
    expect(curlOf(body, "k", destination)).toContain('"$DESTINATION_ORIGIN"');
    expect(curlOf(body, "k", { type: "http", settings: { url: "***/x" } })).toContain('"$DESTINATION_ORIGIN"');
  });
});

describe("GET /api/destinations", () => {
  const know = () =>
    admin.health.know({
      insecure: false,
      preview: false,
      critical: [],
      destinations: [
        { name: "crm", type: "http" },
        { name: "mail", type: "email" },
      ],
    });

  it("shows how each does: state, rate, share of errors, and the last answer", async () => {
    know();
    for (const outcome of ["delivered", "delivered", "later"] as const)
      admin.bus.emit(
        makeAttempted({
          to: "crm",
          outcome,
          state: outcome === "later" ? "waiting" : "delivered",
          reason: outcome === "later" ? "unavailable" : "",
          detail: outcome === "later" ? "503" : "",
        }),
      );
    await plantEvent(admin.store, { to: ["mail"] });
    const { destinations } = destinationList.parse(await get("/api/destinations"));
    expect(destinations).toEqual([
      expect.objectContaining({
        name: "crm",
        type: "http",
        state: "ok",
        waiting: false,
        attempts_last_hour: 3,
        rate_per_minute: 0.05,
        error_share: 0.333,
        pause: null,
      }),
      expect.objectContaining({ name: "mail", state: "ok", waiting: true, attempts_last_hour: 0, error_share: 0, last: null }),
    ]);
    expect(destinations[0]?.last).toEqual({ at: "2026-03-02T09:00:00.000Z", outcome: "later", reason: "unavailable", detail: "503" });
    now = plus(monday, 61 * minute);
    expect((await get("/api/destinations")).destinations[0]).toMatchObject({ attempts_last_hour: 0, last: { detail: "503" } });
  });

  it.each([
    ["credentials", /anew.*give the token the right.*: one message tries every 10 minutes, and Send a test/],
    ["missing", /channel, table, bucket/],
    ["gone", /410/],
  ])("says the cure of a pause for %s", async (reason, cure) => {
    know();
    admin.bus.emit({ name: "destination.paused", to: "crm", reason, detail: "it said: no" });
    const [crm] = (await get("/api/destinations")).destinations;
    expect(crm).toMatchObject({ state: "paused", pause: { reason, detail: "it said: no", cure: expect.stringMatching(cure) } });
  });

  it("shows an open circuit breaker as failing", async () => {
    know();
    admin.bus.emit({ name: "breaker.changed", to: "crm", state: "open" });
    expect((await get("/api/destinations")).destinations[0]).toMatchObject({ state: "failing", breaker: "open" });
  });
});
