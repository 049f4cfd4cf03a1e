import { describe, expect, it } from "vitest";
import { retried } from "../../src/net/retried.ts";

describe("what is opened once", () => {
  it("is opened once for all who ask, also while it is being opened", async () => {
    let opened = 0;
    const open = retried(async () => {
      opened += 1;
      return opened;
    });
    expect(open.current()).toBeUndefined();
    expect(await Promise.all([open(), open()])).toEqual([1, 1]);
    expect(await open()).toBe(1);
    expect(await open.current()).toBe(1);
  });

  it("is opened again after it failed", async () => {
    let tries = 0;
    const open = retried(async () => {
      tries += 1;
      if (tries === 1) throw new Error("EMFILE");
      return tries;
    });
    await expect(open()).rejects.toThrow("EMFILE");
    expect(open.current()).toBeUndefined();
    expect(await open()).toBe(2);
  });
});
