import { describe, expect, it } from "vitest";
import { detect } from "../../src/cli/detect.ts";

async function answersTo(...lines: readonly string[]): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  await detect(
    (async function* () {
      yield* lines;
    })(),
    (answer) => answers.push(answer),
  );
  return answers;
}

const concerns = {
  urgent: expect.any(Number),
  leaving: expect.any(Number),
  legal: expect.any(Number),
  data_request: expect.any(Number),
};

describe("detect --json", () => {
  it("answers a dialogue with a score a turn, none for the agent's, one for the session and the turn that was repeated", async () => {
    const turns = [
      { role: "user", text: "How do I reset my password?" },
      { role: "agent", text: "One moment." },
      { role: "user", text: "this is terrible, how do i reset my password" },
    ];
    const [answer] = await answersTo(JSON.stringify({ id: "a", turns }));
    expect(answer).toEqual({
      id: "a",
      frustration: [expect.any(Number), null, expect.any(Number)],
      session: expect.any(Number),
      repeat: [null, null, { of: 0, score: expect.any(Number) }],
      human: [expect.any(Number), null, expect.any(Number)],
      unanswered: [null, expect.any(Number), null],
      concern: [concerns, null, concerns],
      language: ["en", null, "en"],
      heard: true,
    });
  });

  it("answers a line that is no dialogue with what it expected, and goes on", async () => {
    const [wrong, missing, right] = await answersTo("{", "[]", "", '{"id":2,"turns":[]}');
    expect(wrong).toEqual({ error: 'expected {"id","turns":[{"role","text"}]}' });
    expect(missing).toEqual(wrong);
    const none = { frustration: [], session: 0, repeat: [], human: [], unanswered: [], concern: [], language: [], heard: true };
    expect(right).toEqual({ id: 2, ...none });
  });

  it("takes a turn without text for an empty one and an unknown role for nobody's", async () => {
    const [answer] = await answersTo('{"id":1,"turns":[{"role":"user"},{"role":"narrator","text":"awful"},7]}');
    expect(answer).toMatchObject({ frustration: [expect.any(Number), null, null] });
  });
});
