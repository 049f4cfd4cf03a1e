import { describe, expect, it } from "vitest";
import { type Account, accountState, minutesLeft } from "../../src/core/account.ts";
import { day, hour, minute, plus } from "../../src/core/time.ts";
import { monday } from "../support/make.ts";

const account = (override: Partial<Account>): Account => ({ balance: 1_000, rate: 0, active: 0, estimate: undefined, ...override });

describe("how long credits last", () => {
  it.each([
    ["at the present rate", { rate: 4, estimate: 9_000 }, 250],
    ["by bitHuman's estimate where nothing runs", { estimate: 500 }, 500],
    ["not at all without any", { balance: 0, estimate: 500 }, 0],
    ["nobody knows", {}, undefined],
  ])("%s", (_, given, minutes) => {
    expect(minutesLeft(account(given))).toBe(minutes);
  });
});

describe("people are told", () => {
  const left = (minutes: number) => account({ balance: minutes, rate: 1 });

  it("where they last for less than they should, and not where they last as long", () => {
    expect(accountState(left(1_439), day, undefined, monday)).toEqual({ isLow: true, report: true, reportedAt: monday });
    expect(accountState(left(1_440), day, undefined, monday)).toEqual({ isLow: false, report: false, reportedAt: undefined });
    expect(accountState(account({}), day, undefined, monday)).toMatchObject({ isLow: false, report: false });
  });

  it("once a day, whatever the rate does meanwhile, and anew after it was well", () => {
    const soon = plus(monday, hour);
    expect(accountState(left(10), day, monday, soon)).toEqual({ isLow: true, report: false, reportedAt: monday });
    expect(accountState(left(1_500), day, monday, soon)).toEqual({ isLow: false, report: false, reportedAt: monday });
    expect(accountState(left((2 * day) / minute), day, monday, soon).reportedAt).toBeUndefined();
    expect(accountState(left(10), day, monday, plus(monday, day)).report).toBe(true);
  });
});
