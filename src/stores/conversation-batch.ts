/** The conversations of a batch of events. Each is looked up once, updated in memory, and written once. Both databases use it. */

import { createHash } from "node:crypto";
import { begunWith, belongsTo, type Conversation, conversationIdOf, type Entry, withEntry } from "../core/conversation.ts";

/** A conversation, and the number of its row. */
export interface StoredConversation {
  readonly num: number;
  readonly conversation: Conversation;
}

/** Reads conversations from the database. */
export interface ConversationLookup {
  byId(id: string): StoredConversation | undefined;
  /** The newest conversation of a session that began at this position or before. */
  newestBefore(session: string, place: number): StoredConversation | undefined;
}

/** `stored` is undefined where the conversation is new. */
export interface ChangedConversation {
  readonly stored: StoredConversation | undefined;
  readonly now: Conversation;
}

interface Known {
  readonly stored: StoredConversation | undefined;
  now: Conversation;
}

export class ConversationBatch {
  readonly #lookup: ConversationLookup;
  readonly #known = new Map<string, Known>();

  constructor(lookup: ConversationLookup) {
    this.#lookup = lookup;
  }

  /** Adds an event to its conversation, and returns the conversation's id; undefined where it has none. */
  add(entry: Entry): string | undefined {
    const { session } = entry.event;
    if (session === undefined) return undefined;
    const named = this.#named(entry.conversation);
    const where = belongsTo(entry, { named, newest: named ?? this.#newestBefore(session, entry.place) });
    if (where.kind === "none") return undefined;
    const { id } = where.kind === "known" ? where.conversation : this.#begin(entry);
    const known = this.#known.get(id);
    if (known !== undefined) known.now = withEntry(known.now, entry);
    return id;
  }

  changed(): readonly ChangedConversation[] {
    return [...this.#known.values()].filter(({ stored, now }) => stored?.conversation !== now);
  }

  /** The conversations that have changed. */
  changedNames(): readonly Pick<Conversation, "id" | "session">[] {
    return this.changed().map(({ now: { id, session } }) => ({ id, session }));
  }

  /** The row number of a stored conversation. */
  numOf(id: string): number | undefined {
    return this.#known.get(id)?.stored?.num;
  }

  #named(id: string | undefined): Conversation | undefined {
    return id === undefined ? undefined : (this.#known.get(id)?.now ?? this.#keep(this.#lookup.byId(id)));
  }

  /** Considers conversations that this batch has begun, or moved to an earlier beginning, and that the database does not have yet. */
  #newestBefore(session: string, place: number): Conversation | undefined {
    let newest = this.#keep(this.#lookup.newestBefore(session, place));
    for (const { now } of this.#known.values()) {
      const isCandidate = now.session === session && now.first <= place;
      if (isCandidate && (newest === undefined || now.first > newest.first)) newest = now;
    }
    return newest;
  }

  #keep(stored: StoredConversation | undefined): Conversation | undefined {
    if (stored === undefined) return undefined;
    const { id } = stored.conversation;
    const known = this.#known.get(id) ?? { stored, now: stored.conversation };
    this.#known.set(id, known);
    return known.now;
  }

  /** The later part of a conversation from an earlier version may be stored already. */
  #begin(entry: Entry): Conversation {
    const id = entry.conversation ?? conversationIdOf(entry.event, digest);
    const found = this.#named(id);
    if (found !== undefined) return found;
    const begun = begunWith(entry, id);
    this.#known.set(id, { stored: undefined, now: begun });
    return begun;
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
