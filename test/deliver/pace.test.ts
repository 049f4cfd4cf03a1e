import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Instant, second } from "../../src/core/time.ts";
import { allowed, type Emptied, nextAt, spent } from "../../src/deliver/pace.ts";

const at = (milliseconds: number) => milliseconds as Instant; // a point on the test's own clock
const limit = { count: 10, per: second };

describe("a rate limit", () => {
  it("lets a full burst through after a rest, and then one for each step", () => {
    const now = at(1_000_000);
    expect(allowed(at(0), now, limit)).toBe(10);
    const emptied = spent(at(0), now, 10, limit);
    expect(allowed(emptied, now, limit)).toBe(0);
    expect(nextAt(emptied, now, limit)).toBe(now + 100);
    expect(allowed(emptied, at(now + 100), limit)).toBe(1);
  });

  // D11
  it("lets no window of its length pass more than twice the count, and on average no more than the count", () => {
    const waits = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(waits, fc.integer({ min: 1, max: 20 }), (steps, count) => {
        const bound = { count, per: second };
        const sent: number[] = [];
        let now = at(1_000_000);
        let emptied: Emptied = at(0);
        for (const step of steps) {
          now = at(now + step);
          const go = allowed(emptied, now, bound);
          emptied = spent(emptied, now, go, bound);
          for (let each = 0; each < go; each += 1) sent.push(now);
        }
        const span = now - 1_000_000;
        expect(sent.length).toBeLessThanOrEqual(count + Math.ceil((span * count) / second));
        for (const first of sent)
          expect(sent.filter((time) => time >= first && time < first + second).length).toBeLessThanOrEqual(2 * count);
      }),
    );
  });
});
