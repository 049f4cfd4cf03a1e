import { describe, expect, it } from "vitest";
import { hearLanguage, type LanguageScores, languageOf, shippedMarks } from "../../src/detect/language.ts";
import { languageCodes } from "../../src/detect/languages.ts";
import { readShortMessages } from "../../train/short-messages.ts";

function hear(...messages: readonly string[]): string | undefined {
  let tongue: LanguageScores = {};
  for (const message of messages) tongue = hearLanguage(tongue, message, shippedMarks());
  return languageOf(tongue)?.code;
}

/** As visitors of a help desk write. */
const said: readonly (readonly [code: string, message: string])[] = [
  ["en", "I still haven't got my refund"],
  ["en", "can you cancel the subscription please"],
  ["de", "Ich warte seit drei Wochen auf mein Geld"],
  ["de", "koennen sie mir bitte helfen"],
  ["fr", "Je n'arrive pas à me connecter à mon compte"],
  ["fr", "ou est ma commande svp"],
  ["es", "¿Dónde está mi pedido?"],
  ["es", "quiero hablar con una persona"],
  ["pt", "Onde está o meu pedido? Já esperei muito"],
  ["pt", "não consigo entrar na minha conta"],
  ["it", "Vorrei parlare con una persona, grazie"],
  ["it", "non riesco ad accedere al mio conto"],
  ["nl", "Waar is mijn bestelling? Ik wacht al een week"],
  ["sv", "Jag har inte fått min beställning än"],
  ["da", "Hvornår får jeg mine penge tilbage?"],
  ["no", "Hvorfor har jeg ikke fått noen svar fra dere?"],
  ["fi", "Missä minun tilaukseni on?"],
  ["pl", "Gdzie jest moje zamówienie?"],
  ["cs", "Kde je moje objednávka? Už čekám týden, prosím"],
  ["sk", "Kde je moja objednávka? Ďakujem"],
  ["hu", "Hol van a rendelésem?"],
  ["ro", "Unde este comanda mea?"],
  ["hr", "Gdje je moja narudžba? Što da radim?"],
  ["sl", "Kje je moje naročilo? Kaj naj naredim?"],
  ["tr", "Siparişim nerede? Hâlâ bekliyorum"],
  ["lv", "Kur ir mans pasūtījums?"],
  ["lt", "Kur yra mano užsakymas?"],
  ["et", "Kus on minu tellimus?"],
  ["id", "di mana pesanan saya? saya sudah lama menunggu"],
  ["vi", "Đơn hàng của tôi ở đâu?"],
  ["ru", "Где мой заказ? Я жду уже неделю"],
  ["uk", "Де моє замовлення? Я чекаю вже тиждень"],
  ["bg", "Къде е моята поръчка? Чакам от една седмица"],
  ["sr", "Где је моја поруџбина?"],
  ["ar", "أين طلبي؟ أريد التحدث مع شخص"],
  ["fa", "سفارش من کجاست؟ لطفا کمک کنید"],
  ["ur", "میرا آرڈر کہاں ہے؟"],
  ["ja", "注文はどこですか"],
  ["ko", "제 주문은 어디에 있나요?"],
  ["zh", "我的订单在哪里？"],
  ["th", "คำสั่งซื้อของฉันอยู่ที่ไหน"],
  ["el", "Πού είναι η παραγγελία μου;"],
  ["he", "איפה ההזמנה שלי?"],
  ["hi", "मेरा ऑर्डर कहाँ है?"],
  ["bn", "আমার অর্ডার কোথায়?"],
  ["ta", "என் ஆர்டர் எங்கே?"],
  ["te", "నా ఆర్డర్ ఎక్కడ ఉంది?"],
  ["ka", "სად არის ჩემი შეკვეთა?"],
  ["hy", "Որտե՞ղ է իմ պատվերը"],
];

describe("the language of a visitor", () => {
  it.each(said)("%s: %s", (code, message) => expect(hear(message)).toBe(code));

  it.each([
    ["de", "vielen dank"],
    ["nl", "kun je me helpen"],
    ["pl", "ile to kosztuje"],
    ["en", "see you tomorrow"],
    ["it", "quanto costa"],
    ["pt", "quanto custa"],
    ["fi", "voitko auttaa minua"],
    ["cs", "na shledanou"],
  ])("is told from one short message, %s: %s", (code, message) => expect(hear(message)).toBe(code));

  it("is told right of most short messages, wrong of few, and left open of the rest", () => {
    const told = readShortMessages().map(({ code, text }) => ({ code, heard: hear(text) }));
    expect(told.filter(({ code, heard }) => heard === code).length / told.length).toBeGreaterThan(0.84);
    expect(told.filter(({ code, heard }) => heard !== undefined && heard !== code).length / told.length).toBeLessThan(0.025);
  });

  it("is told of a long message in bounded time", () => {
    const began = process.cpuUsage();
    hear("Wo ist meine Bestellung ".repeat(100), "é".repeat(2_000));
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(200); // milliseconds of work
  });

  it("is tried in all that can be named", () => {
    expect([...new Set(said.map(([code]) => code))].sort()).toEqual([...languageCodes].sort());
  });

  it.each(["", "ok", "12345", "👍", "A-7781", "Anna"])("is not told by %j", (message) => expect(hear(message)).toBeUndefined());

  it("is what was spoken before, where a message tells nothing", () => {
    expect(hear("Wo ist meine Bestellung?", "ok", "12345")).toBe("de");
  });

  it("may change in the middle of a conversation", () => {
    expect(hear("Where is my order?", "I have been waiting", "Sprechen Sie Deutsch? Wo ist meine Bestellung?")).toBe("de");
  });

  it("is remembered in a few numbers, however long the conversation", () => {
    let tongue: LanguageScores = {};
    for (let turn = 0; turn < 200; turn += 1) tongue = hearLanguage(tongue, said[turn % said.length]?.[1] ?? "", shippedMarks());
    expect(JSON.stringify(tongue).length).toBeLessThan(100);
  });
});
