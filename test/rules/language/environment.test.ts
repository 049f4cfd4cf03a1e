import { expect, it } from "vitest";
import { environmentProblems } from "../../../src/rules/language/environment.ts";

function told(variables: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>> = {}, placeholders = false) {
  const outside = { variable: (name: string) => variables[name], readFile: () => undefined, placeholders };
  return environmentProblems(
    outside,
    Object.entries(secrets).map(([name, value]) => ({ name, value })),
  );
}

it.each([
  [{ BITHUMAN_WEBHOOK_SECRET: '"topsecret"' }, /^BITHUMAN_WEBHOOK_SECRET has quotes around it/],
  [{ BITHUMAN_WEBHOOK_SECRET: "'topsecret'" }, /has quotes around it/],
  [{ SLACK_BOT_TOKEN: "SLACK_BOT_TOKEN=xoxb-1-2" }, /^SLACK_BOT_TOKEN holds its own name/],
  [{ SLACK_BOT_TOKEN: "Bearer xoxb-1-2" }, /begins with "Bearer"/],
  [{ SLACK_BOT_TOKEN: "xoxb-your-token" }, /holds a placeholder/],
  [{ BITHUMAN_WEBHOOK_SECRET: "<your secret>" }, /holds a placeholder/],
  [{ BITHUMAN_WEBHOOK_SECRET: "change-me" }, /holds a placeholder/],
  [{ BITHUMAN_WEBHOOK_SECRET: 'old-secret,"topsecret"' }, /has quotes around it/],
  [{ SLACK_BOT_TOKEN: "xoxb-topsecret\n" }, /^SLACK_BOT_TOKEN begins or ends with a blank/],
  [{ SMTP_URL: " smtp://topsecret@mail.example.com" }, /begins or ends with a blank/],
  [{ PUBLIC_URL: "relay.example.com" }, /^PUBLIC_URL is no address/],
  [{ PUBLIC_URL: "relay.example.com:8443" }, /is no address/],
  [
    { OIDC_ISSUER: "https://login.example.com", OIDC_CLIENT_ID: "relay", OIDC_GROUPS: "staff" },
    /^OIDC_GROUPS, entry 1: expected group:role/,
  ],
  [{ PUBLIC_ADMIN_URL: "//admin.example.com" }, /^PUBLIC_ADMIN_URL is no address/],
  [{ PUBLIC_URL: "https://" }, /is no address/],
  [{ PUBLIC_URL: "https://relay.example.com/?x=1" }, /more than a host and a path/],
])("%j is told, and its value is not", (variables, said) => {
  const problems = told(variables);
  expect(problems.map(({ code, text }) => [code, text])).toEqual([["W_ENV_VALUE", expect.stringMatching(said)]]);
  expect(JSON.stringify(problems)).not.toContain("topsecret");
});

it("tells of every secret that the file names, whatever it is called", () => {
  expect(told({}, { CRM_TOKEN: '"topsecret"', "file:/run/secrets/x": "topsecret " }).map(({ text }) => text.split(" ")[0])).toEqual([
    "CRM_TOKEN",
    "file:/run/secrets/x",
  ]);
});

it.each([
  { PUBLIC_URL: "https://relay.example.com/relay/", BITHUMAN_WEBHOOK_SECRET: 'a"b', SMTP_FROM: '"Acme, Inc." <relay@acme.example>' },
  { PUBLIC_URL: "http://127.0.0.1:8080", SMTP_FROM: '"Acme" <"relay"@acme.example>' },
  {},
])("says nothing of %j", (variables) => {
  expect(told(variables)).toEqual([]);
});

it("says nothing where variables only stand in", () => {
  expect(told({ PUBLIC_URL: "x" }, {}, true)).toEqual([]);
});
