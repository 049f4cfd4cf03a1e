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
  ])("%s: %s / %s", (_, first, second) => expect(sameness(first, second)).toBeLessThan(0.5));
});

test("word for word the same is sure", () => {
  expect(sameness("where can I download the invoice", "Where can I download the invoice???")).toBeGreaterThanOrEqual(0.8);
});
