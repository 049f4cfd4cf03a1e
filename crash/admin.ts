/** The relay's admin API, as contract.md describes it. */

import type { Stats } from "./evidence.ts";

export interface Admin {
  stats(): Promise<(Stats & { readonly sessions: number }) | undefined>;
  /** How many were queued again. */
  redrive(): Promise<number>;
  reload(): Promise<boolean>;
}

/** The token with which relays under test are started. */
export const adminToken = "crash-harness-admin-token";

/** Every call answers `undefined`, nothing or false while nobody listens. */
export function adminAt(port: number): Admin {
  async function call(method: "GET" | "POST", path: string, body?: object): Promise<unknown> {
    try {
      const headers = { "content-type": "application/json", authorization: `Bearer ${adminToken}` };
      const init = { method, headers, signal: AbortSignal.timeout(5_000), ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
      return response.ok ? await response.json() : undefined;
    } catch {
      return undefined; // it was killed
    }
  }
  return {
    stats: async () => (await call("GET", "/api/stats")) as (Stats & { sessions: number }) | undefined, // contract.md
    async redrive() {
      const answer = (await call("POST", "/api/redrive", { state: "dead" })) as { queued: number } | undefined; // contract.md
      return answer?.queued ?? 0;
    },
    reload: async () => (await call("POST", "/api/reload")) !== undefined,
  };
}
