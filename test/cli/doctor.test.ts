import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openBithuman } from "../support/bithuman.ts";
import { creditSummary, errorAnswer } from "../support/bithuman-samples.ts";
import { cli } from "../support/cli.ts";
import { type FakeSlack, type FakeSlackOptions, openFakeSlack, slackError } from "../support/fake-slack.ts";
import { openHttpSink } from "../support/http-sink.ts";
import { startProvider } from "../support/oidc-provider.ts";
import { openProxy } from "../support/proxy.ts";
import { openSmtpSink, smtpPassword } from "../support/smtp-sink.ts";
import { openSmtpWire } from "../support/smtp-wire.ts";

const rules = `version: 1
destinations:
  support: { slack: { channel: "#support" } }
  others: { slack: { channel: "#others" } }
rules:
  - name: greets
    on: chat.push
    when: { role: user, keywords: [hello] }
    then: [support]
`;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "avatar-relay-doctor-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function rulesFile(text = rules): string {
  const path = join(folder(), "rules.yaml");
  writeFileSync(path, text);
  return path;
}

async function fakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const slack = await openFakeSlack(options);
  onTestFinished(() => slack.close());
  return slack;
}

function envOf({ url, token, appToken }: FakeSlack, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return {
    SLACK_API_URL: url,
    SLACK_BOT_TOKEN: token,
    SLACK_APP_TOKEN: appToken,
    BITHUMAN_WEBHOOK_SECRET: "s3cret-of-the-webhook",
    ...more,
  };
}

describe("slack doctor", () => {
  it("tries tokens, scopes, the way back and each channel, and leaves nothing behind", async () => {
    const slack = await fakeSlack({ scopes: ["channels:read", "groups:read"], channels: { support: {}, others: {} } });
    const { code, out } = await cli(["slack", "doctor", "--rules", rulesFile()], { env: envOf(slack) });
    expect(out.trimEnd().split("\n")).toEqual([
      "ok    the bot is avatar-relay in the workspace canteen",
      "ok    the bot may chat:write and commands",
      "ok    buttons and commands come back over a socket",
      "ok    Slack takes the message of an incident as it looks",
      "ok    in #support messages can be written, changed and taken away",
      "ok    in #others messages can be written, changed and taken away",
    ]);
    expect(code).toBe(0);
    expect(slack.messages.map(({ updates, deleted }) => [updates, deleted])).toEqual([
      [1, true],
      [1, true],
    ]);
  });

  it.each([
    ["no token", { SLACK_BOT_TOKEN: "" }, "SLACK_BOT_TOKEN is not set"],
    ["another token", { SLACK_BOT_TOKEN: "xoxb-canary-wrong" }, "invalid_auth"],
    ["no way back", { SLACK_APP_TOKEN: "" }, "cannot come back"],
    ["another app token", { SLACK_APP_TOKEN: "xapp-canary-wrong" }, "connections:write"],
    ["no Slack at all", { SLACK_API_URL: "http://127.0.0.1:1/" }, "cannot be reached"],
  ])("says what to do about %s, posts nothing, and repeats no token", async (_, env, said) => {
    const slack = await fakeSlack();
    const { code, out, err } = await cli(["slack", "doctor", "--channel", "#support"], { env: envOf(slack, env) });
    expect([code, slack.messages]).toEqual([1, []]);
    expect(out).toMatch(/^wrong .*\n {6}→ /m);
    expect(out).toContain(said);
    expect(out + err).not.toContain("canary-");
  });

  it("tries the token of each workspace, with its own channels, and prints none", async () => {
    const token = "xoxb-canary-eu";
    const slack = await fakeSlack({ others: { [token]: "T0EU" } });
    const file = rulesFile(rules.replace('"#others" }', '"#others", token: "$' + '{SLACK_TOKEN_EU}" }'));
    const doctored = (SLACK_TOKEN_EU: string) => cli(["slack", "doctor", "--rules", file], { env: envOf(slack, { SLACK_TOKEN_EU }) });
    const { code, out } = await doctored(token);
    expect([code, out]).toEqual([0, expect.stringMatching(/^ok {4}others: the bot is avatar-relay in the workspace team T0EU$/m)]);
    expect(out).toMatch(/^note {2}others: its messages have no buttons$/m);
    expect(out).toMatch(/^ok {4}others: in #others messages can be written/m);
    const wrong = await doctored("xoxb-canary-wrong");
    expect([wrong.code, wrong.out]).toEqual([1, expect.stringMatching(/^wrong others: token: is not taken: /m)]);
    expect(out + wrong.out).not.toContain("canary");
  });

  it("asks Slack through the proxy of the environment", async () => {
    const slack = await fakeSlack();
    const proxy = await openProxy({ login: "relay:canary-password" });
    onTestFinished(() => proxy.close());
    const HTTP_PROXY = proxy.url.replace("//", "//relay:canary-password@");
    const { code } = await cli(["slack", "doctor", "--rules", rulesFile()], { env: envOf(slack, { HTTP_PROXY }) });
    expect(code).toBe(0);
    expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT ${new URL(slack.url).host}`]));
  });

  it("says which scope the rules need that the bot does not have", async () => {
    const file = rulesFile(`${rules}slack: { thread_replies: true }\n`);
    const doctored = async (...scopes: readonly string[]) =>
      (await cli(["slack", "doctor", "--rules", file], { env: envOf(await fakeSlack({ scopes })) })).out;
    expect(await doctored()).toMatch(/^wrong the bot lacks the scope channels:history .*\n {6}→ .*--replies/m);
    expect(await doctored("channels:history")).not.toContain("wrong");
  });

  it("asks whether Slack takes what is posted as it looks", async () => {
    const [slack, plainFile] = [await fakeSlack(), rulesFile(rules.replaceAll('" } }', '", plain_buttons: true } }'))];
    const doctored = async (...more: readonly string[]) => (await cli(["slack", "doctor", ...more], { env: envOf(slack) })).out;
    expect(await doctored("--rules", plainFile)).toContain("as it looks, with plain buttons\n");
    slack.fail("blocks.validate", slackError("invalid_blocks"), slackError("unknown_method"));
    expect(await doctored()).toMatch(/^note {2}Slack does not take .*invalid_blocks\n {6}→ plain_buttons: true/m);
    expect(await doctored()).not.toContain("looks");
    expect([slack.faults, slack.messages.filter(({ deleted }) => !deleted)]).toEqual([[], []]);
  });

  it("names channels that another organisation reads, as doctor does, and says where that cannot be asked", async () => {
    const shared = { is_ext_shared: true };
    const readers = { scopes: ["channels:read", "groups:read"], channels: { support: shared, others: {} } };
    const doctored = async (command: readonly string[], options: FakeSlackOptions, share = "") => {
      const file = rulesFile(rules.replace('"#support" }', `"#support"${share} }`));
      return (await cli([...command, "--rules", file], { env: envOf(await fakeSlack(options)) })).out;
    };
    const left =
      "note  another organisation reads #support: who visitors are is left out of messages there\n      → share_contacts: true of support";
    for (const command of [["slack", "doctor"], ["doctor"]]) {
      expect(await doctored(command, readers)).toContain(left);
      expect(await doctored(command, readers, ", share_contacts: true")).toMatch(
        /^note {2}another organisation reads #support, and sees who visitors are/m,
      );
      expect(await doctored(command, readers, ", share_contacts: false")).not.toContain("organisation");
      expect(await doctored(command, { channels: readers.channels })).toMatch(
        /^note {2}whether another .* lacks the scopes channels:read/m,
      );
      expect(await doctored(command, { ...readers, channels: { others: {} } })).toMatch(
        /^note {2}Slack does not say .*#support.*\n.*\/invite/m,
      );
    }
  });

  it("asks for each group that may do something", async () => {
    const file = rulesFile(`${rules}slack: { allow: { claim: [S0SUPPORT, U0ANNA], mute: [S0SUPPORT] } }\n`);
    const doctored = async (options: FakeSlackOptions) =>
      (await cli(["slack", "doctor", "--rules", file], { env: envOf(await fakeSlack(options)) })).out;
    expect(await doctored({ groups: { S0SUPPORT: ["U0BEN"] } })).toMatch(/^wrong the bot may not see .*usergroups:read\n {6}→ .*--groups/m);
    const may = { scopes: ["usergroups:read"] };
    expect(await doctored({ ...may, groups: { S0SUPPORT: ["U0BEN"] } })).toContain("ok    the group S0SUPPORT has 1 member\n");
    expect(await doctored(may)).toMatch(/^wrong Slack does not tell who is in the group S0SUPPORT: Slack says no_such_subteam/m);
  });

  it.each([
    ["not_in_channel", "/invite"],
    ["channel_not_found", "is the name right?"],
    ["is_archived", "is_archived"],
  ])("says what %s means", async (error, said) => {
    const slack = await fakeSlack();
    slack.fail("chat.postMessage", slackError(error));
    const { code, out } = await cli(["slack", "doctor", "--channel", "#support"], { env: envOf(slack) });
    expect(code).toBe(1);
    expect(out).toContain(said);
  });

  it("tells where a trial message stays behind, and where none was tried", async () => {
    const slack = await fakeSlack();
    slack.fail("chat.delete", slackError("cant_delete_message"));
    const tried = await cli(["slack", "doctor", "--channel", "#support"], { env: envOf(slack) });
    expect([tried.code, tried.out]).toEqual([0, expect.stringContaining("a trial message stays in #support")]);
    expect((await cli(["slack", "doctor"], { env: envOf(slack) })).out).toContain("no channel was tried");
  });

  it("says what is missing behind an incoming webhook, and asks for no token there", async () => {
    const by = (more: string) =>
      rulesFile(`version: 1\ndestinations:\n  hook: { slack: { webhook_url: "\${HOOK}", allow_private: [127.0.0.0/8]${more} } }\n`);
    const slack = await fakeSlack();
    const env = {
      HOOK: slack.webhookUrl,
      PUBLIC_URL: "https://relay.example.com",
      BITHUMAN_WEBHOOK_SECRET: "s3cret-of-the-webhook",
    };
    const plain = await cli(["slack", "doctor", "--rules", by("")], { env });
    expect([plain.code, plain.out]).toEqual([0, expect.stringContaining("links: true and PUBLIC_URL")]);
    const linked = await cli(["doctor", by(", links: true"), "--data", folder()], { env });
    expect([linked.code, linked.out]).toEqual([0, expect.stringContaining("with links to claim and resolve")]);
    expect(linked.out).toMatch(/^ok {4}the incoming webhook at .* is there/m);
    expect(slack.messages).toEqual([]);
    expect(plain.out + linked.out).not.toContain("canary");
  });

  it("refuses a file with a mistake", async () => {
    const { code, err } = await cli(["slack", "doctor", "--rules", rulesFile("version: 2\n")]);
    expect([code, err]).toEqual([78, expect.stringContaining("E_VERSION")]);
  });
});

describe("doctor", () => {
  it("finds everything well", async () => {
    const [slack, data] = [await fakeSlack(), folder()];
    const bithuman = await openHttpSink();
    onTestFinished(() => bithuman.close());
    bithuman.always({ kind: "answer", status: 200, headers: { "content-type": "application/json" }, body: '{"valid":true}' });
    const env = envOf(slack, { BITHUMAN_WEBHOOK_SECRET: "short", BITHUMAN_API_SECRET: "canary-secret", BITHUMAN_API_URL: bithuman.url });
    const { code, out } = await cli(["doctor", rulesFile(), "--data", data], { env });
    expect(code, out).toBe(0);
    expect(out).toContain("1 rule, 2 destinations, no mistakes");
    expect(out).toContain("can be written to, and is new");
    expect(out).toContain("bitHuman takes BITHUMAN_API_SECRET");
    expect(out).toContain("the source bithuman at /webhook takes a signature, or the secret in x-webhook-secret, x-api-key, authorization");
    expect(out).toMatch(/note .*warning W_SECRET_SHORT/);
    expect(out).toContain("no relay runs");
    expect(bithuman.requests[0]?.headers["api-secret"]).toBe("canary-secret");
    expect(out).not.toContain("canary");
    expect(slack.messages).toEqual([]);
  });

  it("names the proxies of the environment without their passwords, and what is wrong with them", async () => {
    const used = await cli(["doctor", "--data", folder()], {
      env: { HTTPS_PROXY: "http://relay:canary@proxy.example.com:3128", NO_PROXY: ".corp" },
    });
    expect(used.out).toContain("requests go out: https via proxy http://***@proxy.example.com:3128; straight to .corp");
    const wrong = await cli(["doctor", "--data", folder()], { env: { HTTPS_PROXY: "socks5://relay:canary@proxy.example.com" } });
    expect([wrong.code, wrong.out]).toEqual([1, expect.stringMatching(/^wrong E_PROXY: HTTPS_PROXY must be/m)]);
    expect(used.out + wrong.out).not.toContain("canary");
  });

  it("tries the provider that people sign in with, and names what is wrong with it", async () => {
    const provider = await startProvider({ redirectUris: ["https://relay.example.com/auth/callback"], people: {} });
    const settings = { OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: "relay", OIDC_GROUPS: "staff:viewer", OIDC_CLIENT_SECRET: "canary" };
    const outOf = async (more: Readonly<Record<string, string>>) =>
      (await cli(["doctor", "--data", folder()], { env: { ...settings, ...more } })).out;
    const told = [
      await outOf({ PUBLIC_ADMIN_URL: "https://relay.example.com" }),
      await outOf({}),
      await outOf({ OIDC_ISSUER: `${provider.issuer}/elsewhere` }),
      await outOf({ OIDC_GROUPS: "staff:owner" }),
    ];
    await provider.close();
    told.push(await outOf({}));
    expect(told).toEqual([
      expect.stringMatching(
        /^ok +\S+ is a provider to sign in with, for staff \(viewer\); .*https:\/\/relay\.example\.com\/auth\/callback/m,
      ),
      expect.stringMatching(/^note +PUBLIC_ADMIN_URL is not set/m),
      expect.stringMatching(/^wrong nobody can sign in with .*elsewhere\n.*OIDC_ISSUER is probably not/m),
      expect.stringMatching(/^wrong E_OIDC: OIDC_GROUPS, entry 1/m),
      expect.stringMatching(/^wrong nobody can sign in with .*\n.*cannot be reached/m),
    ]);
    expect(told.join()).not.toContain("canary");
  });

  it("says where no relay runs that could know what was refused", async () => {
    const { code, err } = await cli(["doctor", "--last-refused", "--data", folder()]);
    expect([code, err]).toEqual([1, expect.stringContaining("start it, or name its data folder with --data")]);
  });

  it("tells everything that is wrong in one run", async () => {
    const data = folder();
    writeFileSync(join(data, "relay.json"), JSON.stringify({ pid: 4242, port: 1, admin_port: 1, host: "127.0.0.1" }));
    const env = { BITHUMAN_WEBHOOK_SECRET: "s3cret-of-the-webhook", BITHUMAN_API_SECRET: "canary", BITHUMAN_API_URL: "http://127.0.0.1:1" };
    const { code, out } = await cli(["doctor", rulesFile(), "--data", data], { env });
    expect(code).toBe(1);
    const wrong = out.split("\n").filter((line) => line.startsWith("wrong"));
    expect(wrong).toEqual([
      expect.stringMatching(/rules.yaml:3:14: error E_ENV_MISSING .*"support" cannot send/),
      expect.stringMatching(/rules.yaml:4:13: error E_ENV_MISSING .*"others" cannot send/),
      expect.stringContaining("does not answer on its admin port"),
      expect.stringContaining("bitHuman cannot be reached"),
    ]);
    expect(out.split("\n").filter((line) => line.startsWith("      → "))).toHaveLength(wrong.length);
  });

  it("tells why a running relay cannot take in what was missed, with the cure and the link", async () => {
    const data = folder();
    const admin = await openHttpSink();
    onTestFinished(() => admin.close());
    const backfill = {
      code: "PLAN_REQUIRED",
      detail: "API access starts at the Creator plan",
      cure: "move the account to another plan",
      link: "https://www.bithuman.ai/pricing",
      failures: 2,
    };
    const body = JSON.stringify({ status: "ready", config: { stale: false }, sinks: [], backfill });
    admin.always({ kind: "answer", status: 200, headers: { "content-type": "application/json" }, body });
    const port = Number(new URL(admin.url).port);
    writeFileSync(join(data, "relay.json"), JSON.stringify({ pid: 4242, port: 1, admin_port: port, host: "127.0.0.1" }));
    const { code, out } = await cli(["doctor", rulesFile(), "--data", data], { env: { BITHUMAN_WEBHOOK_SECRET: "s3cret-of-the-webhook" } });
    expect(code).toBe(1);
    expect(out).toContain("bitHuman answers PLAN_REQUIRED: API access starts at the Creator plan");
    expect(out).toContain("→ move the account to another plan: https://www.bithuman.ai/pricing");
  });

  it.each([
    ["well", { balance: 90_000 }, undefined, 0, "90000 credits, and 3 sessions run: they last for 9000 minutes"],
    ["low", creditSummary, undefined, 0, "they last for 120 minutes"],
    ["refused", creditSummary, errorAnswer("PLAN_REQUIRED"), 1, "API access (Creator or higher): https://www.bithuman.ai/pricing"],
  ])("tells how the bitHuman account does: %s", async (_, credits, fault, expected, said) => {
    const [slack, bithuman] = [await fakeSlack(), await openBithuman()];
    onTestFinished(() => bithuman.close());
    Object.assign(bithuman, { credits, burning: { rate: 10, active: 3 } });
    if (fault !== undefined) bithuman.faultsFor.set("/v2/credit-summaries", [fault]);
    const env = envOf(slack, { BITHUMAN_API_SECRET: bithuman.secret, BITHUMAN_API_URL: bithuman.url });
    const { code, out } = await cli(["doctor", rulesFile(), "--data", folder()], { env });
    expect([code, out]).toEqual([expected, expect.stringContaining(said)]);
    expect(out).not.toContain(bithuman.secret);
  });

  it("tells the mistakes of a file as check does", async () => {
    const { code, out } = await cli(["doctor", rulesFile("version: 2\n"), "--data", folder()]);
    expect([code, out]).toEqual([1, expect.stringMatching(/wrong .*:1:10: error E_VERSION version/)]);
  });
});

describe("the data folder, as doctor sees it", () => {
  it("is told where other users can read it, or a file in it, with the cure", async () => {
    const data = folder();
    writeFileSync(join(data, "relay.db"), "", { mode: 0o640 });
    writeFileSync(join(data, "webhook-secret"), "", { mode: 0o600 });
    chmodSync(data, 0o755);
    const { code, out } = await cli(["doctor", rulesFile("version: 1\nrules: []\n"), "--data", data]);
    expect(code).toBe(1);
    expect(out).toContain(`other users of this machine can read ${data}\n`);
    expect(out).toContain(`chmod 700 ${data};`);
    expect(out).toContain(`chmod 600 ${data}/relay.db;`);
    expect(out).not.toContain("webhook-secret");
  });
});

describe("slack doctor, where events decide the channel", () => {
  it("tries each that the file lists, and the one that takes the rest", async () => {
    const slack = await fakeSlack();
    const settings = '{ channel: "#{{ event.agent }}", channels: ["#a1", "#a2"], fallback_channel: "#rest" }';
    const text = rules.replace(
      'support: { slack: { channel: "#support" } }\n  others: { slack: { channel: "#others" } }',
      `support: { slack: ${settings} }`,
    );
    const { code, out } = await cli(["slack", "doctor", "--rules", rulesFile(text)], { env: envOf(slack) });
    expect([code, out.match(/(?<=in )#\w+/g)]).toEqual([0, ["#a1", "#a2", "#rest"]]);
  });
});

describe("doctor, where the rules send mail", () => {
  const mailRules = rules.replace(
    'support: { slack: { channel: "#support" } }\n  others: { slack: { channel: "#others" } }',
    "support: { email: { to: a@example.com } }",
  );
  const secret = { BITHUMAN_WEBHOOK_SECRET: "s3cret-of-the-webhook", SMTP_FROM: "relay@acme.example" };

  async function told(url: string, text = mailRules) {
    return cli(["doctor", rulesFile(text), "--data", folder()], { env: { ...secret, SMTP_URL: url } });
  }

  it("greets the mail server, logs in, and sends nothing", async () => {
    const sink = await openSmtpSink();
    onTestFinished(() => sink.close());
    const { code, out } = await told(sink.url);
    expect(out).toMatch(/^ok {4}the mail server 127\.0\.0\.1:\d+ greeted acme\.example, and took the user and the password$/m);
    expect([code, sink.received]).toEqual([0, 0]);
  });

  it("names a password that is not taken, and repeats it nowhere", async () => {
    const sink = await openSmtpSink();
    onTestFinished(() => sink.close());
    sink.script({ at: "auth", code: 535, text: `5.7.8 ${smtpPassword} is wrong` });
    const { code, out, err } = await told(sink.url);
    expect(out).toMatch(/^wrong the mail server \S+ does not take the user and the password: it says 535 .*\n {6}→ copy both again/m);
    expect(code).toBe(1);
    expect(out + err).not.toContain(smtpPassword);
  });

  it("names a server that turns a client away for its name", async () => {
    const sink = await openSmtpSink();
    onTestFinished(() => sink.close());
    sink.script({ at: "greeting", code: 421, text: "4.7.0 try again later, closing connection. (EHLO)" });
    expect((await told(sink.url)).out).toMatch(/^wrong the mail server \S+ turns us away: it says 421 .*\n {6}→ .*ehlo_name/m);
  });

  it("names a server without TLS, a port that speaks no TLS, and one where nothing listens", async () => {
    const wire = await openSmtpWire();
    onTestFinished(() => wire.close());
    expect((await told(`smtp://0x7f.1:${wire.port}`)).out).toMatch(/offers no TLS \(STARTTLS\).*\n {6}→ .*tls: none/);
    expect((await told(`smtps://127.0.0.1:${wire.port}`)).out).toMatch(/does not speak TLS from the first byte\n {6}→ write smtp:\/\//);
    expect((await told("smtp://127.0.0.1:1")).out).toMatch(/^wrong nothing listens at 127\.0\.0\.1:1\n {6}→ 587/m);
  });

  it("says how a character of a password is written in SMTP_URL, as check does", async () => {
    const url = "smtp://user:12#ss@mail.example.com:587";
    const line = /error E_ENV_VALUE destinations\.support\.email: SMTP_URL has a "#" in the user or the password, .*encode it as %23/;
    expect((await told(url)).out).toMatch(line);
    const checked = await cli(["check", rulesFile(mailRules)], { env: { ...secret, SMTP_URL: url } });
    expect([checked.code, checked.err]).toEqual([2, expect.stringMatching(line)]);
  });
});

describe("doctor and a CRM", () => {
  const text = (url: string) => `version: 1
destinations:
  crm: { http: { preset: hubspot.contact, token: "\${HUBSPOT_TOKEN}", base: "${url}", allow_private: [127.0.0.0/8] } }
  notes: { http: { preset: hubspot.contact, token: "\${HUBSPOT_TOKEN}", base: "${url}", allow_private: [127.0.0.0/8] } }
rules: [{ name: joins, on: room.join, then: [crm] }]
`;

  it("tries the token by calls that create nothing, and names the scope that is missing, once", async () => {
    const crm = await openHttpSink();
    onTestFinished(() => crm.close());
    const scopes = ["crm.objects.contacts.read"];
    crm.always({ kind: "respond", respond: () => ({ status: 200, body: JSON.stringify({ scopes }) }) });
    const env = { HUBSPOT_TOKEN: "canary-token", BITHUMAN_WEBHOOK_SECRET: "s3cret-of-the-webhook", AVATAR_RELAY_IDENTITY_KEY: "k" };
    const { code, out, err } = await cli(["doctor", rulesFile(text(crm.url)), "--data", folder()], { env });
    expect(code).toBe(1);
    expect(out.match(/^wrong hubspot\.contact: the token lacks the scope crm\.objects\.contacts\.write\n {6}→ add crm/gm)).toHaveLength(1);
    expect(out + err).not.toContain("canary-token");
    expect(new Set(crm.requests.map(({ path }) => path))).toEqual(new Set(["/oauth/v2/private-apps/get/access-token-info"]));
  });
});
