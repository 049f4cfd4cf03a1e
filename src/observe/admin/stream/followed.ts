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
  const events = new Set<string>(await newestEvents(store, asked));
  return followed({ asked, session: found?.session ?? asked, events, newest: () => newestEvents(store, asked) });
}

/** The events of the conversation that other replicas may have accepted. */
async function newestEvents(store: Pick<Store, "conversation" | "conversationEvents">, asked: string): Promise<readonly string[]> {
  const found = (await store.conversation(asked))?.conversation;
  return found === undefined ? [] : (await store.conversationEvents(found, mostEvents)).rows.map(({ id }) => id);
}

interface Following {
  readonly asked: string;
  readonly session: string;
  readonly events: Set<string>;
  readonly newest: () => Promise<readonly string[]>;
}

function followed({ asked, session, events, newest }: Following): Followed {
  const remember = (id: string) => {
    events.add(id);
    const [oldest] = events;
    if (events.size > mostEvents && oldest !== undefined) events.delete(oldest);
  };
  const isIt = ({ id, session: its }: Pick<ConversationChanged, "id" | "session">) => id === asked || its === session;
  /** A replica does not say which events it has accepted. Those of a changed conversation are read from the store. */
  const ofReplica = (signal: Extract<Signal, { readonly name: "replica.changed" }>): ConversationChanged | undefined => {
    const { signals, conversations, events: attempted } = signal;
    const changed = conversations === undefined || conversations.some(isIt);
    if (changed && signals.includes("conversations.changed"))
      newest().then(
        (ids) => ids.forEach(remember),
        () => {},
      ); // the next change asks again
    const isAbout = changed || attempted === undefined || attempted.some((id) => events.has(id));
    return isAbout ? { name: "conversation.changed", id: asked, session } : undefined;
  };
  return {
    of(signal) {
      if (signal.name === "replica.changed") return ofReplica(signal);
      if (signal.name === "delivery.attempted") return events.has(signal.event) ? signal : undefined;
      if (signal.name === "conversations.changed") {
        const changed = signal.conversations.find(isIt);
        return changed && { name: "conversation.changed", ...changed };
      }
      if (!("session" in signal) || signal.session !== session) return undefined;
      remember(signal.id);
      return signal;
    },
  };
}
