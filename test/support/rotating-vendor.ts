import type { HttpAnswer } from "../../src/net/classify.ts";

/** A vendor that gives a new refresh token each time, and ends the grant when one comes a second time. */
export function rotatingVendor() {
  const spent = new Set<string>();
  let good = "r0";
  let granted = 0;
  return {
    granted: () => granted,
    async ask(_signal: AbortSignal, refresh = "r0"): Promise<HttpAnswer> {
      await new Promise((resolve) => setImmediate(resolve));
      if (spent.has(refresh) || refresh !== good) return { status: 400, retryAfter: undefined, body: '{"error":"invalid_grant"}' };
      spent.add(refresh);
      granted += 1;
      good = `r${granted}`;
      const body = JSON.stringify({ access_token: `t${granted}`, refresh_token: good, expires_in: 3600 });
      return { status: 200, retryAfter: undefined, body };
    },
  };
}
