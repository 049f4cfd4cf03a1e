import { describe, expect, test } from "vitest";
import type { Reading } from "../../src/core/condition.ts";
import type { Instant } from "../../src/core/time.ts";
import { grammars } from "../../src/detect/grammars/index.ts";
import { listen } from "../../src/detect/index.ts";
import { packs } from "../../src/detect/packs/index.ts";

function hear(text: string): Reading | undefined {
  return listen(undefined, { role: "user", text, at: 0 as Instant }).reading;
}

describe.each([
  ["en", "I have had enough, your support is useless", "Could you tell me the opening hours?", "let me talk to a real person"],
  ["de", "Mir reicht es, euer Kundendienst ist unfähig", "Wann haben Sie am Samstag geöffnet?", "ich möchte mit einem Menschen sprechen"],
  ["fr", "J'en ai marre, vous êtes vraiment incapables", "Quels sont vos horaires le samedi ?", "je veux parler à un conseiller"],
  ["es", "Estoy harto, son unos inútiles", "¿Cuál es el horario del sábado?", "quiero hablar con una persona"],
  ["pt", "Que absurdo, vocês são uns inúteis", "Qual é o horário de sábado?", "quero falar com um atendente"],
  ["it", "Sono stufo, siete degli incapaci", "Quali sono gli orari del sabato?", "vorrei parlare con un operatore"],
  ["nl", "Ik ben het zat, wat een oplichters", "Wat zijn de openingstijden op zaterdag?", "ik wil een medewerker spreken"],
  ["zh", "太差劲了，你们都是骗子", "请问周六几点开门", "转人工"],
  ["ja", "もう三回も言ったのに全然動かないんだけど", "日曜日は何時に閉まりますか", "人間の担当者と話したいです"],
  ["ar", "هذا سيء جدا قلت لك ثلاث مرات لا يعمل", "ما هي ساعات العمل يوم السبت", "أريد التحدث مع موظف"],
  ["hi", "यह बहुत बुरा है काम नहीं कर रहा", "शनिवार को आप कब खुलते हैं", "मुझे किसी इंसान से बात करनी है"],
  ["ru", "это ужасно уже три раза говорил ничего не работает", "во сколько вы открываетесь в субботу", "соедините меня с оператором"],
  ["pl", "mówiłem już trzy razy i dalej nic nie działa to jest okropne", "o której otwieracie w sobotę", "chcę rozmawiać z człowiekiem"],
  ["tr", "bu rezalet hala çalışmıyor kaç kere söyledim", "cumartesi saat kaçta açılıyorsunuz", "müşteri temsilcisine bağlanmak istiyorum"],
  ["lv", "Man pietiek, jūs esat krāpnieki", "Cikos jūs strādājat sestdien?", "gribu runāt ar operatoru"],
])("%s", (language, complaint, question, wish) => {
  test("has a pack on the shelf", () => expect(packs.map((pack) => pack.language)).toContain(language));
  test("a complaint is heard", () => expect(hear(complaint)?.frustration.message).toBeGreaterThanOrEqual(0.5));
  test("a plain question is not one", () => expect(hear(question)?.frustration.message).toBeLessThan(0.5));
  test("the wish for a person is heard", () => expect(hear(wish)?.human.score).toBeGreaterThanOrEqual(0.5));
});

test("every pack has a grammar, and no grammar is without its pack", () => {
  const codes = (all: readonly { readonly language: string }[]) => all.map(({ language }) => language).sort();
  expect(codes(grammars)).toEqual(codes(packs));
});

test.each([
  ["ja", "誰か倒れています救急車を呼んでください", "もう生きていたくない"],
  ["ar", "اتصلوا بالإسعاف أبي لا يتنفس", "لا أريد أن أعيش بعد الآن"],
  ["hi", "एंबुलेंस बुलाओ पापा बेहोश हो गए", "मैं जीना नहीं चाहता"],
  ["ru", "вызовите скорую муж не дышит", "я больше не хочу жить"],
  ["pl", "wezwijcie karetkę ktoś zemdlał", "nie chcę już żyć"],
  ["tr", "ambulans çağırın babam nefes almıyor", "artık yaşamak istemiyorum"],
])("an emergency is heard in %s", (_, ...texts) => {
  for (const text of texts) expect(hear(text)?.concern.urgent?.score, text).toBeGreaterThan(0.5);
});

test.each([
  ["ko", "주문한 상품이 언제 도착하는지 알려 주세요"],
  ["sv", "Hej, jag undrar varför min beställning inte har kommit än och när den kommer"],
])("a visitor who writes in %s is not heard, and it is said", (code, text) => {
  expect(hear(text)).toMatchObject({ language: { code }, heard: false });
});

test("what is in no language is heard as ever", () => {
  expect(hear("ok 42")).toMatchObject({ language: undefined, heard: true });
});

test("no phrase stands under two classes of one pack: its weight would be guesswork", () => {
  for (const pack of packs) {
    const phrases = Object.values(pack.cues).flat();
    expect(phrases.filter((phrase, index) => phrases.indexOf(phrase) !== index)).toEqual([]);
  }
});

test("no hesitation of one language is a word of another that a pattern needs", () => {
  const needed = new Set(grammars.flatMap(({ polite }) => polite));
  expect(grammars.flatMap(({ hesitations }) => hesitations).filter((each) => needed.has(each))).toEqual([]);
});
