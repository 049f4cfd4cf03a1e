import { createHash, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Message, Outcome } from "../../src/core/delivery.ts";
import type { Rendered, SendContext, View } from "../../src/core/destination.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { minute, plus } from "../../src/core/time.ts";
import { email } from "../../src/destinations/email/email.ts";
import { preview } from "../../src/destinations/kit/preview.ts";
import { conformsToDestination, type Fault } from "../conformance/destination.ts";
import { configured, makeContext, makeEdge, makeView, messages, renderedBy } from "../support/destination-edge.ts";
import { makeDkimKey } from "../support/dkim.ts";
import { makeChat, monday } from "../support/make.ts";
import { openSmtpSink, type SmtpSink, type SmtpStep, smtpPassword } from "../support/smtp-sink.ts";

const ed25519 = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const tiny = generateKeyPairSync("rsa", { modulusLength: 512 }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();

const said = "my card is 4111 1111 1111 1111";

const steps = {
  unavailable: { at: "rcpt", code: 450, text: "4.2.0 greylisted" },
  refused: { at: "data", code: 554, text: "5.7.1 this is spam" },
  unauthorized: { at: "auth", code: 535, text: `5.7.8 ${smtpPassword} is wrong` },
  lost: { at: "lost" },
  silent: { at: "hang" },
  echoing: { at: "data", code: 554, text: `no ${said} with ${smtpPassword}` },
} satisfies Partial<Record<Fault, SmtpStep>>;

function stepOf(fault: Fault): SmtpStep {
  if (!(fault in steps)) throw new Error(`SMTP cannot be made to be ${fault}`);
  return steps[fault as keyof typeof steps]; // the line above has looked
}

conformsToDestination({
  name: "email",
  faults: Object.keys(steps) as (keyof typeof steps)[], // the keys of the object above
  async open() {
    const sink = await openSmtpSink();
    const to = configured(email, { to: "oncall@example.com" });
    return {
      sender: to.open(makeEdge({ SMTP_URL: sink.url, SMTP_FROM: "relay@example.com" })),
      message: messages(email, to, said),
      arrange: (fault) => sink.script(stepOf(fault)),
      until: sink.until,
      keys: () => sink.mails.map(({ letter }) => letter.messageId ?? ""),
      secrets: [smtpPassword, sink.url, said],
      hangUp: sink.close,
    };
  },
});

describe("email", () => {
  let sink: SmtpSink;

  beforeEach(async () => {
    sink = await openSmtpSink();
  });

  afterEach(async () => {
    await sink.close();
  });

  interface Setup {
    readonly settings?: JsonObject;
    readonly action?: JsonObject;
    readonly view?: View;
    readonly from?: string;
  }

  function rendered({ settings = {}, action = {}, view = makeView() }: Setup = {}): readonly Message[] {
    return renderedBy(email, configured(email, { to: "oncall@example.com", ...settings }), action, view);
  }

  /** Sends everything that was rendered, one after the other. */
  async function send(setup: Setup = {}, context: Partial<SendContext> = {}): Promise<readonly Outcome[]> {
    const { settings = {}, from = "Avatar relay <relay@example.com>" } = setup;
    const sender = configured(email, { to: "oncall@example.com", ...settings }).open(makeEdge({ SMTP_URL: sink.url, SMTP_FROM: from }));
    const outcomes: Outcome[] = [];
    for (const message of rendered(setup)) outcomes.push(await sender.send(message, makeContext(message, context)));
    await sender.close();
    return outcomes;
  }

  it("tells who, what, why and when, as text and as HTML", async () => {
    await send();
    const [mail] = sink.mails;
    expect(mail).toMatchObject({ from: "relay@example.com", to: ["oncall@example.com"] });
    expect(mail?.letter).toMatchObject({
      subject: "A80HVD8577: asks-for-a-human",
      from: { name: "Avatar relay", address: "relay@example.com" },
    });
    expect(mail?.letter.text?.trim()).toBe(
      [
        "A80HVD8577: asks-for-a-human",
        "",
        "I want to speak to a human",
        "",
        "Why: the message holds “speak to a human”",
        "",
        "Agent: A80HVD8577",
        "Session: session_xyz789",
        "Event: chat.push",
        "Severity: high",
        "Time: 2026-03-02T09:00:00.000Z",
      ].join("\n"),
    );
    expect(mail?.letter.html).toContain("<td>Agent</td><td>A80HVD8577</td>");
  });

  it("tells the time by the clock of the file, where that is known", async () => {
    await send({ view: makeView(undefined, { timezone: "Europe/Berlin" }) });
    expect(sink.mails[0]?.letter.text).toContain("Time: 2026-03-02 10:00:00 CET");
    expect(sink.mails[0]?.letter.html).toContain("<td>Time</td><td>2026-03-02 10:00:00 CET</td>");
  });

  it("is marked as written by a machine, so that nobody's holiday answers", async () => {
    await send();
    expect(sink.mails[0]?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(sink.mails[0]?.raw).toMatch(/^X-Auto-Response-Suppress: All\r$/m);
  });

  it("stands in one conversation with the others of its rule, session and subject", async () => {
    await send();
    await send({ view: makeView(makeChat({ message: "again" })) });
    await send({ view: makeView(makeChat({ session: "other" })) });
    const [first, again, other] = sink.mails.map(({ letter }) => letter);
    expect(first?.references).toMatch(/^<[0-9a-f]{32}@example\.com>$/);
    expect(again).toMatchObject({ references: first?.references, inReplyTo: first?.references, subject: first?.subject });
    expect(again?.messageId).not.toBe(first?.messageId);
    expect(other?.references).not.toBe(first?.references);
  });

  it("has no conversation where there is no session", async () => {
    const view = makeView(makeChat({ session: undefined }));
    expect(rendered({ view })[0]?.thread).toBeUndefined();
    await send({ view });
    expect(sink.mails[0]?.letter.references).toBeUndefined();
  });

  // D19
  it("has the same Message-ID on every attempt", async () => {
    sink.script({ at: "lost" });
    await send();
    await send({}, { attempt: 2 });
    const ids = sink.mails.map(({ letter }) => letter.messageId);
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toBe(`<${rendered()[0]?.id}@example.com>`);
  });

  it("gives its Message-ID as reference", async () => {
    expect(await send()).toEqual([{ kind: "delivered", reference: sink.mails[0]?.letter.messageId }]);
  });

  it("sends each recipient a letter of their own, so that one who is refused keeps nobody else's away", async () => {
    sink.script({ at: "rcpt", code: 550, text: "5.1.1 no such user" });
    const settings = { to: ["gone@example.com", "here@example.com", "HERE@example.com"] };
    expect(await send({ settings })).toMatchObject([{ kind: "refused", reason: "recipient_invalid" }, { kind: "delivered" }]);
    expect(sink.mails.map(({ to }) => to)).toEqual([["here@example.com"]]);
    expect(new Set(rendered({ settings }).map(({ id }) => id)).size).toBe(2);
  });

  it.each([
    ["greylisted", { at: "rcpt", code: 450, text: "4.2.0 later" }, { kind: "later", reason: "unavailable" }],
    ["a full mailbox", { at: "rcpt", code: 452, text: "4.2.2 full" }, { kind: "later", reason: "unavailable" }],
    ["no such user", { at: "rcpt", code: 550, text: "5.1.1 unknown" }, { kind: "refused", reason: "recipient_invalid" }],
    ["no such sender", { at: "mail", code: 553, text: "5.1.8 sender" }, { kind: "pause", reason: "account" }],
    [
      "a sender who may not send",
      { at: "mail", code: 550, text: "5.7.60 not allowed to send as this sender" },
      { kind: "pause", reason: "account" },
    ],
    [
      "a sender whom SES does not know",
      { at: "data", code: 554, text: "Message rejected: Email address is not verified." },
      { kind: "pause", reason: "account" },
    ],
    [
      "a machine that is not wanted",
      { at: "greeting", code: 554, text: "5.7.1 client host blocked" },
      { kind: "pause", reason: "account" },
    ],
    [
      "a server that is no relay",
      { at: "rcpt", code: 554, text: "5.7.1 <a@example.com>: Relay access denied" },
      { kind: "refused", reason: "recipient_invalid", detail: expect.stringContaining("give SMTP_URL a user") },
    ],
    [
      "a login that is asked for by another code",
      { at: "mail", code: 503, text: "5.5.1 Error: authentication required" },
      { kind: "pause", reason: "credentials" },
    ],
    [
      "a sender with relay in its name",
      { at: "data", code: 554, text: "5.2.252 SendAsDenied; relay@example.com not allowed to send as x" },
      { kind: "pause", reason: "account" },
    ],
    ["an answer that is none", { at: "rcpt", code: 999, text: "what" }, { kind: "later", reason: "bad_answer" }],
    [
      "the letters of a day",
      { at: "data", code: 550, text: "5.4.5 Daily user sending limit exceeded" },
      { kind: "later", reason: "throttled", countsAsAttempt: false },
    ],
    [
      "a recipient whose account is closed",
      { at: "rcpt", code: 550, text: "5.2.1 the account is disabled" },
      { kind: "refused", reason: "recipient_invalid" },
    ],
    ["a letter announced as too large", { at: "mail", code: 552, text: "5.3.4 size" }, { kind: "refused", reason: "permanent" }],
    ["a server that is busy after the letter", { at: "data", code: 451, text: "4.3.0 busy" }, { kind: "later", reason: "unavailable" }],
    ["a letter that is refused", { at: "data", code: 554, text: "5.6.0 content" }, { kind: "refused", reason: "permanent" }],
    ["a letter that is too large", { at: "data", code: 552, text: "5.3.4 size" }, { kind: "refused", reason: "permanent" }],
    ["a server that closes for today", { at: "greeting", code: 421, text: "closing" }, { kind: "later", reason: "unavailable" }],
    ["a wrong password", { at: "auth", code: 535, text: "5.7.8 wrong" }, { kind: "pause", reason: "credentials" }],
    ["a directory that is down", { at: "auth", code: 454, text: "4.7.0 later" }, { kind: "later", reason: "unavailable" }],
  ] as readonly [string, SmtpStep, Partial<Outcome>][])("ends as it should with %s", async (_what, step, outcome) => {
    sink.script(step);
    expect(await send()).toMatchObject([outcome]);
  });

  // D19
  it("says that the letter may have arrived where the answer to the last dot was lost", async () => {
    sink.script({ at: "lost" }, { at: "lost" });
    expect(await send()).toMatchObject([{ kind: "later", ambiguous: true }]);
    expect(sink.mails.length).toBeGreaterThan(0);
  });

  const nasty = "a\r\nBcc: evil@example.net\r\n\r\nbody\u0000\u2028\u2029\u0085x";

  // D18
  it("keeps line ends and other tricks out of the headers", async () => {
    const view = makeView(makeChat({ agent: nasty, session: nasty, message: nasty }), { rule: { name: nasty, severity: "normal" } });
    await send({ view, action: { subject: "{{ event.message }}" } });
    await send({ view });
    for (const { to, letter, raw } of sink.mails) {
      expect(to).toEqual(["oncall@example.com"]);
      expect(letter.bcc).toBeUndefined();
      expect(letter.subject).not.toMatch(/\p{Cc}|[\u2028\u2029]/u);
      expect(raw.split("\r\n\r\n")[0]).not.toMatch(/^Bcc:/im);
    }
  });

  it.each([
    ["the address that the event gives", "visitor@example.com", "visitor@example.com"],
    ["one in another spelling of an allowed domain", "visitor@EXAMPLE.com", "visitor@example.com"],
    ["nobody where there are two", "visitor@example.com, evil@example.net", undefined],
    ["nobody where there are two allowed ones", "visitor@example.com,b@example.com", undefined],
    ["nobody where there is a name", "Visitor <visitor@example.com>", undefined],
    ["nobody in another domain", "evil@example.net", undefined],
    ["nobody in a domain that only ends alike", "evil@notexample.com", undefined],
    ["nobody where there is a line end", "visitor@example.com\r\nBcc: evil@example.net", undefined],
    ["nobody where there is no address", "", undefined],
    ["nobody where there is a quoted name", '"evil@example.net"@example.com', undefined],
  ])("writes to %s", async (_what, address, recipient) => {
    const settings = { to: "{{ event.data.email }}", allow_domains: ["example.com"] };
    const outcomes = await send({ settings, view: makeView(makeChat({ data: { email: address } })) });
    expect(sink.mails.flatMap(({ to }) => to)).toEqual(recipient === undefined ? [] : [recipient]);
    expect(outcomes).toMatchObject([recipient === undefined ? { kind: "refused", reason: "recipient_invalid" } : { kind: "delivered" }]);
    if (recipient === undefined && address !== "") expect(JSON.stringify(outcomes)).not.toContain(address);
  });

  it("says in HTML just what was written", async () => {
    const message = `<img src=x onerror=alert(1)> & "quotes" <a href="https://evil.example">click</a>`;
    await send({ view: makeView(makeChat({ message })) });
    const html = sink.mails[0]?.letter.html ?? "";
    expect(html).toContain("&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quotes&quot;");
    expect(html).not.toMatch(/<(img|a|script)\b/i);
    expect(sink.mails[0]?.letter.text).toContain(message);
  });

  it("reads no file and no address that a message names", async () => {
    await send({ view: makeView(makeChat({ message: "file:///etc/hostname" })), action: { text: "{{ event.message }}" } });
    expect(sink.mails[0]?.letter.attachments).toEqual([]);
    expect(sink.mails[0]?.letter.text).toContain("file:///etc/hostname");
  });

  it("never talks in the clear beyond this machine", async () => {
    const { url } = sink;
    const remote = url.replace("127.0.0.1", "0x7f.1"); // this machine by a name that does not say so
    const sender = configured(email, { to: "oncall@example.com" }).open(makeEdge({ SMTP_URL: remote, SMTP_FROM: "relay@example.com" }));
    const [message] = rendered();
    if (message === undefined) throw new Error("nothing was rendered");
    expect(await sender.send(message, makeContext(message))).toMatchObject({ kind: "later", reason: "unreachable" });
    expect(sink.mails).toEqual([]);
    await sender.close();
  });

  it("says nothing to a server whose certificate is not to be believed", async () => {
    const heard: string[] = [];
    const server = new SMTPServer({
      onAuth: (_auth, _session, done) => done(new Error(String(heard.push("auth")))),
      onMailFrom: (_address, _session, done) => done(new Error(String(heard.push("mail")))),
    }); // it has a certificate that it made itself
    server.on("error", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server.server, "listening");
    const { port } = server.server.address() as AddressInfo; // it listens on a port, not on a path
    const variables = { SMTP_URL: `smtp://relay:${smtpPassword}@0x7f.1:${port}`, SMTP_FROM: "relay@example.com" };
    const sender = configured(email, { to: "oncall@example.com" }).open(makeEdge(variables));
    const [message] = rendered();
    expect(message && (await sender.send(message, makeContext(message)))).toMatchObject({ kind: "later", reason: "unreachable" });
    expect(heard).toEqual([]);
    await sender.close();
    await new Promise<void>((done) => server.close(done));
  });

  describe("as a digest", () => {
    const settings = { to: ["a@example.com", "b@example.com"], digest: "15m" };
    const calm = (message: string, at = 0, name = "asks-for-a-human") =>
      makeView(makeChat({ message, occurredAt: plus(monday, at), receivedAt: plus(monday, at) }), { rule: { name, severity: "normal" } });
    const urgent = makeView(makeChat({ message: "help" }), { rule: { name: "fire", severity: "high" } });

    function renderedFor(view: View): readonly Rendered[] {
      const to = configured(email, settings);
      return to.render(email.action.parse({}), view);
    }

    async function sendAll(views: readonly View[]): Promise<readonly Outcome[]> {
      const to = configured(email, settings);
      const sender = to.open(makeEdge({ SMTP_URL: sink.url, SMTP_FROM: "relay@example.com" }));
      const signal = AbortSignal.timeout(10_000);
      const all = views.flatMap((view) => renderedBy(email, to, {}, view));
      const outcomes = await sender.sendMany?.(
        all.map((message) => ({ message, context: makeContext(message, { signal }) })),
        signal,
      );
      await sender.close();
      return outcomes ?? [];
    }

    it("lets all that is not urgent wait for the same moment, and nothing that is", () => {
      const quarter = plus(monday, 15 * minute);
      expect(renderedFor(calm("a")).map(({ notBefore }) => notBefore)).toEqual([quarter, quarter]);
      expect(renderedFor(calm("a", 15 * minute - 1))[0]?.notBefore).toBe(quarter);
      expect(renderedFor(calm("a", 15 * minute))[0]?.notBefore).toBe(plus(quarter, 15 * minute));
      expect(renderedFor(urgent).map(({ notBefore }) => notBefore)).toEqual([undefined, undefined]);
    });

    it("sends each recipient one letter with everything in it, and what is urgent in one of its own", async () => {
      const outcomes = await sendAll([calm("first"), calm("second", 1_000), calm("third", 2_000, "frustrated"), urgent]);
      expect(outcomes.map(({ kind }) => kind)).toEqual(Array.from({ length: 8 }, () => "delivered"));
      const told = sink.mails.map(({ to, letter }) => `${to.join()} ${letter.subject}`).toSorted();
      expect(told).toEqual([
        "a@example.com 3 messages: asks-for-a-human, frustrated",
        "a@example.com A80HVD8577: fire",
        "b@example.com 3 messages: asks-for-a-human, frustrated",
        "b@example.com A80HVD8577: fire",
      ]);
      const digest = sink.mails.find(({ letter }) => letter.subject?.startsWith("3 messages"))?.letter;
      for (const message of ["first", "second", "third"]) {
        expect(digest?.text).toContain(message);
        expect(digest?.html).toContain(message);
      }
    });

    it("has the same Message-ID where the same messages go again", async () => {
      await sendAll([calm("first"), calm("second", 1_000)]);
      await sendAll([calm("first"), calm("second", 1_000)]);
      expect(new Set(sink.mails.map(({ letter }) => letter.messageId)).size).toBe(2); // one for each recipient
    });

    it("reads like any other letter where there is only one", async () => {
      await sendAll([calm("alone")]);
      expect(sink.mails[0]?.letter.subject).toBe("A80HVD8577: asks-for-a-human");
    });

    it("tells for each message how its letter ended", async () => {
      sink.script({ at: "rcpt", code: 550, text: "5.1.1 unknown" });
      const outcomes = await sendAll([calm("first"), calm("second", 1_000)]);
      expect(outcomes.filter(({ kind }) => kind === "refused")).toHaveLength(2);
      expect(outcomes.filter(({ kind }) => kind === "delivered")).toHaveLength(2);
    });

    it("shows in a preview what it would send, without waiting", () => {
      const shown = preview(configured(email, settings), { name: "mail", type: "email" });
      expect(shown.render(email.action.parse({}), calm("a"))[0]).not.toHaveProperty("notBefore");
    });
  });

  it.each([
    ["no key", { selector: "relay", key: "secret" }],
    ["a key of another kind", { selector: "relay", key: ed25519 }],
    ["a key that is too short to be believed", { selector: "relay", key: tiny }],
    ["no selector", { selector: "a b", key: makeDkimKey().pem }],
  ])("refuses at load DKIM with %s", (_what, dkim) => {
    expect(email.schema.safeParse({ to: "a@example.com", dkim }).success).toBe(false);
  });

  // D18
  it("says in signed headers and below the text how to get no more of its rule, and never whom it is about", async () => {
    const dkim = { selector: "relay", key: makeDkimKey().pem };
    const edge = makeEdge({ SMTP_URL: sink.url, SMTP_FROM: "relay@example.com", PUBLIC_URL: "https://relay.example.com" });
    const sender = configured(email, { to: "Oncall@example.com", dkim }).open(edge);
    const [message] = rendered();
    if (message === undefined) throw new Error("nothing was rendered");
    await sender.send(message, makeContext(message));
    await sender.close();
    const [{ raw, letter } = { raw: "", letter: undefined }] = sink.mails;
    const [, ticket = ""] =
      /^List-Unsubscribe: <https:\/\/relay\.example\.com\/l\/([\w-]+)>\r$/m.exec(raw.replace(/\r\n[ \t]+/g, " ")) ?? [];
    const mark = createHash("sha256").update("oncall@example.com").digest("hex").slice(0, 16);
    expect(Buffer.from(ticket, "base64url").toString()).toBe(`letters rule ${mark} asks-for-a-human.sealed`);
    expect(letter?.text?.trim().endsWith(`No more of these: https://relay.example.com/l/${ticket}`)).toBe(true);
    const [, signed = ""] = /^DKIM-Signature:.*?\sh=([^;]+);/ms.exec(raw) ?? [];
    expect(signed.replace(/\s/g, "").split(":")).toEqual(expect.arrayContaining(["list-unsubscribe", "list-unsubscribe-post"]));
  });

  it("names the list of its rule, for filters", async () => {
    await send({ view: makeView(makeChat({}), { rule: { name: "Asks for a Human!", severity: "high" } }) });
    expect(sink.mails[0]?.raw).toMatch(/^List-ID: <asks-for-a-human\.avatar-relay\.example\.com>\r$/im);
  });

  it.each([
    ["no server", { SMTP_FROM: "relay@example.com" }],
    ["a server of another kind", { SMTP_URL: "https://mail.example.com", SMTP_FROM: "relay@example.com" }],
    ["no sender", { SMTP_URL: "smtp://127.0.0.1:1" }],
    ["two senders", { SMTP_URL: "smtp://127.0.0.1:1", SMTP_FROM: "a@example.com, b@example.com" }],
  ])("waits for a person where the environment has %s", async (_what, variables) => {
    const sender = configured(email, { to: "oncall@example.com" }).open(makeEdge(variables));
    const [message] = rendered();
    if (message === undefined) throw new Error("nothing was rendered");
    expect(await sender.send(message, makeContext(message))).toMatchObject({ kind: "pause", reason: "credentials" });
    await sender.close();
  });

  it.each([
    ["no address", { to: "oncall" }],
    ["two without a comma", { to: "a@example.com b@example.com" }],
    ["one of two that is none", { to: ["a@example.com", "b@example.com, c"] }],
    ["a line end", { to: "a@example.com\r\nBcc: b@example.com" }],
    ["an address from an event without a list of domains", { to: "{{ event.data.email }}" }],
    ["a sender that is none", { to: "a@example.com", from: "relay" }],
  ])("refuses at load %s", (_what, settings) => {
    expect(email.schema.safeParse(settings).success).toBe(false);
  });

  it("needs a server, and a sender unless the file names one", () => {
    expect(email.requires(email.schema.parse({ to: "a@example.com" }))).toEqual(["SMTP_URL", "SMTP_FROM"]);
    expect(email.requires(email.schema.parse({ to: "a@example.com", from: "b@example.com" }))).toEqual(["SMTP_URL"]);
  });
});
