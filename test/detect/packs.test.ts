import { describe, expect, test } from "vitest";
import type { Reading } from "../../src/core/condition.ts";
import type { Instant } from "../../src/core/time.ts";
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
  ["lv", "Man pietiek, jūs esat krāpnieki", "Cikos jūs strādājat sestdien?", "gribu runāt ar operatoru"],
])("%s", (language, complaint, question, wish) => {
  test("has a pack on the shelf", () => expect(packs.map((pack) => pack.language)).toContain(language));
  test("a complaint is heard", () => expect(hear(complaint)?.frustration.message).toBeGreaterThanOrEqual(0.5));
  test("a plain question is not one", () => expect(hear(question)?.frustration.message).toBeLessThan(0.5));
  test("the wish for a person is heard", () => expect(hear(wish)?.human.score).toBeGreaterThanOrEqual(0.5));
});

test("no phrase stands under two classes of one pack: its weight would be guesswork", () => {
  for (const pack of packs) {
    const phrases = Object.values(pack.cues).flat();
    expect(phrases.filter((phrase, index) => phrases.indexOf(phrase) !== index)).toEqual([]);
  }
});
