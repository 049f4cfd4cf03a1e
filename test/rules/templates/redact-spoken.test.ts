import { describe, expect, it } from "vitest";
import { redactions, redactorOf, viewRedactorOf } from "../../../src/rules/templates/redact.ts";

const redact = redactorOf(redactions);

type Row = readonly [text: string, redacted: string];

/** As people say it, and as they type it. */
const found: readonly Row[] = [
  // cards
  ["4111, 1111, 1111, 1111", "[card]"],
  ["it's 4111 - 1111 - 1111 - 1111 thanks", "it's [card] thanks"],
  ["4111/1111/1111/1111", "[card]"],
  ["4111_1111_1111_1111", "[card]"],
  ["4111  1111  1111  1111", "[card]"],
  ["4111\n1111\n1111\n1111", "[card]"],
  ["4111·1111·1111·1111", "[card]"],
  ["𝟒𝟏𝟏𝟏 𝟏𝟏𝟏𝟏 𝟏𝟏𝟏𝟏 𝟏𝟏𝟏𝟏", "[card]"],
  ["४१११ ११११ ११११ ११११", "[card]"],
  ["4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "[card]"],
  ["41 11 11 11 11 11 11 11", "[card]"],
  ["3782, 822463, 10005", "[card]"],
  ["4️⃣1️⃣1️⃣1️⃣ 1111 1111 1111", "[card]"],
  ["four one one one one one one one one one one one one one one one", "[card]"],
  ["four triple one, one one one one, one one one one, one one one one", "[card]"],
  ["vier eins eins eins eins eins eins eins eins eins eins eins eins eins eins eins", "[card]"],
  ["card 5555, 5555, 5555, 4444 exp 12/27", "card [card] exp 12/27"],
  // accounts
  ["DE89, 3704, 0044, 0532, 0130, 00", "[iban]"],
  ["ＤＥ89 3704 0044 0532 0130 00", "[iban]"],
  ["DE89\u200b3704\u200b0044\u200b0532\u200b0130\u200b00", "[iban]"],
  // addresses
  ["john at example dot com", "[email]"],
  ["you can write to john at example dot com please", "you can write to [email] please"],
  ["john dot smith at example dot co dot uk", "[email]"],
  ["john underscore smith at example dot com", "[email]"],
  ["john.smith at gmail dot com", "[email]"],
  ["info at example dot com", "[email]"],
  ["john (at) example (dot) com", "[email]"],
  ["john [at] example [dot] com", "[email]"],
  ["john{at}example.com", "[email]"],
  ["john (at) example.com", "[email]"],
  ["john(at)example(dot)com", "[email]"],
  ["JOHN AT EXAMPLE DOT COM", "[email]"],
  ["ada＠example.com", "[email]"],
  ["ada﹫example．com", "[email]"],
  ["ada@\u200bexample.com", "[email]"],
  ["a\u00adda@exam\u200bple.com", "[email]"],
  ["ada@example。com", "[email]"],
  ["ｊｏｈｎ@example.com", "[email]"],
  ["john@example dot com", "[email]"],
  ["john @ example dot com", "[email]"],
  ["my email is john at example.com", "my email is [email]"],
  ["john99 at example.com", "[email]"],
  ["juan arroba ejemplo punto com", "[email]"],
  ["escríbeme a juan.perez arroba ejemplo punto es", "escríbeme a [email]"],
  ["joao arroba exemplo ponto com ponto br", "[email]"],
  ["jean arobase exemple point fr", "[email]"],
  ["jean arrobase exemple point com", "[email]"],
  ["anna klammeraffe beispiel punkt de", "[email]"],
  ["anna at beispiel punkt de", "[email]"],
  ["anna ät beispiel punkt de", "[email]"],
  ["anna bindestrich maria at beispiel punkt de", "[email]"],
  ["marco chiocciola esempio punto it", "[email]"],
  ["jan apenstaartje voorbeeld punt nl", "[email]"],
  ["janis (et) piemers (punkts) lv", "[email]"],
  ["janis at piemers punkts lv", "[email]"],
  ["john艾特example点com", "[email]"],
  ["我的邮箱是 john 艾特 example 点 com", "我的邮箱是 [email]"],
  // telephones
  ["＋49 30 1234567", "[phone]"],
  ["+４９ ３０ １２３４５６７", "[phone]"],
  ["+49\u200b30\u200b1234567", "[phone]"],
  ["+49–30–1234567", "[phone]"],
  ["my number is 4155552671", "my number is [phone]"],
  ["My number's 4155552671", "My number's [phone]"],
  ["ring me on 4158675309", "ring me on [phone]"],
  ["call me back at 415 867 5309", "call me back at [phone]"],
  ["text me: 4158675309", "text me: [phone]"],
  ["you can reach me under 4158675309", "you can reach me under [phone]"],
  ["the number is 4155552671", "the number is [phone]"],
  ["meine Nummer ist 17612345678", "meine Nummer ist [phone]"],
  ["ruf mich an: 17612345678", "ruf mich an: [phone]"],
  ["ich bin erreichbar unter 17612345678", "ich bin erreichbar unter [phone]"],
  ["mi número es 612345678", "mi número es [phone]"],
  ["llámame al 612345678", "llámame al [phone]"],
  ["mon numéro est le 612345678", "mon numéro est le [phone]"],
  ["appelez-moi au 612345678", "appelez-moi au [phone]"],
  ["il mio numero è 3471234567", "il mio numero è [phone]"],
  ["chiamami al 3471234567", "chiamami al [phone]"],
  ["o meu número é 912345678", "o meu número é [phone]"],
  ["mijn nummer is 612345678", "mijn nummer is [phone]"],
  ["mans numurs ir 29123456", "mans numurs ir [phone]"],
  ["我的手机是13800138000", "我的手机是[phone]"],
  ["电话:13800138000", "电话:[phone]"],
  ['{"phone": 491701234567}', '{"phone": [phone]}'],
  ["four one five five five five two six seven one", "[phone]"],
  ["call me on four one five, five five five, two six seven one", "call me on [phone]"],
  ["oh seven seven double oh nine double oh one two three", "[phone]"],
  ["null eins sieben sechs eins zwei drei vier fünf sechs", "[phone]"],
  ["zéro six douze trente-quatre cinquante-six soixante-dix-huit", "[phone]"],
  ["seis uno dos tres cuatro cinco seis siete ocho", "[phone]"],
  ["tre quattro sette uno due tre quattro cinque sei sette", "[phone]"],
  ["nove um dois três quatro cinco seis sete oito", "[phone]"],
  ["nul zes een twee drie vier vijf zes zeven acht", "[phone]"],
  ["divi deviņi viens divi trīs četri pieci seši septiņi", "[phone]"],
  ["一三八零零一三八零零零", "[phone]"],
  [
    "null einsiebzig dreiundzwanzig fünfundvierzig siebenundsechzig neunundachtzig",
    "null einsiebzig dreiundzwanzig fünfundvierzig siebenundsechzig neunundachtzig",
  ],
];

/** Order numbers, times, prices, dates, places: what people need to read. */
const kept: readonly string[] = [
  "order 2125550123",
  "my order number is 4155552671",
  "the ticket number is 4155552671",
  "invoice number: 20261130001",
  "Bestellnummer 4155552671",
  "mi pedido es 4155552671",
  "tracking number is 123456789012",
  "call me about order 2125550123",
  "phone me, my booking is 415555267",
  "call me at 10:30 on 12.05.2026",
  "call me on 2026-03-02",
  "call me on 12/05/2026",
  "ring me at 5 pm",
  "text me at 18:30 or 19:45",
  "my phone cost 1299.00",
  "the phones cost 500 600 700",
  "mobile plan: 39.99, 12.50, 24.20, 15.00",
  "reach me between 9 and 17",
  "on 2026-03-02 at 09:00:00",
  "from 12.05.2026 to 13.06.2026",
  "12.05.2026 13.06.2026 14.07.2026",
  "open 09:00-17:30, 10:00-14:00 on Saturdays",
  "3.99, 12.50, 4.20, 15.00",
  "39.99, 12.50, 24.20, 15.00",
  "1.234.567,89 € and 2,345.00 $",
  "1,000,000 visitors and 2,500,000 views",
  "4 8 15 16 23 42",
  "4 8 15 16 23 42 4 8 15 16 23 42",
  "1 2 3 4 5 6 7 8 9 10",
  "rooms 101, 102, 103, 104, 105",
  "lottery 12, 24, 31, 37, 44, 49",
  "4111, 1111, 1111, 1112",
  "version 1.2.3.4 of 2026.11.30",
  "192.168.100.200 and 10.0.0.1",
  "error 0x80070005, code 500",
  "the year 1999, 2000 or 2001",
  "1705312200",
  "2026-11-30T10:15:00.000Z",
  "postcode 10115 Berlin, 75001 Paris",
  "ISBN 978-3-16-148410-1",
  "look at example dot com",
  "find us at example dot com",
  "it is at example dot com",
  "you can order at shop.example.com",
  "visit us at example.com",
  "meet me at noon",
  "let's meet at five dot",
  "look at row dot product",
  "a @ b.com",
  "@channel and @here",
  "5 items @ 3.99",
  "two tickets at 12.50",
  "the point at issue",
  "the dot at the end",
  "one at a time",
  "node.js at work",
  "il punto è questo",
  "wir treffen uns um punkt zwölf",
  "one two three",
  "one or two, three or four",
  "twenty one people, thirty two chairs",
  "my order number is four five six seven eight nine one two three",
  "order four five six seven eight nine one two three",
  "I have one, two had none",
  "seven of nine",
  "e o a e o",
  "um dois três",
  "room twelve, floor three",
  "at ten to five or five to ten",
  "zwei oder drei Personen um acht",
  "DE89 3704 is not an account",
  "DE88, 3704, 0044, 0532, 0130, 00",
  "seat 12A, gate B42, flight LH1234",
  "my number one favourite",
  "size 42, colour 7, quantity 12",
  "chapter 4.1.1.1",
  "score 3-2, 4-1, 0-0",
  "24/7, 365 days",
];

describe("redact finds what is spoken and typed", () => {
  it.each(found)("%j becomes %j", (text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });
});

describe("redact leaves what is no address, card, account or telephone", () => {
  it.each(kept.map((text) => [text]))("%j", (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe("numbers in data, by their key", () => {
  const shown = viewRedactorOf(redactions);
  const dataOf = (data: Record<string, string | number>) =>
    shown?.({ event: { data }, rule: { name: "", severity: "" }, finding: {}, session: {}, identity: {} }).event.data;

  it.each([
    ["phone", 491_701_234_567, "[phone]"],
    ["customerPhone", 4_155_552_671, "[phone]"],
    ["phone_number", "4155552671", "[phone]"],
    ["Mobile-No", "0170 1234567", "[phone]"],
    ["téléphone", "612345678", "[phone]"],
    ["whatsapp", "(415) 555 2671", "[phone]"],
    ["msisdn", 491_701_234_567, "[phone]"],
    ["card_number", "4111 1111 1111 1112", "[card]"],
    ["creditCard", 4_111_111_111_111_111, "[card]"],
    ["order", 491_701_234_567, 491_701_234_567],
    ["time", 1_772_442_000_000, 1_772_442_000_000],
    ["phones", 3, 3],
    ["phone", "none", "none"],
    ["card", "4242", "4242"],
    ["telemetry", 1_772_442_000, 1_772_442_000],
  ])("%s: %j becomes %j", (key, value, becomes) => {
    expect(dataOf({ [key]: value })).toEqual({ [key]: becomes });
  });
});

describe("what is found in a copy is hidden in the text", () => {
  it.each([
    ["ﬁne: ada＠example.com – ok", "ﬁne: [email] – ok"],
    ["ﷺ ada＠example.com ﷺ", "ﷺ [email] ﷺ"],
    ["😀😀 ＋49 30 1234567 😀", "😀😀 [phone] 😀"],
    ["e\u0301 ada@example.com e\u0301", "e\u0301 [email] e\u0301"],
    ["x four one one one 1111 1111 1111 y", "x [card] y"],
    ["４ apples and ＡＢＣ", "４ apples and ＡＢＣ"],
  ])("%j becomes %j", (text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });
});
