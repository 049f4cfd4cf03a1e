import { describe, expect, test } from "vitest";
import type { Reading } from "../../src/core/condition.ts";
import type { Instant } from "../../src/core/time.ts";
import { listen, type TalkMemory } from "../../src/detect/index.ts";

/** The readings of a conversation; lines that begin with `>` are the agent's. Each line is a second after the one before. */
function hear(...lines: readonly string[]): readonly (Reading | undefined)[] {
  let memory: TalkMemory | undefined;
  return lines.map((line, index) => {
    const role = line.startsWith(">") ? "agent" : "user";
    const heard = listen(memory, { role, text: line.replace(/^> ?/, ""), at: (index * 1_000) as Instant });
    memory = heard.memory;
    return heard.reading;
  });
}

function score(text: string): number {
  return hear(text)[0]?.frustration.message ?? Number.NaN;
}

describe("a frustrated message is told from an ordinary one", () => {
  test.each([
    "this is awful",
    "this is awful, your bot is useless",
    "I have been waiting for three weeks and still no refund!!!",
    "your service is terrible and nobody answers",
  ])("frustrated: %s", (text) => expect(score(text)).toBeGreaterThanOrEqual(0.5));

  test.each([
    "How do I reset my password?",
    "I'm not angry, just curious",
    "My customer was really angry with me",
    "That is awfully good of you, thank you!",
    "the Lawful Good poster please",
    "",
  ])("ordinary: %s", (text) => expect(score(text)).toBeLessThan(0.5));
});

test("the cues say which words spoke for it", () => {
  expect(hear("this is awful")[0]?.frustration.cues).toEqual(["awful"]);
});

test("nothing is read from the agent's turns", () => {
  expect(hear("> this is awful")).toEqual([undefined]);
});

test("a session that goes wrong scores higher than its last message alone", () => {
  const readings = hear("where is my order", "> one moment", "I already asked, this is terrible", "> sorry", "hello?");
  expect(readings[4]?.frustration.session).toBeGreaterThan(readings[0]?.frustration.session ?? 1);
});

test("a question asked again names the moment of the first one", () => {
  const [, , again] = hear("How do I reset my password?", "> one moment", "how can i reset the password");
  expect(again?.repeats.map((repeat) => repeat.at)).toEqual([0]);
  expect(again?.repeats[0]?.score).toBeGreaterThanOrEqual(0.8);
});

test("who is helped and says so is no longer frustrated, and who then complains is again", () => {
  const readings = hear(
    "this is terrible, nothing works and nobody helps me",
    "> I am sorry. Your order is on its way now, it arrives tomorrow.",
    "thank you so much, that works",
    "> You are welcome.",
    "it is still broken, you are useless",
  );
  const session = readings.map((reading) => reading?.frustration.session ?? Number.NaN);
  expect(session[0]).toBeGreaterThan(0.5);
  expect(session[2]).toBeLessThan(0.4);
  expect(session[4]).toBeGreaterThan(0.5);
});

test.each([
  [
    "my landlord never fixes anything and it makes me so angry",
    "> I see.",
    "yes he ignored all my letters",
    "> I see.",
    "what are my rights",
  ],
  ["mein chef schreit mich ständig an, er ist furchtbar", "> Das tut mir leid.", "er hasst mich einfach", "> Aha.", "was kann ich tun"],
])("a story about somebody else is nobody's frustration: %s", (...lines) => {
  for (const reading of hear(...lines)) {
    expect(reading?.frustration.message ?? 0).toBeLessThan(0.5);
    expect(reading?.frustration.session ?? 0).toBeLessThan(0.5);
  }
});

test("a complaint about our own people is no story", () => {
  expect(hear("my boss is furious because your service is terrible and never works")[0]?.frustration.message).toBeGreaterThan(0.5);
});

test("thanks and yes are never a repeat", () => {
  expect(hear("thank you", "thank you", "ok", "ok").map((each) => each?.repeats)).toEqual([[], [], [], []]);
});

test("a wish for a person is heard", () => {
  expect(hear("I want to speak to a human")[0]?.human.score).toBeGreaterThanOrEqual(0.8);
  expect(hear("where is my order")[0]?.human.score).toBe(0);
});

test("the memory stays within two kilobytes however long the visitor goes on", () => {
  let memory: TalkMemory | undefined;
  for (let index = 0; index < 50; index += 1) {
    const text = Array.from({ length: 400 }, (_, word) => `word${index}x${word}`).join(" ");
    memory = listen(memory, { role: "user", text, at: index as Instant }).memory;
  }
  expect(JSON.stringify(memory).length).toBeLessThan(2_048);
});
