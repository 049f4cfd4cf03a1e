import { describe, expect, test } from "vitest";
import type { Instant } from "../../src/core/time.ts";
import { listen } from "../../src/detect/index.ts";
import { urgencyWords, windowStarts, windowWords } from "../../src/detect/urgency.ts";
import { compose } from "../../train/compose.ts";
import { readShortMessages } from "../../train/short-messages.ts";

function urgency(text: string): { readonly score: number; readonly cues: readonly string[] } | undefined {
  return listen(undefined, { role: "user", text, at: 0 as Instant }).reading?.concern.urgent;
}

describe("an emergency is heard in words that no list has", () => {
  test.each([
    "my grandpa slumped over in his chair and his lips are turning blue",
    "she swallowed the whole bottle and now she won't answer me",
    "i've written my letters and tonight i'll let go of the railing",
    "two guys with crowbars are breaking into our flat",
    "mein opa ist vom stuhl gerutscht und atmet kaum noch",
    "mon grand-père est tombé de sa chaise et ses lèvres deviennent bleues",
    "mi abuelo se cayó de la silla y se le ponen los labios morados",
    "爷爷从椅子上倒下来嘴唇都紫了",
  ])("%s", (text) => expect(urgency(text)?.score).toBeGreaterThan(0.5));

  test("and the words that say so are told", () => {
    expect(urgency("good evening, my grandpa slumped over in his chair and his lips are turning blue")?.cues[0]).toContain("turning blue");
  });

  test("in the middle of a long message", () => {
    const calm = "i would like to know when the museum opens and whether the tickets for children cost less on sundays ";
    expect(urgency(`${calm}${calm}my wife collapsed and she does not breathe any more ${calm}${calm}`)?.score).toBeGreaterThan(0.5);
    expect(urgency(calm.repeat(5))).toBeUndefined();
  });
});

describe("what only looks like one is none", () => {
  test.each([
    "how do i kill a zombie process without a reboot",
    "i'm dying to know who won last night",
    "i'm drowning in emails",
    "im drowning in work this week",
    "in the film the hero drowns at the end, is it for children",
    "my dad had a heart attack ten years ago, may he take the course",
    "where can i buy a smoke detector",
    "ich möchte meine adresse ändern",
    "je veux parler à une personne",
    "quiero cancelar mi pedido",
    "我想取消订单",
    "voglio annullare l'ordine",
    "quero mudar meu endereço",
    "ik wil mijn bestelling annuleren",
    "mon mari voudrait un lit plus grand",
    "combien de personnes peuvent dormir dans la chambre",
    "il y a quelqu'un de vivant derrière",
    "se puede dormir en el coche en el aparcamiento",
    "tengo miedo de que la maleta pese mucho",
    "tem elevador no prédio",
    "tem alguém de verdade aí para me ajudar",
    "c'è un ascensore nell'edificio",
    "dove si può donare il sangue",
    "ik zie mijn zoon niet op de klassenfoto",
    "er hat mir gestern abend geschrieben und dann nicht mehr geantwortet",
    "my solicitor will be in touch",
  ])("%s", (text) => expect(urgency(text)?.score ?? 0).toBeLessThan(0.5));
});

test("no ordinary message of forty languages is one, whether the model was trained on its language or not", () => {
  const messages = readShortMessages().map(({ text }) => text);
  const more = [
    "จ่ายเงินได้ที่ไหน",
    "mein zimmer ist zu kalt",
    "moja izba je veľmi studená",
    "nerede ödeyebilirim",
    "ဆိုင်ဘယ်အချိန်ဖွင့်သလဲသိပါရစေကျေးဇူးတင်ပါတယ်",
  ];
  expect([...messages, ...more].filter((text) => (urgency(text)?.score ?? 0) > 0.5)).toEqual([]);
});

test("a long message is read in windows that overlap and leave nothing out", () => {
  for (const count of [0, 1, 16, 17, 40, 400]) {
    const heard = new Set(windowStarts(count).flatMap((start) => Array.from({ length: windowWords }, (_, index) => start + index)));
    for (let word = 0; word < count; word += 1) expect(heard.has(word)).toBe(true);
  }
});

test("where no spaces are written each character is a word, and numbers are one number", () => {
  expect(urgencyWords("call 112 快来人")).toEqual(["call", "0", "快", "来", "人"]);
});

describe("sentences are composed of templates", () => {
  test("the same file gives the same sentences, and both kinds", () => {
    const one = compose("urgent-en", "en");
    expect(compose("urgent-en", "en")).toEqual(one);
    expect(new Set(one.map(({ label }) => label))).toEqual(new Set([0, 1]));
  });

  test("every choice is made: no sign of a template is left", () => {
    for (const lang of ["en", "de", "es", "fr", "pt", "it", "nl", "zh"])
      expect(compose(`urgent-${lang}`, lang).filter(({ text }) => /[()|<>]/.test(text))).toEqual([]);
  });
});
