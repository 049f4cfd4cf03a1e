import { describe, expect, it } from "vitest";
import { hour, minute, plus, second } from "../../src/core/time.ts";
import type { Answer } from "../../src/net/classify.ts";
import { type TokenSource, tokenSource } from "../../src/net/token-source.ts";
import { monday } from "../support/make.ts";

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
      async ask(_signal, refresh): Promise<Answer> {
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
    const source = tokenSource({ now: () => monday, redact: String, ask: () => new Promise(() => {}) });
    expect(await source.token(AbortSignal.abort())).toMatchObject({ kind: "later", reason: "interrupted" });
  });
});
