import { describe, expect, it } from "vitest";
import { type Button, buttonText, hasExpired, type Link, linkLifetime, linkText, readButton, readLink } from "../../src/core/button.ts";
import { plus } from "../../src/core/time.ts";
import { monday } from "../support/make.ts";

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

describe("a link", () => {
  const links = buttons.flatMap((button): Link[] => [
    { ...button, at: monday },
    { ...button, at: undefined },
  ]);

  it.each(links)("comes back as it left: $action, $at", (link) => {
    expect(readLink(linkText(link))).toEqual(link);
  });

  it("is read as an earlier version wrote it", () => {
    expect(readLink("link claim 0123-45")).toEqual({ action: "claim", about: "0123-45", at: undefined });
  });

  it.each(["", "claim i1", "link", "link ", "link 12", "link 12 dance i1", "link 9999999999999999 claim i1", "link -1 claim i1"])(
    "is not %j",
    (text) => {
      expect(readLink(text)).toBeUndefined();
    },
  );

  it.each([
    [monday, 0, false],
    [monday, linkLifetime, false],
    [monday, linkLifetime + 1, true],
    [undefined, 1_000 * linkLifetime, false],
  ])("of %j is expired %i ms later: %j", (at, later, expected) => {
    expect(hasExpired({ action: "claim", about: "i1", at }, plus(monday, later))).toBe(expected);
  });
});
