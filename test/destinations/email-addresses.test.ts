import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { isAddress, readMailbox, readMailboxes } from "../../src/destinations/email/address.ts";
import { email } from "../../src/destinations/email/email.ts";
import { configured, makeContext, makeEdge, makeView, renderedBy } from "../support/destination-edge.ts";
import { makeChat } from "../support/make.ts";
import { hasPython, headersIn } from "../support/python-mail.ts";
import { openSmtpSink } from "../support/smtp-sink.ts";
import { openSmtpWire } from "../support/smtp-wire.ts";

const mailboxes: readonly (readonly [text: string, name: string, address: string])[] = [
  ["relay@example.com", "", "relay@example.com"],
  ["Avatar relay <relay@example.com>", "Avatar relay", "relay@example.com"],
  ['"Acme, Inc." <relay@acme.example>', "Acme, Inc.", "relay@acme.example"],
  ["Acme, Inc. <relay@acme.example>", "Acme, Inc.", "relay@acme.example"],
  ['"Zoë \\"the relay\\" Müller" <relay@acme.example>', 'Zoë "the relay" Müller', "relay@acme.example"],
  ["relay@bücher.example", "", "relay@xn--bcher-kva.example"],
  ["Bücher <relay@BÜCHER.example>", "Bücher", "relay@xn--bcher-kva.example"],
  ["relay@例え.テスト", "", "relay@xn--r8jz45g.xn--zckzah"],
  ["müller@bücher.example", "", "müller@xn--bcher-kva.example"],
  ["<relay@example.com>", "", "relay@example.com"],
  ["relay@example.com\n", "", "relay@example.com"],
];

const mistakes: readonly (readonly [text: string, faults: number])[] = [
  ["", 1],
  ["relay", 1],
  ["relay, other", 2],
  ["a@example.com, relay, other@", 2],
  ["a@example.com b@example.com", 1],
  ["a@example.com\r\nBcc: b@example.com", 1],
  ["a@ex ample.com", 1],
  ["a@@example.com", 1],
  ["a@b/c.example", 1],
];

describe("an address of a mail", () => {
  it.each(mailboxes)("is read as mail programs read it: %s", (text, name, address) => {
    expect(readMailbox(text)).toEqual({ name, address });
  });

  it.each(mistakes)("is told with each mistake: %s", (text, count) => {
    expect(readMailboxes(text).faults).toHaveLength(count);
    expect(isAddress(text)).toBe(false);
  });

  it("is one where one is meant", () => {
    expect(readMailbox("a@example.com, b@example.com")).toEqual({ faults: ["there are 2 addresses where one is meant"] });
  });

  it("is told with every mistake of a list, in one run", () => {
    const { error } = email.schema.safeParse({ to: ["a@example.com, relay, other", "b@", "c@example.com"], from: "Acme <acme>" });
    expect(error?.issues.map(({ path, message }) => [path[0], message])).toEqual([
      ["to", expect.stringContaining('"relay"')],
      ["to", expect.stringContaining('"other"')],
      ["to", expect.stringContaining('"b@"')],
      ["from", expect.stringContaining('"acme"')],
    ]);
  });
});

async function sent(settings: JsonObject, from: string, data: JsonObject = {}): Promise<readonly string[]> {
  const wire = await openSmtpWire();
  const to = configured(email, settings);
  const sender = to.open(makeEdge({ SMTP_URL: `smtp://127.0.0.1:${wire.port}`, SMTP_FROM: from }));
  for (const message of renderedBy(email, to, {}, makeView(makeChat({ data })))) await sender.send(message, makeContext(message));
  await sender.close();
  await wire.close();
  return wire.commands.filter((line) => /^(MAIL|RCPT)/.test(line));
}

describe("what a mail server is told of such addresses", () => {
  it("is the sender's domain in letters of ASCII", async () => {
    const commands = await sent({ to: "oncall@example.com" }, '"Acme, Inc." <relay@bücher.example>');
    expect(commands).toEqual(["MAIL FROM:<relay@xn--bcher-kva.example>", "RCPT TO:<oncall@example.com>"]);
  });

  it("is each of a list by itself, once", async () => {
    const commands = await sent({ to: ['"Acme, Inc." <a@acme.example>, b@bücher.example', "B@xn--bcher-kva.example"] }, "r@example.com");
    expect(commands.filter((line) => line.startsWith("RCPT"))).toEqual(["RCPT TO:<a@acme.example>", "RCPT TO:<b@xn--bcher-kva.example>"]);
    expect(commands).toHaveLength(4);
  });

  it("is that it has to take letters of another script, where they stand before the @ (RFC 6531)", async () => {
    const commands = await sent({ to: "müller@bücher.example" }, "r@example.com");
    expect(commands).toEqual(["MAIL FROM:<r@example.com> SMTPUTF8", "RCPT TO:<müller@bücher.example>"]);
  });

  it("is an address of an event whose domain is allowed, in either spelling", async () => {
    for (const address of ["v@bücher.example", "v@xn--bcher-kva.example"]) {
      const settings = { to: "{{ event.data.email }}", allow_domains: ["bücher.example"] };
      expect(await sent(settings, "r@example.com", { email: address })).toContain("RCPT TO:<v@xn--bcher-kva.example>");
    }
  });
});

it.skipIf(!hasPython)("names with commas stand in quotes in the headers of a letter", async () => {
  const sink = await openSmtpSink();
  const to = configured(email, { to: '"Support, night" <a@acme.example>' });
  const sender = to.open(makeEdge({ SMTP_URL: sink.url, SMTP_FROM: '"Acme, Inc." <relay@bücher.example>' }));
  for (const message of renderedBy(email, to)) await sender.send(message, makeContext(message));
  await sender.close();
  await sink.close();
  const { strict } = headersIn(sink.mails[0]?.raw ?? "");
  expect(strict.from).toBe('"Acme, Inc." <relay@xn--bcher-kva.example>');
  expect(strict.to).toBe('"Support, night" <a@acme.example>');
  expect(strict["message-id"]).toMatch(/@xn--bcher-kva\.example>$/);
  expect(strict["list-id"]).toMatch(/^[\x20-\x7e]*$/);
});
