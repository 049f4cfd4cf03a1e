import { describe, expect, test } from "vitest";
import { answerLine } from "../../src/cli/detect.ts";
import { shippedDetectors } from "../../src/detect/detectors.ts";

/** The shipped detectors with a calibration of Chinese conversations that scores next to nothing. */
const shipped = shippedDetectors();
const lowered = { ...shipped, session: { ...shipped.session, han: { slope: 1, shift: -20 } } };

function session(...texts: readonly string[]): (detectors: typeof shipped) => number {
  return (detectors) =>
    answerLine(
      texts.map((text) => ({ role: "user", text })),
      detectors,
    ).session;
}

describe("a conversation in Chinese characters has a calibration of its own", () => {
  test.each([
    ["Chinese", ["你们的客服太差了，没人理我"]],
    ["mostly Chinese", ["你们的客服太差了", "还是没有解决", "hello???"]],
  ] as const)("which %s is judged by", (_, texts) => expect(session(...texts)(lowered)).toBeLessThan(0.001));

  test.each([
    ["English", ["this is terrible, nobody helps me"]],
    ["Japanese", ["サポートが全然返事をくれない、最悪です"]],
    ["mostly English", ["this is terrible", "I asked three times", "退款"]],
  ] as const)("which %s is not judged by", (_, texts) => expect(session(...texts)(lowered)).toBe(session(...texts)(shipped)));
});
