import { describe, expect, test } from "vitest";
import type { Instant } from "../../src/core/time.ts";
import { listen } from "../../src/detect/index.ts";

/** How likely the second message asks what the first one asked. */
function sameness(first: string, second: string): number {
  const { memory } = listen(undefined, { role: "user", text: first, at: 0 as Instant });
  return listen(memory, { role: "user", text: second, at: 1 as Instant }).reading?.repeats[0]?.score ?? 0;
}

describe("asks the same again", () => {
  test.each([
    ["in the same words", "How do I change my address?", "how do i change my address"],
    ["in another order", "my parcel, where is it", "where is my parcel"],
    ["saying so", "I need the receipt from April", "As I said, I need the April receipt!"],
    ["with other endings", "is delivery to Norway free", "are deliveries to Norway free"],
    ["misspelt", "change my appointment", "chnage my apointment"],
    ["with and without umlaut", "Öffnungszeiten?", "oeffnungszeiten"],
    ["with another word for it", "agent", "human please"],
    ["in another language", "Wo ist mein Paket?", "where is my parcel"],
    [
      "in one sentence of a longer message",
      "My new phone arrived on Friday. When will the compensation be paid out? I wrote to two of you.",
      "When is the compensation paid out?",
    ],
    ["in Chinese", "怎么修改密码", "请问怎么修改密码"],
    ["asking when with other words", "what time do you close on sundays", "so when do you shut on sunday"],
    ["asking for the price with other words", "how much is a ticket", "what does a ticket cost"],
    ["as a state and as a question", "where can i park", "is there parking here"],
    ["in Spanish", "cuánto cuesta la entrada", "qué precio tiene la entrada"],
    ["telling more and asking again", "tell me more here", "tell me more here"],
  ])("%s: %s / %s", (_, first, second) => expect(sameness(first, second)).toBeGreaterThanOrEqual(0.5));
});

describe("does not ask the same again", () => {
  test.each([
    ["thanks", "thank you", "Thank you!"],
    ["yes", "yes", "yes"],
    ["a short denial", "no i am not", "No I am not."],
    ["another number", "my order is 4411", "my order is 4412"],
    ["another slot", "flights to oslo", "flights to madrid"],
    ["another place", "what is the weather in Oslo", "what is the weather in Madrid"],
    [
      "what was tried, in long messages",
      "The screen goes black while I charge it. I bought it last week and the seal was intact.",
      "I did what you said and charged it over night. The light blinks while the plug is in.",
    ],
    ["the other way round", "a train from leeds to york", "a train from york to leeds"],
    ["the opposite", "I want to cancel my order", "I do not want to cancel my order"],
    ["about somebody else", "I am hungry", "are you hungry"],
    ["only an address in common", "see https://example.com/a", "look https://example.com/b"],
    ["nothing but marks", "???", "???"],
    ["open and close", "what time do you close on sundays", "what time do you open on sundays"],
    ["on and off", "how do i turn the light on", "how do i turn the light off"],
    ["he and she", "is he in today", "is she in today"],
    ["German", "wann macht ihr auf", "wann macht ihr zu"],
    ["German, a switch", "wie mache ich das licht an", "wie mache ich das licht aus"],
    ["French", "à quelle heure vous ouvrez", "à quelle heure vous fermez"],
    ["Spanish", "a qué hora abren", "a qué hora cierran"],
    ["Italian", "a che ora aprite", "a che ora chiudete"],
    ["Portuguese", "que horas vocês abrem", "que horas vocês fecham"],
    ["Dutch", "hoe laat gaan jullie open", "hoe laat gaan jullie dicht"],
    ["Chinese", "你们几点开门", "你们几点关门"],
    ["Japanese", "何時に開きますか", "何時に閉まりますか"],
    ["another room", "room 4", "room 5"],
    ["another parcel", "track parcel 5567", "track parcel 5568"],
    ["another number in words", "the first one", "the second one"],
    ["another day", "what about monday", "what about tuesday"],
    ["somebody else to bring", "can i bring my dog", "can i bring my kids"],
    ["a single other word", "can i pay by card", "can i pay by cash"],
    ["when and where", "when does the bus leave", "where does the bus leave"],
    ["going further", "how much is the premium plan", "how much is the premium plan per year if i pay in advance"],
    ["solved", "how do i reset my password", "i reset my password and now it works"],
    ["found", "where is the bathroom", "i found the bathroom thanks"],
    ["a command", "next one please", "next one please"],
    ["a command to repeat", "say that again please", "say that again please"],
    ["a German command", "nächste seite bitte", "nächste seite bitte"],
    ["a Japanese command", "次へ", "次へ"],
  ])("%s: %s / %s", (_, first, second) => expect(sameness(first, second)).toBeLessThan(0.5));
});

test("word for word the same is sure", () => {
  expect(sameness("where can I download the invoice", "Where can I download the invoice???")).toBeGreaterThanOrEqual(0.8);
});
