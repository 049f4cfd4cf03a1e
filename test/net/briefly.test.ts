import { describe, expect, it } from "vitest";
import { briefly } from "../../src/net/briefly.ts";

/** Fails with these codes, one after the other, and then gives "done". */
function failing(...codes: readonly string[]) {
  const left = [...codes];
  const work = async () => {
    calls += 1;
    const code = left.shift();
    if (code !== undefined) throw Object.assign(new Error(code), { code });
    return "done";
  };
  let calls = 0;
  return { work, calls: () => calls };
}

const open = () => AbortSignal.timeout(10_000);

describe("what is no delivery", () => {
  it("is repeated where no connection was made", async () => {
    const { work, calls } = failing("ECONNREFUSED", "EAI_AGAIN");
    expect(await briefly(work, open())).toBe("done");
    expect(calls()).toBe(3);
  });

  it("is repeated twice, and no more", async () => {
    const { work, calls } = failing("ECONNREFUSED", "ECONNREFUSED", "ECONNREFUSED", "ECONNREFUSED");
    await expect(briefly(work, open())).rejects.toThrow("ECONNREFUSED");
    expect(calls()).toBe(3);
  });

  it.each(["ECONNRESET", "UND_ERR_SOCKET", "UND_ERR_HEADERS_TIMEOUT", "DEPTH_ZERO_SELF_SIGNED_CERT"])(
    "is not repeated where it may have arrived, or would fail again: %s",
    async (code) => {
      const { work, calls } = failing(code);
      await expect(briefly(work, open())).rejects.toThrow(code);
      expect(calls()).toBe(1);
    },
  );

  it("ends with its signal", async () => {
    const { work, calls } = failing("ECONNREFUSED");
    const stop = new AbortController();
    const pending = briefly(work, stop.signal);
    stop.abort(new Error("stopped"));
    await expect(pending).rejects.toThrow("stopped");
    expect(calls()).toBe(1);
  });
});
