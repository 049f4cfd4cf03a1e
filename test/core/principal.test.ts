import { describe, expect, it } from "vitest";
import { mayAct, readTokens } from "../../src/core/access/principal.ts";

describe("readTokens", () => {
  it("reads the one and the named tokens; a token may hold colons", () => {
    expect(readTokens("one-token", "ada:viewer:a:b, bob:responder:c")).toEqual({
      tokens: [
        { name: "admin", role: "admin", token: "one-token" },
        { name: "ada", role: "viewer", token: "a:b" },
        { name: "bob", role: "responder", token: "c" },
      ],
      problems: [],
    });
  });

  it.each([
    [undefined, undefined],
    ["", ""],
  ])("finds none in %j and %j", (one, named) => {
    expect(readTokens(one, named)).toEqual({ tokens: [], problems: [] });
  });

  it.each([
    ["ada", "entry 1: a name"],
    ["ada:viewer", "entry 1: a name"],
    [":viewer:canary", "entry 1: a name"],
    ["a da:viewer:canary", "entry 1: a name"],
    ["ada:owner:canary", "entry 1 (ada): the role must be one of viewer, responder, admin"],
    ["ada:viewer:", "entry 1 (ada): the token is missing"],
    ["ada:viewer:can ary", "entry 1 (ada): the token is missing, or has characters"],
    ["ada:viewer:canary,", "entry 2: it is empty"],
    ["ada:viewer:canary,ada:admin:canary2", "the name ada is there twice"],
    ["ada:viewer:canary,bob:admin:canary", "ada and bob have the same token"],
  ])("refuses %j, and shows no token", (named, problem) => {
    const { problems } = readTokens(undefined, named);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("E_ADMIN_TOKENS: AVATAR_RELAY_ADMIN_TOKENS");
    expect(problems[0]).toContain(problem);
    expect(problems[0]).not.toContain("canary");
  });

  it("tells every mistake at once, the one token's too", () => {
    expect(readTokens("can ary", "x:y:z,,ada:admin:").problems).toHaveLength(4);
    expect(readTokens("canary", "admin:viewer:other").problems).toMatchObject([
      expect.stringContaining("AVATAR_RELAY_ADMIN_TOKEN has it, too"),
    ]);
  });
});

describe("mayAct", () => {
  it("gives each role what the ones before it have", () => {
    expect([mayAct("viewer", "viewer"), mayAct("viewer", "responder"), mayAct("admin", "responder"), mayAct("responder", "admin")]).toEqual(
      [true, false, true, false],
    );
  });
});
