import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Redaction, redactorOf, viewRedactorOf } from "../../../src/rules/templates/redact/redact.ts";
import { complaints, loaded } from "../../support/load.ts";
import { makeChat } from "../../support/make.ts";
import { engineOf, programOf } from "../../support/program.ts";

const all: readonly Redaction[] = ["email", "phone", "card", "iban"];

type Row = readonly [text: string, redacted: string];

const emails: readonly Row[] = [
  ["write to anna.b+x@example.co.uk, please", "write to [email], please"],
  ["<Anna@Example.COM>", "<[email]>"],
  ["jürgen@müller.de and 李@例子.中国", "[email] and [email]"],
  ["a@b.io;c@d.io", "[email];[email]"],
  ["mailto:a@example.com.", "mailto:[email]."],
  ["a@xn--bcher-kva.example", "[email]"],
  ["@channel and a @ b.com", "@channel and a @ b.com"],
  ["root@localhost, 5@3", "root@localhost, 5@3"],
];

const phones: readonly Row[] = [
  ["call +49 170 1234567 now", "call [phone] now"],
  ["+49 (0)30 901820", "[phone]"],
  ["+1 (212) 555-0123", "[phone]"],
  ["tel:+442079460958", "tel:[phone]"],
  ["0044 20 7946 0958", "[phone]"],
  ["+371 2912 3456", "[phone]"],
  ["+81-3-1234-5678", "[phone]"],
  ["+86 138 0013 8000", "[phone]"],
  ["020 7946 0958", "[phone]"],
  ["07700 900123", "[phone]"],
  ["0170/1234567", "[phone]"],
  ["(030) 1234 5678", "[phone]"],
  ["06 12 34 56 78", "[phone]"],
  ["06.12.34.56.78", "[phone]"],
  ["06-12345678", "[phone]"],
  ["090-1234-5678", "[phone]"],
  ["(212) 555-0123", "[phone]"],
  ["212-555-0123 or 212.555.0199", "[phone] or [phone]"],
  ["1-800-555-0199", "[phone]"],
  ["612 345 678", "[phone]"],
  ["612 34 56 78", "[phone]"],
  ["my phone: 2125550123", "my phone: [phone]"],
  ["Handy ist 17612345678", "Handy ist [phone]"],
  ["tel. 2912 3456", "tel. [phone]"],
  ["+49 170 1234567", "[phone]"],
  ["order 2125550123", "order 2125550123"],
  ["order #12345, 3 of 4", "order #12345, 3 of 4"],
  ["on 2026-03-02 at 09:00:00", "on 2026-03-02 at 09:00:00"],
  ["am 02.03.2026 um 10:30 oder 05.03.2026 12345", "am 02.03.2026 um 10:30 oder 05.03.2026 12345"],
  ["2026-03-02T09:00:00.123Z", "2026-03-02T09:00:00.123Z"],
  ["1705312200", "1705312200"],
  ["192.168.100.200", "192.168.100.200"],
  ["1.234.567,89 €", "1.234.567,89 €"],
  ["0.1234567890", "0.1234567890"],
  ["123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"],
  ["2024-2025 and 10-20", "2024-2025 and 10-20"],
];

const cards: readonly Row[] = [
  ["4111111111111111", "[card]"],
  ["my card 4111 1111 1111 1111 12/27 123", "my card [card] 12/27 123"],
  ["5555-5555-5555-4444, 3782 822463 10005", "[card], [card]"],
  ["4111 1111 1111 1111 5555 5555 5555 4444", "[card] [card]"],
  ["４１１１ １１１１ １１１１ １１１１", "[card]"],
  ["٤١١١ ١١١١ ١١١١ ١١١١", "[card]"],
  ["4111\u200b1111\u00a01111\u20101111", "[card]"],
  ["4111.1111.1111.1111", "[card]"],
  ["card:6304000000000000!", "card:[card]!"],
  ["4111 1111 1111 1112", "4111 1111 1111 1112"],
  ["1705312200000 1705312200123456", "1705312200000 1705312200123456"],
  ["2026-03-02 09:00", "2026-03-02 09:00"],
];

const ibans: readonly Row[] = [
  ["DE89 3704 0044 0532 0130 00 is mine", "[iban] is mine"],
  ["DE89370400440532013000", "[iban]"],
  ["gb29 nwbk 6016 1331 9268 19.", "[iban]."],
  ["IBAN:NO9386011117947", "IBAN:[iban]"],
  ["LV80BANK0000435195001 and MT84MALT011000012345MTLCAST001S", "[iban] and [iban]"],
  ["DE88 3704 0044 0532 0130 00", "DE88 3704 0044 0532 0130 00"],
  ["DE89 3704", "DE89 3704"],
  ["ab12 is a room", "ab12 is a room"],
];

describe.each<[Redaction & string, readonly Row[]]>([
  ["email", emails],
  ["phone", phones],
  ["card", cards],
  ["iban", ibans],
])("redact: [%s]", (kind, rows) => {
  it.each(rows)("%j becomes %j", (text, redacted) => {
    expect(redactorOf([kind])(text)).toBe(redacted);
  });
});

describe("redact", () => {
  it("hides several kinds in one text, each by its own name", () => {
    const text = "a@b.io +49 170 1234567 4111 1111 1111 1111 DE89 3704 0044 0532 0130 00";
    expect(redactorOf(all)(text)).toBe("[email] [phone] [card] [iban]");
  });

  it("hides what a pattern of one's own finds, before the others look", () => {
    const customer = { name: "customer", pattern: "(?i)cust-[0-9]+@?" };
    expect(redactorOf([customer, "email"])("CUST-12 and cust-7@example.com")).toBe("[customer] and [customer]example.com");
  });

  it("leaves everything where nothing is wanted", () => {
    expect(redactorOf([])("a@b.io 4111111111111111")).toBe("a@b.io 4111111111111111");
    expect(viewRedactorOf([])).toBeUndefined();
  });

  it("lets no card number live that passes Luhn, whatever stands around it and between its digits", () => {
    const spaced = /\d(?:[^\p{L}\p{N}]{0,3}\d)*/gu;
    fc.assert(
      fc.property(card(), fc.constantFrom("", " ", "-", ".", "\u00a0", "\u200b", " - "), words(), words(), (digits, gap, before, after) => {
        const number = digits.replace(/(.{4})(?=.)/g, `$1${gap}`);
        const redacted = redactorOf(all)(`${before} ${number} ${after}`);
        expect(redacted).toMatch(/\[(card|iban)\]/); // a word before it can make an account of it
        for (const [left] of redacted.matchAll(spaced)) expect(left.replace(/\D/g, "")).not.toContain(digits);
      }),
      { numRuns: 2_000 },
    );
  });

  it("changes nothing when it is done again", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a@b.io", "+49 170 1234567", "4111", "1111", " ", "-", "x", "12", "DE89", "@", ".", "0"), {
          maxLength: 30,
        }),
        (parts) => {
          const once = redactorOf(all)(parts.join(""));
          expect(redactorOf(["email", "iban", "card"])(once)).toBe(once);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ["digits", "1"],
    ["digits and blanks", "1 "],
    ["names without an end", "a"],
    ["signs of addresses", "a@"],
    ["letters and digits", "DE89"],
    ["dots", "."],
    ["zeros", "0"],
    ["plus signs", "+1-"],
    ["words for telephones", "tel "],
    ["points and domains", "a@a."],
  ])("is not made slow by 200,000 %s", (_, piece) => {
    const text = piece.repeat(200_000 / piece.length);
    const start = performance.now();
    redactorOf(all)(text);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe("what templates see", () => {
  const redact = viewRedactorOf(all);

  it("is redacted in messages, data and findings, but not in the names of the conversation, nor in what was told of the visitor", () => {
    const mail = "a@b.io";
    const view = {
      event: {
        id: mail,
        type: "chat.push",
        agent: mail,
        session: mail,
        time: 1_772_442_000_000,
        message: mail,
        data: { deep: [{ mail, [mail]: 1 }], card: 4_111_111_111_111_111, id: mail },
      },
      rule: { name: "a@b.io", severity: "normal" },
      finding: { because: `says "${mail}"`, reasons: [mail], count: 3 },
      session: { id: mail, room: mail, messages: 2 },
      identity: { email: mail },
    };
    expect(redact?.(view)).toEqual({
      event: {
        id: mail,
        type: "chat.push",
        agent: mail,
        session: mail,
        time: 1_772_442_000_000,
        message: "[email]",
        data: { deep: [{ mail: "[email]", "[email]": 1 }], card: "[card]", id: "[email]" },
      },
      rule: { name: "a@b.io", severity: "normal" },
      finding: { because: 'says "[email]"', reasons: ["[email]"], count: 3 },
      session: { id: mail, room: "[email]", messages: 2 },
      identity: { email: mail },
    });
    expect(view.event.message).toBe(mail);
  });
});

describe("settings.redact", () => {
  const secrets = "mail a@b.io, order 4711";
  const fileWith = (redact: string) => `version: 1\nsettings:\n  redact: ${redact}\n`;

  it("reaches every message of every rule, and neither conditions nor traces", () => {
    const order = { name: "order", pattern: "order [0-9]+" };
    const when = { pattern: "order 4711" };
    const engine = engineOf(programOf([{ name: "asks", when }], { redact: ["email", order] }));
    const { messages, evaluations } = engine.run([makeChat({ message: secrets, data: { note: secrets } })]);
    expect(messages).toHaveLength(1);
    expect(JSON.stringify(messages)).not.toMatch(/a@b\.io|4711/);
    expect(messages[0]?.body).toMatchObject({ event: { message: "mail [email], [order]", data: { note: "mail [email], [order]" } } });
    expect(evaluations[0]?.trace.rules).toMatchObject([{ held: true, sent: 1 }]);
  });

  it("is nothing unless the file says so", () => {
    expect(loaded("version: 1").file.settings.redact).toEqual([]);
    expect(programOf([]).redact).toBeUndefined();
    const { messages } = engineOf(programOf([{ name: "asks" }])).run([makeChat({ message: secrets })]);
    expect(JSON.stringify(messages)).toContain(secrets);
  });

  it("takes kinds and patterns, and shows them again", () => {
    const { file, effective } = loaded(fileWith("[email, phone, card, iban, { name: order, pattern: 'order [0-9]+' }]"));
    const wanted = ["email", "phone", "card", "iban", { name: "order", pattern: "order [0-9]+" }];
    expect(file.settings.redact).toEqual(wanted);
    expect(effective).toMatchObject({ settings: { redact: wanted } });
  });

  it.each([
    ["[emial]", /E_VALUE settings\.redact\[0\]: .*did you mean "email"\?/],
    ["emial", /E_VALUE settings\.redact: .*did you mean "email"\?/],
    ["[{ name: order }]", /E_MISSING_KEY settings\.redact\[0\]\.pattern/],
    ["[{ name: order, pattern: '(' }]", /E_REGEX settings\.redact\[0\]\.pattern/],
    ["[{ name: order, pattern: '(?=a)' }]", /E_REGEX_UNSUPPORTED settings\.redact\[0\]\.pattern/],
    ["[{ name: order, pattern: 'x*' }]", /E_VALUE settings\.redact\[0\]\.pattern: the pattern finds nothing at all/],
    ["[{ name: $1, pattern: x }]", /E_VALUE settings\.redact\[0\]\.name: expected a name of small letters/],
  ])("refuses %s", (written, line) => {
    const lines = complaints(fileWith(written));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(line);
  });
});

/** A number as issuers give them, with its check digit. */
function card(): fc.Arbitrary<string> {
  const issuer = fc.constantFrom(
    ["4", 13],
    ["4", 16],
    ["4", 19],
    ["51", 16],
    ["2221", 16],
    ["34", 15],
    ["6011", 16],
    ["36", 14],
    ["3528", 16],
    ["62", 19],
    ["50", 12],
  );
  return issuer.chain(([prefix, length]) =>
    fc
      .array(fc.integer({ min: 0, max: 9 }), {
        minLength: Number(length) - String(prefix).length - 1,
        maxLength: Number(length) - String(prefix).length - 1,
      })
      .map((rest) => withCheckDigit(String(prefix) + rest.join(""))),
  );
}

function withCheckDigit(digits: string): string {
  let sum = 0;
  for (const [index, digit] of [...digits].reverse().entries()) {
    const weighed = index % 2 === 0 ? 2 * Number(digit) : Number(digit);
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return digits + String((10 - (sum % 10)) % 10);
}

function words(): fc.Arbitrary<string> {
  return fc.constantFrom("", "my card:", "12/27", "123", "order 77", "+49", "x", "0", "call me", "a@b", "DE89", "2026-03-02");
}
