import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { View } from "../../src/core/destination.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { email } from "../../src/destinations/email/email.ts";
import { configured, makeContext, makeEdge, makeView, renderedBy } from "../support/destination-edge.ts";
import { makeChat } from "../support/make.ts";
import { hasPython, headersIn } from "../support/python-mail.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

const hello = Buffer.from("Your bank\u202e\r\nBcc: x").toString("base64");

/** What a visitor writes, and what a reader of the letter has to see in its subject. */
const written: readonly (readonly [what: string, message: string, shown: string])[] = [
  ["base64", `=?utf-8?B?${hello}?=`, `=?utf-8?B?${hello}?=`],
  ["base64 in small letters", `=?UTF-8?b?${hello}?= !`, `=?UTF-8?b?${hello}?= !`],
  ["quoted-printable", "=?utf-8?Q?Your=20bank?=", "=?utf-8?Q?Your=20bank?="],
  ["quoted-printable with a space inside", "see =?utf-8?q?Your bank?= now", "see =?utf-8?q?Your bank?= now"],
  ["another set of characters", "=?ISO-8859-1?Q?Z=F6?=", "=?ISO-8859-1?Q?Z=F6?="],
  ["one with a language (RFC 2231)", "=?utf-8*en?B?SGk=?=", "=?utf-8*en?B?SGk=?="],
  ["two in a row", "=?utf-8?B?SGk=?= =?utf-8?B?SGk=?=", "=?utf-8?B?SGk=?= =?utf-8?B?SGk=?="],
  ["one that is folded", "=?utf-8?B?SGk=?=\r\n =?utf-8?B?SGk=?=", "=?utf-8?B?SGk=?= =?utf-8?B?SGk=?="],
  ["one within a word", "x=?utf-8?B?SGk=?=y", "x=?utf-8?B?SGk=?=y"],
  ["one beside letters of another script", "Zoë =?utf-8?B?SGk=?=", "Zoë =?utf-8?B?SGk=?="],
  ["half of one", "=?utf-8?B?SGk", "=?utf-8?B?SGk"],
  ["a long one", `${"a b ".repeat(20)}=?utf-8?B?${"QUJD".repeat(25)}?=`, `${"a b ".repeat(20)}=?utf-8?B?${"QUJD".repeat(25)}?=`],
  ["one of quotes and backslashes", '"=?utf-8?B?SGk=?=" \\', '"=?utf-8?B?SGk=?=" \\'],
  ["an emoji and a text that looks like nothing", "😀 plain", "😀 plain"],
  ["a turn of the direction of writing", "invoice\u202egnp.exe\u2066x\u2069\u200f", "invoicegnp.exex"],
  ["control characters", "a\u0000b\u0007c\u001b[31md", "a b c [31md"],
];

describe.skipIf(!hasPython)("the headers of a letter, as another program reads them", () => {
  let sink: SmtpSink;

  beforeEach(async () => {
    sink = await openSmtpSink();
  });

  afterEach(async () => {
    await sink.close();
  });

  async function lettersFor(action: JsonObject, view: View): Promise<readonly string[]> {
    const to = configured(email, { to: "oncall@example.com" });
    const sender = to.open(makeEdge({ SMTP_URL: sink.url, SMTP_FROM: "Avatar\u202e relay <relay@example.com>" }));
    for (const message of renderedBy(email, to, action, view)) await sender.send(message, makeContext(message));
    await sender.close();
    return sink.mails.map(({ raw }) => raw);
  }

  it.each(written)("show a visitor's %s as it was written", async (_what, message, shown) => {
    const [letter = ""] = await lettersFor({ subject: "{{ event.message }}" }, makeView(makeChat({ message })));
    const { strict, lenient } = headersIn(letter);
    expect([strict.subject, lenient.subject]).toEqual([shown, shown]);
    expect(strict.from).toBe("Avatar relay <relay@example.com>");
    expect(Object.keys(strict)).not.toContain("bcc");
    for (const line of letter.split("\r\n")) expect(line.length).toBeLessThan(998);
  });

  it("show one that two fields make together as it was written", async () => {
    const chat = makeChat({ message: "x", data: { role: "user", message: "x", one: "=?utf-8?B?", other: "SGk=?=" } });
    const [letter = ""] = await lettersFor({ subject: "{{ event.data.one }}{{ event.data.other }}" }, makeView(chat));
    expect(headersIn(letter).lenient.subject).toBe("=?utf-8?B?SGk=?=");
  });

  it("hold no encoded word where the name of the rule or the agent is one", async () => {
    const tricky = "=?utf-8?B?SGk=?=";
    const view = makeView(makeChat({ agent: tricky }), { rule: { name: tricky, severity: "high" } });
    const [letter = ""] = await lettersFor({}, view);
    const { lenient } = headersIn(letter);
    expect(lenient.subject).toBe(`${tricky}: ${tricky}`);
    expect(lenient["list-id"]).toMatch(/^<[a-z0-9.-]+>$/);
  });
});
