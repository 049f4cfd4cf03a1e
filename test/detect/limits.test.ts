import { describe, expect, test } from "vitest";
import type { Instant } from "../../src/core/time.ts";
import { listen, type TalkMemory } from "../../src/detect/index.ts";
import { languageRuns } from "../../src/detect/models/language.ts";
import { messageModel } from "../../src/detect/models/message.ts";
import { repeatModel } from "../../src/detect/models/repeat.ts";
import { sessionModel } from "../../src/detect/models/session.ts";
import { urgencyModel } from "../../src/detect/models/urgency.ts";

const hostile: readonly (readonly [string, string])[] = [
  ["one endless word", "a".repeat(5_000)],
  ["one cue over and over", "useless ".repeat(625)],
  ["nothing but marks", "!?".repeat(2_500)],
  ["nothing but emoji", "😡".repeat(2_500)],
  ["stacked accents", "e\u0301\u0302\u0303".repeat(1_250)],
  ["letters that fold to eighteen", "\ufdfa".repeat(5_000)],
  ["masked words", "f*".repeat(2_500)],
  ["Chinese without end", "退款".repeat(2_500)],
  ["two scripts in one word", "аa".repeat(2_500)],
  ["addresses", "http://x ".repeat(555)],
  ["apostrophes", "a'".repeat(2_500)],
  ["numbers", "1 ".repeat(2_500)],
  ["as many words as fit", Array.from({ length: 900 }, (_, index) => `${index.toString(36)}x`).join(" ")],
  ["half an emoji", "\ud83d".repeat(5_000)],
];

describe("5,000 characters are heard in bounded time and memory", () => {
  test.each(hostile)("%s", (_, text) => {
    let memory: TalkMemory | undefined;
    listen(memory, { role: "user", text, at: 0 as Instant });
    const began = process.cpuUsage();
    for (let turn = 0; turn < 10; turn += 1) {
      const heard = listen(memory, { role: "user", text, at: (1_767_225_600_000 + turn) as Instant });
      memory = heard.memory;
      expect(heard.reading?.frustration.message).toBeGreaterThanOrEqual(0);
      expect(heard.reading?.frustration.session).toBeLessThanOrEqual(1);
    }
    expect(process.cpuUsage(began).user / 10_000).toBeLessThan(50); // milliseconds of work a message, whoever else is at work
    expect(JSON.stringify(memory).length).toBeLessThan(2_048);
  });
});

test("the memory stays JSON: it is the same after a round through text", () => {
  const { memory } = listen(undefined, { role: "user", text: "where is order 4411, from leeds to york", at: 5 as Instant });
  expect(JSON.parse(JSON.stringify(memory))).toEqual(memory);
});

test("no text of the visitor is in the memory", () => {
  const { memory } = listen(undefined, { role: "user", text: "my name is Rumpelstiltskin and my code is 998877", at: 5 as Instant });
  expect(JSON.stringify(memory)).not.toMatch(/rumpel|998877/i);
});

test("a memory of other models is begun anew", () => {
  const { memory } = listen(undefined, { role: "user", text: "this is awful", at: 0 as Instant });
  const old = { ...memory, version: -1 };
  const turn = { role: "user", text: "where is my order", at: 1 as Instant } as const;
  expect(listen(old, turn)).toEqual(listen(undefined, turn));
});

test("the models together stay below 1 MB", () => {
  const bytes = [messageModel, sessionModel, repeatModel, urgencyModel, languageRuns].map((model) => JSON.stringify(model).length);
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(1_000_000);
});
