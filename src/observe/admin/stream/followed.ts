/** `GET /api/stream?session=`: the signals about one conversation. */

import type { Signal } from "../../../core/signal.ts";
import type { Store } from "../../../core/store.ts";

export interface Followed {
  /** The signal for the follower; undefined where it is about something else. */
  of(signal: Signal): Signal | ConversationChanged | undefined;
}

/** What `conversations.changed` says of one of them. */
export interface ConversationChanged {
  readonly name: "conversation.changed";
  readonly id: string;
  readonly session: string;
}

/** Deliveries name their event, so this many of the newest are remembered. */
const mostEvents = 500;

/** `asked`: a conversation's own id or the sender's id of a session. Its first event may still have to come. */
export async function followedIn(store: Pick<Store, "conversation" | "conversationEvents">, asked: string): Promise<Followed> {
  const found = (await store.conversation(asked))?.conversation;
  const events = new Set<string>(found === undefined ? [] : (await store.conversationEvents(found, mostEvents)).rows.map(({ id }) => id));
  return followed(asked, found?.session ?? asked, events);
}

function followed(asked: string, session: string, events: Set<string>): Followed {
  const remember = (id: string) => {
    events.add(id);
    const [oldest] = events;
    if (events.size > mostEvents && oldest !== undefined) events.delete(oldest);
  };
  return {
    of(signal) {
      if (signal.name === "delivery.attempted") return events.has(signal.event) ? signal : undefined;
      if (signal.name === "conversations.changed") {
        const changed = signal.conversations.find((each) => each.id === asked || each.session === session);
        return changed && { name: "conversation.changed", ...changed };
      }
      if (!("session" in signal) || signal.session !== session) return undefined;
      remember(signal.id);
      return signal;
    },
  };
}
