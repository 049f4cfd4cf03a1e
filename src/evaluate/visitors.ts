/** The identity of a conversation's visitor, as far as it is known, for people. */

import type { Conversation } from "../core/conversation.ts";
import type { JsonObject } from "../core/json.ts";
import type { Store } from "../core/store.ts";
import { identityIn, profileKey } from "../rules/engine/visitors/visitor-profile.ts";

/** Undefined where nothing is known. */
export type Visitors = (conversation: Pick<Conversation, "id" | "source" | "session">) => Promise<JsonObject | undefined>;

export function createVisitors({ memory }: Pick<Store, "memory">): Visitors {
  return async ({ id, source, session }) => {
    const known = identityIn(await memory(profileKey(source, session)), id);
    return Object.keys(known).length === 0 ? undefined : known;
  };
}
