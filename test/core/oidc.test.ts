import { describe, expect, it } from "vitest";
import { readOidc, roleOfGroups } from "../../src/core/access/oidc.ts";

const whole = { OIDC_ISSUER: "https://login.example.com/realm", OIDC_CLIENT_ID: "relay", OIDC_GROUPS: "staff:viewer, urn:team:ops:admin" };
const read = (env: Readonly<Record<string, string>>) => readOidc((name) => env[name]);

describe("readOidc", () => {
  it("reads the provider and the groups, whose names may hold colons", () => {
    expect(read({ ...whole, OIDC_CLIENT_SECRET: "canary" })).toEqual({
      oidc: {
        issuer: "https://login.example.com/realm",
        clientId: "relay",
        clientSecret: "canary",
        groups: [
          { group: "staff", role: "viewer" },
          { group: "urn:team:ops", role: "admin" },
        ],
      },
      problems: [],
    });
  });

  it.each([{}, { OIDC_ISSUER: "", OIDC_CLIENT_ID: " " }])("finds none in %j", (env) => {
    expect(read(env)).toEqual({ oidc: undefined, problems: [] });
  });

  it.each(["http://localhost:4000", "http://127.0.0.1:4000/a", "http://[::1]:4000"])(
    "lets %s be without TLS, on this machine",
    (issuer) => {
      expect(read({ ...whole, OIDC_ISSUER: issuer }).problems).toEqual([]);
    },
  );

  it.each([
    [{ OIDC_ISSUER: "" }, "OIDC_ISSUER is missing"],
    [{ OIDC_CLIENT_ID: "" }, "OIDC_CLIENT_ID is missing"],
    [{ OIDC_GROUPS: "" }, "OIDC_GROUPS is missing"],
    [{ OIDC_ISSUER: "login.example.com" }, "found no address that begins with https://"],
    [{ OIDC_ISSUER: "http://login.example.com" }, "found http:// to another machine"],
    [{ OIDC_ISSUER: "http://127.0.0.1.example.com" }, "found http:// to another machine"],
    [{ OIDC_ISSUER: "https://canary@login.example.com/?a=b" }, "found more than a host and a path"],
    [{ OIDC_GROUPS: "staff" }, "entry 1: expected group:role with one of viewer, responder, admin, found no group and colon"],
    [
      { OIDC_GROUPS: "staff:viewer,ops:owner" },
      'entry 2: expected group:role with one of viewer, responder, admin, found the role "owner"',
    ],
    [{ OIDC_GROUPS: ":admin" }, "entry 1: expected group:role"],
  ])("says what is wrong in %j, without a secret", (env, problem) => {
    const { oidc, problems } = read({ ...whole, OIDC_CLIENT_SECRET: "canary", ...env });
    expect(oidc).toBeUndefined();
    expect(problems).toEqual([expect.stringMatching(/^E_OIDC: /)]);
    expect(problems[0]).toContain(problem);
    expect(problems[0]).not.toContain("canary");
  });

  it("says everything that is wrong at once", () => {
    expect(read({ OIDC_CLIENT_SECRET: "canary" }).problems).toHaveLength(3);
  });
});

describe("roleOfGroups", () => {
  const known = [
    { group: "staff", role: "viewer" },
    { group: "ops", role: "admin" },
    { group: "on-call", role: "responder" },
  ] as const;

  it.each([
    [["staff"], "viewer"],
    [["on-call", "staff"], "responder"],
    [["staff", "ops", "on-call"], "admin"],
    [["Staff", "op"], undefined],
    [[], undefined],
  ])("makes of %j %s", (groups, role) => {
    expect(roleOfGroups(groups, known)).toBe(role);
  });
});
