/** Something to be woken for. A due timer comes back in as an event of kind `due`. */

import type { JsonObject } from "./json.ts";
import type { Instant } from "./time.ts";

export interface Timer {
  /** One timer stands under a key; setting it again moves it. */
  readonly key: string;
  /** `undefined` cancels. */
  readonly dueAt: Instant | undefined;
  readonly source: string;
  readonly agent: string;
  readonly session: string | undefined;
  readonly payload: JsonObject;
}
