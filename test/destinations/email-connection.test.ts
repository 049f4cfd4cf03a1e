import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { Outcome } from "../../src/core/delivery.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { email } from "../../src/destinations/email/email.ts";
import { readServer } from "../../src/destinations/email/server.ts";
import { poolOptions } from "../../src/destinations/email/transport.ts";
import { configured, makeContext, makeEdge, renderedBy } from "../support/destination-edge.ts";
import { openSmtpWire, type SmtpWire, type SmtpWireOptions } from "../support/smtp-wire.ts";

/** This machine by a name that does not say so: what is meant for beyond this machine is seen here. */
const elsewhere = "0x7f.1";

async function wireFor(options: SmtpWireOptions = {}): Promise<SmtpWire> {
  const wire = await openSmtpWire(options);
  onTestFinished(() => wire.close());
  return wire;
}

function sending(settings: JsonObject, variables: Readonly<Record<string, string>>): Promise<Outcome> {
  const to = configured(email, { to: "oncall@example.com", ...settings });
  const sender = to.open(makeEdge({ SMTP_FROM: "relay@acme.example", ...variables }));
  onTestFinished(() => sender.close());
  const [message] = renderedBy(email, to);
  if (message === undefined) throw new Error("nothing was rendered");
  return sender.send(message, makeContext(message, { signal: new AbortController().signal }));
}

describe("SMTP_URL", () => {
  it.each([
    ["smtp://mail.example.com", { host: "mail.example.com", port: 587, secure: false, auth: undefined }],
    ["smtps://mail.example.com", { port: 465, secure: true }],
    ["smtp://mail_relay:25", { host: "mail_relay", port: 25 }],
    ["smtp://u:p@bücher.example", { host: "xn--bcher-kva.example" }],
    ["smtp://relay%40example.com:a%23b%2Fc@mail.example.com:25", { port: 25, auth: { user: "relay@example.com", pass: "a#b/c" } }],
    ["smtp://relay@example.com:p@ss:w@mail.example.com", { host: "mail.example.com", auth: { user: "relay@example.com", pass: "p@ss:w" } }],
    ["smtp://relay:100%25@[::1]:2525\n", { host: "::1", port: 2525, isLocal: true, auth: { user: "relay", pass: "100%" } }],
    [
      "SMTP://mail.example.com?name=relay.acme.example&tls.rejectUnauthorized=false&greetingTimeout=60000",
      {
        options: { name: "relay.acme.example", greetingTimeout: 60_000, tls: { rejectUnauthorized: false } },
      },
    ],
  ])("is read: %s", (url, server) => {
    expect(readServer(url)).toMatchObject({ kind: "server", server });
  });

  it.each([
    ["smtp://user:12#ss@mail.example.com:587", ["encode it as %23"]],
    ["smtp://user:ab/cd@mail.example.com:587", ["encode it as %2F"]],
    ["smtp://user:ab?cd@mail.example.com", ["encode it as %3F"]],
    ["smtps://relay@example.com:12#ss@mail.example.com", ["encode it as %23"]],
    ["smtp://u#ser:secret@mail.example.com", ["encode it as %23"]],
    ["mail.example.com:587", ["smtp://user:password@mail.example.com:587"]],
    ['"smtp://mail.example.com"', ["set it without them"]],
    ["smtp://user@mail.example.com", ["takes neither"]],
    ["smtp://user:@mail.example.com:25", ["takes neither"]],
    ["smtp://mail.example.com:0", ["write it like"]],
    ["smtp://user:secret@mail.example.com;587", ["write it like"]],
    ["smtp://user:secret@mail,example.com", ["write it like"]],
    ["smtp://user:secret@mail..example.com", ["write it like"]],
    ["smtp://user:secret@587", ["write it like"]],
    ["smtp://mail.example.com?ignoretls=true&tls.MinVersion=TLSv1.2", ["write ?ignoreTLS=", "write ?tls.minVersion="]],
    ["https://mail.example.com", ["smtp://user:password@mail.example.com:587"]],
    ["smtp://mail.example.com:65536", ["a number up to 65535"]],
    ["smtp://mail.example.com/box", ["write it like"]],
    ["smtp://mail.example.com?pool=false&secure=true&dkim=x", ["always kept in a pool", "write smtps://", "dkim: under email:"]],
    ["smtp://mail.example.com?nam=x", ["known are name, "]],
    ["smtp://mail.example.com?ignoreTLS=yes&maxMessages=many&name=", ["true or false", "a whole number", "a text"]],
    ["smtps://mail.example.com?ignoreTLS=true", ["write smtp:// for a server without TLS"]],
    ["smtp://mail.example.com?ignoreTLS=true&requireTLS=true", ["keep one of"]],
  ])("is refused with each cure, and without a password: %s", (url, cures) => {
    const read = readServer(url);
    const faults = read.kind === "refused" ? read.faults : [];
    expect(faults.map(({ hint }) => hint)).toEqual(cures.map((cure) => expect.stringContaining(cure)));
    expect(JSON.stringify(faults)).not.toMatch(/12#ss|ab.cd|secret|12/);
  });

  it("may hold every setting of nodemailer's: each is taken over, or is refused by its name", () => {
    const known = [
      "host",
      "port",
      "secure",
      "secured",
      "service",
      "auth",
      "url",
      "pool",
      "proxy",
      "dkim",
      "logger",
      "debug",
      "transactionLog",
      "component",
    ];
    const taken = ["name", "localAddress", "servername", "authMethod", "ignoreTLS", "requireTLS", "opportunisticTLS", "forceAuth", "lmtp"];
    const counted = [
      "connectionTimeout",
      "greetingTimeout",
      "socketTimeout",
      "dnsTimeout",
      "maxConnections",
      "maxMessages",
      "rateLimit",
      "rateDelta",
    ];
    for (const name of known)
      expect(readServer(`smtp://mail.example.com?${name}=1`), name).toMatchObject({
        kind: "refused",
        faults: [{ text: `SMTP_URL has ?${name}=, which is not read` }],
      });
    for (const name of taken) {
      const read = ["true", "x"]
        .map((value) => readServer(`smtp://mail.example.com?${name}=${value}`))
        .find(({ kind }) => kind === "server");
      expect(read, name).toMatchObject({ server: { options: { [name]: expect.anything() } } });
    }
    for (const name of counted)
      expect(readServer(`smtp://mail.example.com?${name}=7`), name).toMatchObject({ server: { options: { [name]: 7 } } });
  });

  it("gives a connection what it says, in the place of what is usual", () => {
    const read = readServer("smtp://mail.example.com?name=relay.acme.example&greetingTimeout=60000&maxConnections=1&ignoreTLS=true");
    if (read.kind === "refused") throw new Error("it was refused");
    const usual = {
      connections: 2,
      pace: undefined,
      signature: undefined,
      ehloName: "acme.example",
      tls: "required",
      timeout: 300_000,
    } as const;
    expect(poolOptions(read.server, usual)).toMatchObject({
      name: "relay.acme.example",
      greetingTimeout: 60_000,
      maxConnections: 1,
      ignoreTLS: true,
    });
    expect(poolOptions(read.server, usual)).not.toHaveProperty("requireTLS");
  });
});

describe("the name that a mail server is told", () => {
  it.each([
    ["the sender's domain", {}, "relay@bücher.example", "", "", "EHLO xn--bcher-kva.example"],
    [
      "the host of PUBLIC_URL where the sender's domain is no name",
      {},
      "relay@localhost",
      "https://relay.acme.example/x",
      "",
      "EHLO relay.acme.example",
    ],
    [
      "what the file says",
      { ehlo_name: "mx7.acme.example" },
      "relay@acme.example",
      "https://relay.acme.example",
      "",
      "EHLO mx7.acme.example",
    ],
    ["what SMTP_URL says", { ehlo_name: "mx7.acme.example" }, "relay@acme.example", "", "?name=mx8.acme.example", "EHLO mx8.acme.example"],
  ])("is %s", async (_what, settings, from, publicUrl, query, command) => {
    const wire = await wireFor();
    const variables = { SMTP_URL: `smtp://127.0.0.1:${wire.port}${query}`, SMTP_FROM: from, PUBLIC_URL: publicUrl };
    expect(await sending(settings, variables)).toMatchObject({ kind: "delivered" });
    expect(wire.commands[0]).toBe(command);
  });
});

describe("a mail server that takes its time", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("may greet after nearly five minutes (RFC 5321, 4.5.3.2.1)", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const wire = await wireFor({ slow: true });
    const sent = sending({}, { SMTP_URL: `smtp://127.0.0.1:${wire.port}` });
    await wire.connected();
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate); // the client hears of it, too
    vi.advanceTimersByTime(298_000);
    wire.greet();
    vi.useRealTimers();
    expect(await sent).toMatchObject({ kind: "delivered" });
  });

  it("is given up when timeout: is over, and the letter has not arrived then", async () => {
    const wire = await wireFor({ slow: true });
    const outcome = await sending({ timeout: "1s" }, { SMTP_URL: `smtp://127.0.0.1:${wire.port}` });
    expect(outcome).toEqual({ kind: "later", reason: "timeout", detail: "the mail server did not greet in time" });
  });

  it("is given the time that SMTP_URL names", async () => {
    const wire = await wireFor({ slow: true });
    const outcome = await sending({}, { SMTP_URL: `smtp://127.0.0.1:${wire.port}?greetingTimeout=200` });
    expect(outcome).toMatchObject({ kind: "later", reason: "timeout" });
  });
});

describe("a relay of one's own network without TLS", () => {
  it("is not spoken to in the clear unless somebody has written that", async () => {
    const wire = await wireFor();
    const outcome = await sending({}, { SMTP_URL: `smtp://${elsewhere}:${wire.port}` });
    expect(outcome).toMatchObject({ kind: "later", reason: "unreachable", detail: expect.stringContaining("tls: none") });
    expect(wire.commands.join()).not.toContain("MAIL FROM");
  });

  it.each([
    ["tls: none", { tls: "none" }, ""],
    ["?ignoreTLS=true", {}, "?ignoreTLS=true"],
    ["?requireTLS=false", {}, "?requireTLS=false"],
    ["?opportunisticTLS=true", {}, "?opportunisticTLS=true"],
  ])("takes letters where %s stands", async (_what, settings, query) => {
    const wire = await wireFor();
    expect(await sending(settings, { SMTP_URL: `smtp://${elsewhere}:${wire.port}${query}` })).toMatchObject({ kind: "delivered" });
  });
});

describe("variables that cannot be used", () => {
  const faultsOf = (settings: JsonObject, variables: Readonly<Record<string, string>>) =>
    email.faultsOf?.(email.schema.parse({ to: "a@example.com", ...settings }), (name) => variables[name]) ?? [];

  it.each([
    [{}, { SMTP_URL: "smtp://mail.example.com", SMTP_FROM: '"Acme, Inc." <relay@acme.example>' }, []],
    [{}, { SMTP_URL: "smtp://u:12#ss@mail.example.com", SMTP_FROM: "relay" }, ["SMTP_URL has a", "SMTP_FROM is not one"]],
    [{ from: "relay@acme.example" }, { SMTP_URL: "smtp://mail.example.com", SMTP_FROM: "relay" }, []],
    [{ tls: "none" }, { SMTP_URL: "smtps://mail.example.com", SMTP_FROM: "a@example.com" }, ["SMTP_URL is smtps://"]],
    [{}, {}, []],
  ] as const)("are told all at once: %j %j", (settings, variables, said) => {
    expect(faultsOf(settings, variables).map(({ text }) => text)).toEqual(said.map((each) => expect.stringContaining(each)));
  });
});
