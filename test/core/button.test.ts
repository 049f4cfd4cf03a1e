import { describe, expect, it } from "vitest";
import { type Button, buttonText, readButton } from "../../src/core/button.ts";

const buttons: readonly Button[] = [
  { action: "claim", about: "0123-45" },
  { action: "snooze", about: "0123-45", span: "1h" },
  { action: "unmute", about: "a rule: with spaces\nand lines" },
];

describe("a button", () => {
  it.each(buttons)("comes back as it left: $action", (button) => {
    expect(readButton(buttonText(button))).toEqual(button);
  });

  it.each(["", "claim", "claim ", "dance i1", "Claim i1", "toString i1", " i1"])("is not %j", (text) => {
    expect(readButton(text)).toBeUndefined();
  });
});
