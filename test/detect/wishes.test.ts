import { describe, expect, test } from "vitest";
import { type Answer, type Concern, concerns, type Reading } from "../../src/core/condition.ts";
import type { Instant } from "../../src/core/time.ts";
import { listen, type TalkMemory } from "../../src/detect/index.ts";
import { endingsOf } from "../../src/detect/patterns/line.ts";

function hear(text: string): Reading | undefined {
  return listen(undefined, { role: "user", text, at: 0 as Instant }).reading;
}

function answered(...texts: readonly string[]): readonly (Answer | undefined)[] {
  let memory: TalkMemory | undefined;
  return texts.map((text, index) => {
    const heard = listen(memory, { role: "agent", text, at: index as Instant });
    memory = heard.memory;
    return heard.answer;
  });
}

function concernsIn(text: string): readonly Concern[] {
  const { concern = {} } = hear(text) ?? {};
  return concerns.filter((name) => (concern[name]?.score ?? 0) >= 0.5);
}

describe("the wish for a person is heard", () => {
  test.each([
    "can i talk to someone",
    "put me on with someone",
    "operator please",
    "representative",
    "i don't want to talk to a machine",
    "can somebody call me back",
    "talk too a person",
    "i i want to speek to a uh represenative please",
    "um let me sp- speak to your superviser",
    "do you have staff here",
    "could a colleague of yours help me",
    "I WANT A REAL PERSON!!!",
    "ich hätte gern einen mitarbeiter gesprochen",
    "können sie mich bitte zurückrufen",
    "je voudrais parler à un conseiller s'il vous plaît",
    "páseme con un agente por favor",
    "queria falar com um atendente",
    "mi passi un operatore",
    "kunt u me doorverbinden met een medewerker",
    "帮我转人工",
    "savienojiet mani ar operatoru",
  ])("%s", (text) => expect(hear(text)?.human.score).toBeGreaterThan(0.5));
});

describe("to be served by a person, or called by one of the staff, is a wish for one", () => {
  test.each([
    "i'd like to be served by a human",
    "could one of the technicians phone us tomorrow",
    "can a specialist get back to me",
    "is there anybody real on the other end",
    "skip the robot i need customer service",
    "kann mir ein mensch antworten",
    "je voudrais que quelqu'un me réponde",
    "qu'un de vos collègues m'appelle",
    "quisiera que me atendiera una persona",
    "quiero ser atendido por una persona",
    "quero ser atendido por gente",
    "c'è qualcuno in carne e ossa",
    "我希望由真人来服务",
    "让你们同事打给我",
  ])("%s", (text) => expect(hear(text)?.human.score).toBeGreaterThan(0.5));
});

describe("a person that is only spoken of is no wish", () => {
  test.each([
    "are you a human or a robot",
    "i am a travel agent and need a brochure",
    "what does a machine operator earn",
    "my manager told me to try this demo",
    "i already spoke to someone yesterday and it's all good",
    "can i get a refund for my ticket",
    "am i talking to a real person",
    "i don't need to talk to anyone thanks",
    "can people call me for free",
    "is anyone alive in the next season",
    "a colleague called me yesterday about the order",
    "how do i bypass the menu on my tv",
    "mi jefe quiere que le ayude",
    "how do i cancel my order",
    "bist du ein mensch oder ein roboter",
    "ich bin ein mitarbeiter von ihnen",
    "es-tu un humain ou un robot",
    "eres una persona o un robot",
    "sei una persona vera",
    "ben je een mens of een robot",
    "你是机器人还是真人",
    "vai tu esi cilvēks vai robots",
  ])("%s", (text) => expect(hear(text)?.human.score).toBe(0));
});

test("who falls ill in a car is no broken car", () => {
  for (const text of ["the driver of the bus had a heart attack", "someone in the car had a stroke"])
    expect(concernsIn(text)).toEqual(["urgent"]);
});

test("what speaks for the wish is told", () => {
  expect(hear("ok but can i please talk to a real person about that")?.human.cues).toContain("talk to a real person");
});

describe("what has to reach people fast is heard", () => {
  test.each<readonly [Concern, string]>([
    ["urgent", "i don't want to be alive anymore"],
    ["urgent", "i just can't go on i'm thinking about ending it"],
    ["urgent", "i know where you work and i'm coming there with a gun"],
    ["urgent", "help somebody collapsed here call an ambulance"],
    ["urgent", "there is a fire in the kitchen"],
    ["urgent", "ich will nicht mehr leben"],
    ["urgent", "rufen sie einen krankenwagen jemand ist bewusstlos"],
    ["urgent", "appelez une ambulance mon mari ne respire plus"],
    ["urgent", "quiero morir no aguanto más"],
    ["urgent", "quero me matar"],
    ["urgent", "chiamate un'ambulanza mio padre è svenuto"],
    ["urgent", "bel een ambulance mijn vrouw ademt niet"],
    ["urgent", "快叫救护车有人晕倒了"],
    ["urgent", "es negribu vairs dzīvot"],
    ["urgent", "someone is following me and im scared"],
    ["urgent", "i took too many pills"],
    ["urgent", "hier brennt es"],
    ["urgent", "me quiero matar"],
    ["urgent", "我不想活了"],
    ["urgent", "着火了"],
    ["urgent", "son visage est tout violet et il râle"],
    ["urgent", "sus labios están morados"],
    ["urgent", "ihre lippen werden ganz blau"],
    ["leaving", "please close my account today"],
    ["leaving", "we are looking at other providers now"],
    ["leaving", "hiermit kündige ich meinen vertrag"],
    ["leaving", "ich kündige zum monatsende"],
    ["leaving", "we decided to go with another vendor"],
    ["leaving", "nous changeons de prestataire"],
    ["leaving", "je ne renouvelle pas mon abonnement"],
    ["leaving", "vamos a cambiar de proveedor"],
    ["leaving", "vou mudar de fornecedor"],
    ["leaving", "cambiamo fornitore"],
    ["data_request", "who has access to my personal information"],
    ["data_request", "don't store this conversation please delete it"],
    ["legal", "you will hear from my lawyer"],
    ["legal", "my barrister will be in touch about this"],
    ["legal", "this is illegal and i will sue"],
    ["legal", "je vais porter plainte"],
    ["data_request", "delete all my data please"],
    ["data_request", "what personal information do you keep on me"],
    ["data_request", "quiero que borren todos mis datos"],
  ])("%s: %s", (name, text) => expect(concernsIn(text)).toEqual([name]));
});

describe("idioms, films and plain business are no concern", () => {
  test.each([
    "this heat is killing me",
    "my phone died again",
    "my laptop nearly had a stroke when i opened the file",
    "the printer had a seizure and spat out paper",
    "i'm dying to see the new collection",
    "how do i kill a process on linux",
    "what should i do in case of a fire",
    "who sings the song kill my vibe",
    "i could kill for a coffee",
    "my emergency contact has a new number",
    "please cancel my order",
    "is there a cancellation fee for my subscription",
    "i'm looking for a lawyer for my divorce",
    "how much mobile data do i have left",
    "das warten bringt mich um",
    "je meurs de faim",
    "me muero de risa",
    "笑死我了",
  ])("%s", (text) => expect(concernsIn(text)).toEqual([]));
});

describe("a turn of the agent that is no answer is known", () => {
  test.each([
    "I'm sorry, I didn't understand that.",
    "I can't help with that.",
    "Could you please rephrase your question?",
    "Das habe ich leider nicht verstanden.",
    "Désolé, je n'ai pas compris votre question.",
    "Lo siento, no tengo información sobre eso.",
    "Pourriez-vous formuler autrement ?",
    "¿Podría decirlo de otra manera?",
    "Non ho questa informazione.",
    "Die informatie heb ik niet.",
    "您能换个说法吗",
    "Vai varat pateikt citiem vārdiem?",
    "抱歉，我没有听懂您的问题",
    "this topic is something i cannot advise on",
    "i can't comment on that",
    "das ist etwas wozu ich nichts sagen kann",
    "je ne saurais pas vous dire",
    "sobre ese tema no puedo asesorarle",
    "sobre isso não posso opinar",
    "non saprei dirle",
    "daar kan ik niets over zeggen",
    "关于这个话题我不便回答",
    "i have no access to that information",
    "that is outside of what i'm able to help with",
    "i can't say",
  ])("%s", (text) => expect(answered(text)[0]?.unanswered.score).toBeGreaterThan(0.5));

  test.each([
    "Sure, your order ships tomorrow.",
    "If you can't find the button, tap the menu first.",
    "We are open from nine to five, Monday to Friday.",
    "You can return it within thirty days.",
    "you have no access to the lounge without a ticket",
    "i can't say no to that",
  ])("and an answer is one: %s", (text) => expect(answered(text)[0]?.unanswered.score).toBe(0));

  test("the same again is no answer, and surer the third time", () => {
    const hours = "We are open from nine to five, Monday to Friday, and on Saturday until noon.";
    const scores = answered(hours, `${hours} `, hours.toLowerCase()).map((each) => each?.unanswered.score);
    expect(scores).toEqual([0, 0.6, 0.9]);
  });

  test("a greeting may be said again", () => {
    const hello = "Hello, how can I help you with your order today?";
    expect(answered(hello, hello).map((each) => each?.unanswered.score)).toEqual([0, 0]);
  });

  test("another answer in similar words is another one", () => {
    const [, second] = answered(
      "Room four is free from nine until eleven tomorrow morning.",
      "The museum opens at ten and tickets cost twelve euros for adults.",
    );
    expect(second?.unanswered.score).toBe(0);
  });
});

test.each([
  ["a (b|$)", ["a (b)", "a $"]],
  ["a .. (b|$|c)", ["a .. (b|c)", "a $"]],
  ["a (b|$) c", ["a (b) c"]],
  ["a b", ["a b"]],
])("the end of a message may be an alternative: %s", (line, wanted) => {
  expect(endingsOf(line)).toEqual(wanted);
});
