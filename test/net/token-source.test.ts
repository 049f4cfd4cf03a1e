import { describe, expect, it } from "vitest";
import type { CompareAndSet } from "../../src/core/compare-and-set.ts";
import { type Clock, hour, minute, plus, second } from "../../src/core/time.ts";
import type { HttpAnswer } from "../../src/net/classify.ts";
import { sealedBox } from "../../src/net/sealed-box.ts";
import { type TokenShelf, tokenShelf } from "../../src/net/token-shelf.ts";
import { type TokenSource, tokenSource } from "../../src/net/token-source.ts";
import { monday } from "../support/make.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";
import { rotatingVendor } from "../support/rotating-vendor.ts";

/** A shelf in a store; a store of its own where none is named. */
function shelfAt(now: Clock, keep: CompareAndSet = createMemoryStore().keep, secret = "secret"): TokenShelf {
  return tokenShelf({ keep: (text, instead) => keep("tokens", text, instead), box: sealedBox(secret), now });
}

interface Case {
  readonly source: TokenSource;
  /** The refresh token that each request was made with. */
  readonly asked: (string | undefined)[];
  clock: number;
}

/** A source whose server gives these answers, one after the other. */
function given(...answers: readonly (object | Error)[]): Case {
  const asked: (string | undefined)[] = [];
  const left = [...answers];
  const self: Case = {
    asked,
    clock: monday,
    source: tokenSource({
      now: () => plus(monday, self.clock - monday),
      redact: (text) => text,
      shelf: shelfAt(() => plus(monday, self.clock - monday)),
      async ask(_signal, refresh): Promise<HttpAnswer> {
        asked.push(refresh);
        const next = left.shift() ?? new Error("nobody was to ask again");
        if (next instanceof Error) throw next;
        const { status = 200, ...body } = next as { status?: number };
        return { status, retryAfter: undefined, body: JSON.stringify(body) };
      },
    }),
  };
  return self;
}

const soon = () => AbortSignal.timeout(10_000);

describe("a source of access tokens", () => {
  it("asks once for all who need one at the same time", async () => {
    const { source, asked } = given({ access_token: "t1", expires_in: 3600 });
    const tokens = await Promise.all(Array.from({ length: 50 }, () => source.token(soon())));
    expect(new Set(tokens.map((each) => JSON.stringify(each)))).toEqual(new Set(['{"kind":"token","token":"t1"}']));
    expect(asked).toHaveLength(1);
  });

  it("asks again a minute before a token ends", async () => {
    const one = given({ access_token: "t1", expires_in: 3600 }, { access_token: "t2", expires_in: 3600 });
    await one.source.token(soon());
    one.clock = monday + hour - minute - second;
    expect(await one.source.token(soon())).toEqual({ kind: "token", token: "t1" });
    one.clock = monday + hour - minute;
    expect(await one.source.token(soon())).toEqual({ kind: "token", token: "t2" });
  });

  it("asks once where many say that the same token is refused", async () => {
    const { source, asked } = given({ access_token: "t1" }, { access_token: "t2" });
    await source.token(soon());
    for (let count = 0; count < 10; count += 1) source.forget("t1");
    expect(await source.token(soon())).toEqual({ kind: "token", token: "t2" });
    source.forget("t1");
    expect(await source.token(soon())).toEqual({ kind: "token", token: "t2" });
    expect(asked).toHaveLength(2);
  });

  it("goes on with the refresh token that came with the last token", async () => {
    const { source, asked } = given({ access_token: "t1", refresh_token: "r2" }, { access_token: "t2" });
    await source.token(soon());
    source.forget("t1");
    await source.token(soon());
    expect(asked).toEqual([undefined, "r2"]);
  });

  it.each([
    ["the client is not known", { status: 401, error: "invalid_client" }, { kind: "pause", detail: "no access token: invalid_client" }],
    ["the grant was taken back", { status: 400, error: "invalid_grant" }, { kind: "pause", reason: "credentials" }],
    ["it says 200 and means no", { error: "invalid_code" }, { kind: "pause", reason: "credentials" }],
    ["it says nothing of a token", { status: 200 }, { kind: "pause", reason: "credentials" }],
    ["it cannot just now", { status: 503 }, { kind: "later", reason: "unavailable" }],
    ["it is too much", { status: 429 }, { kind: "later", reason: "throttled" }],
  ])("says what to do where %s, and asks anew the next time", async (_what, answer, outcome) => {
    const { source } = given(answer, { access_token: "t1" });
    expect(await source.token(soon())).toMatchObject(outcome);
    expect(await source.token(soon())).toEqual({ kind: "token", token: "t1" });
  });

  it("does not hold up whoever has to stop", async () => {
    const source = tokenSource({ now: () => monday, redact: String, shelf: shelfAt(() => monday), ask: () => new Promise(() => {}) });
    expect(await source.token(AbortSignal.abort())).toMatchObject({ kind: "later", reason: "interrupted" });
  });
});

describe("several processes with one grant", () => {
  const clock = { now: monday };
  const now = () => clock.now;

  it("ask one at a time, and share what they are given, however often it ends or is refused", async () => {
    const { keep } = createMemoryStore();
    const vendor = rotatingVendor();
    const processes = Array.from({ length: 5 }, () => tokenSource({ now, redact: String, ask: vendor.ask, shelf: shelfAt(now, keep) }));
    for (let round = 1; round <= 4; round += 1) {
      const tokens = await Promise.all(processes.map((each) => each.token(soon())));
      expect(tokens).toEqual(tokens.map(() => ({ kind: "token", token: `t${round}` })));
      if (round % 2 === 0) for (const each of processes) each.forget(`t${round}`);
      else clock.now = plus(clock.now, hour);
    }
    expect(vendor.granted()).toBe(4);
  });

  it("go on after one another: a process that starts uses the token that is still good, and the newest refresh token", async () => {
    const { keep } = createMemoryStore();
    const vendor = rotatingVendor();
    const start = () => tokenSource({ now, redact: String, ask: vendor.ask, shelf: shelfAt(now, keep) });
    expect(await start().token(soon())).toEqual({ kind: "token", token: "t1" });
    expect(await start().token(soon())).toEqual({ kind: "token", token: "t1" });
    clock.now = plus(clock.now, hour);
    expect(await start().token(soon())).toEqual({ kind: "token", token: "t2" });
  });

  it("wait for the one that asks, and take its turn over half a minute after it was killed", async () => {
    const { keep } = createMemoryStore();
    const vendor = rotatingVendor();
    const source = tokenSource({ now, redact: String, ask: vendor.ask, shelf: shelfAt(now, keep) });
    const other = shelfAt(now, keep);
    const turn = await other.take();
    expect(await other.take()).toBeUndefined();
    const waiting = source.token(soon());
    await turn?.end({ token: "t-of-another" });
    expect(await waiting).toEqual({ kind: "token", token: "t-of-another" });
    source.forget("t-of-another");
    await other.take(); // and it is killed
    clock.now = plus(clock.now, 30 * second);
    expect(await source.token(soon())).toEqual({ kind: "token", token: "t1" });
  });

  it("do not wait for one that was killed before the clock was set back by an hour", async () => {
    const { keep } = createMemoryStore();
    await shelfAt(now, keep).take(); // and it is killed
    clock.now = plus(clock.now, -hour);
    expect(await shelfAt(now, keep).take()).toBeDefined();
  });

  it("keep nothing that others could read, and find nothing that was kept with another secret", async () => {
    const { keep } = createMemoryStore();
    const turn = await shelfAt(now, keep).take();
    await turn?.end({ token: "canary-token", refresh: "canary-refresh" });
    expect(await keep("tokens", "")).not.toContain("canary");
    expect(await shelfAt(now, keep).look()).toEqual({ token: "canary-token", refresh: "canary-refresh" });
    expect(await shelfAt(now, keep, "another").look()).toBeUndefined();
  });

  it("wait where the store cannot keep a token, without using up an attempt", async () => {
    const shelf = shelfAt(now, () => Promise.reject(new Error("the database cannot be reached")));
    const source = tokenSource({ now, redact: String, shelf, ask: () => Promise.reject(new Error("nobody was to ask")) });
    expect(await source.token(soon())).toMatchObject({ kind: "later", reason: "unavailable", countsAsAttempt: false });
  });
});

describe("a sealed box", () => {
  it("opens what it has closed, and nothing that was changed on the way", () => {
    const box = sealedBox("secret");
    const closed = box.close("tökens");
    expect(box.open(closed)).toBe("tökens");
    expect(box.close("tökens")).not.toBe(closed);
    const bytes = Buffer.from(closed, "base64");
    for (const at of [0, 12, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(box.open(changed.toString("base64"))).toBeUndefined();
    }
    expect(box.open("")).toBeUndefined();
    expect(box.open(bytes.subarray(0, 20).toString("base64"))).toBeUndefined();
  });

  it("names the same alike, by a name that tells nothing to who has another secret", () => {
    expect(sealedBox("secret").nameOf("a")).toBe(sealedBox("secret").nameOf("a"));
    expect(sealedBox("secret").nameOf("a")).not.toBe(sealedBox("secret").nameOf("b"));
    expect(sealedBox("secret").nameOf("a")).not.toBe(sealedBox("another").nameOf("a"));
  });
});
