/**
 * The store. Each method is one transaction and safe to repeat, unless it says that it takes several. Two engines implement it, and one
 * suite tests both.
 */

import type { CompareAndSet } from "./compare-and-set.ts";
import type { Conversation, RowFinding, SaidMessage } from "./conversation.ts";
import type { Attempt, DeadReason, DeliveryId, Message, Mode, Sending, Settled } from "./delivery.ts";
import type { Event, EventId } from "./event.ts";
import type { Incident, IncidentState } from "./incident.ts";
import type { FigureQuery, StoredFigures } from "./insights/figures.ts";
import type { QuestionStore } from "./insights/questions.ts";
import type { Json } from "./json.ts";
import type { Limited, Planner, Trace, Unsaid } from "./rule.ts";
import type { Duration, Instant } from "./time.ts";
import type { TurnReading } from "./turn-reading.ts";

/** Why proven bytes could not become an event. They are stored unchanged. */
export type QuarantineReason = "invalid_json" | "not_object" | "invalid_utf8" | "too_deep" | "schema_invalid" | "too_old" | "crash_loop";

/** Something that came in, with its bytes. */
export type Arrival =
  | { readonly kind: "event"; readonly event: Event; readonly raw: Uint8Array }
  | {
      readonly kind: "quarantined";
      readonly id: EventId;
      readonly source: string;
      /** The conversation, where it could be read all the same. */
      readonly session?: string | undefined;
      readonly receivedAt: Instant;
      readonly reason: QuarantineReason;
      /** What was wrong and where, e.g. a JSON pointer. */
      readonly detail: string;
      readonly raw: Uint8Array;
    };

/** The result for an arrival. Nothing was stored where it was refused. */
export type Acceptance =
  | { readonly status: "accepted" | "duplicate" | "quarantined"; readonly id: EventId }
  | { readonly status: "refused"; readonly reason: "storage_full" | "storage_slow" | "storage_down" };

export type EventStatus = "pending" | "evaluated" | "quarantined";

/** An event as people search for it. */
export interface EventRow {
  readonly id: EventId;
  readonly type: string;
  readonly source: string;
  readonly agent: string;
  readonly session: string | undefined;
  readonly receivedAt: Instant;
  readonly status: EventStatus;
  /** Undefined where it is no message, or its text was deleted. */
  readonly said: SaidMessage | undefined;
  readonly findings: readonly RowFinding[];
  /** The messages that were not sent because the visitor was not known. */
  readonly unsaid: readonly Unsaid[];
}

export interface EventDetail extends EventRow {
  /** Undefined where the bytes are quarantined. */
  readonly event: Event | undefined;
  readonly raw: Uint8Array;
  readonly trace: Trace | undefined;
  readonly quarantine: { readonly reason: QuarantineReason; readonly detail: string } | undefined;
}

/** Conversations, the newest first. With `q`: the one with the newest match first. */
export interface ConversationQuery {
  /** Words of one turn. */
  readonly q?: string;
  readonly agent?: string;
  /** The name of a rule that held in it. */
  readonly rule?: string;
  readonly state?: "open" | "ended";
  readonly language?: string;
  readonly frustrated?: boolean;
  readonly wantsHuman?: boolean;
  /** When it began. */
  readonly since?: Instant;
  readonly until?: Instant;
  readonly limit: number;
  readonly before?: string;
}

/** `match`: the newest turn that holds what was searched for. */
export interface ConversationRow extends Conversation {
  readonly match?: { readonly event: EventId; readonly text: string };
}

export interface ConversationDetail {
  readonly conversation: Conversation;
  /** Other conversations of the same session, the newest first. */
  readonly others: readonly Conversation[];
}

/** An event of a conversation, with the stored parts of its evaluation. */
export interface ConversationEvent {
  readonly place: number;
  readonly id: EventId;
  readonly receivedAt: Instant;
  /** Undefined after retention has deleted its text. */
  readonly event: Event | undefined;
  readonly reading: TurnReading | undefined;
  readonly trace: Trace | undefined;
}

/** What a step has brought into what people search in: so many events, and the conversations that they have changed. */
export interface ProjectedStep {
  readonly count: number;
  readonly conversations: readonly Pick<Conversation, "id" | "session">[];
  /** More is waiting already. A step for a few events costs several times as much for each as one for many. */
  readonly hasMore: boolean;
}

/** The progress of the search tables. */
export interface Projected {
  /** Evaluated events that they do not contain yet. */
  readonly behind: number;
  /** Events of earlier versions: `filled` of `of` are in the tables. */
  readonly filled: number;
  readonly toFill: number;
}

export interface EventQuery {
  readonly session?: string;
  readonly type?: string;
  readonly status?: EventStatus;
  readonly agent?: string;
  /** The name of a rule that held for it; with `found`: any rule. Events of the last second may be missing. */
  readonly rule?: string;
  readonly found?: true;
  /** Words of a message. */
  readonly q?: string;
  /** When it was received. */
  readonly since?: Instant;
  readonly until?: Instant;
  readonly limit: number;
  /** The `next` of the page before. */
  readonly before?: string;
}

export type DeliveryState = "waiting" | "sending" | "delivered" | "dead";

export interface DeliveryRow {
  readonly id: DeliveryId;
  readonly key: string;
  readonly event: EventId;
  readonly rule: string;
  readonly to: string;
  readonly state: DeliveryState;
  /** Those that counted. */
  readonly attempts: number;
  /** All that were made. */
  readonly attemptsMade: number;
  /** What the last one ended with, in short; undefined where there is nothing to say. */
  readonly answer: string | undefined;
  /** Why it is dead (a DeadReason), or why its last attempt failed. */
  readonly reason: string | undefined;
  readonly detail: string | undefined;
  readonly dueAt: Instant;
  readonly body: Json;
  readonly reference: string | undefined;
}

export interface DeliveryDetail extends DeliveryRow {
  readonly history: readonly Attempt[];
}

export interface DeliveryQuery {
  readonly state?: DeliveryState;
  readonly to?: string;
  readonly rule?: string;
  readonly event?: string;
  /** Why it is dead. */
  readonly reason?: DeadReason;
  /** It was first due at this time or later. */
  readonly since?: Instant;
  /** Of an event of this session. */
  readonly session?: string;
  readonly limit: number;
  readonly before?: string;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Give it as `before` to get the next page; undefined at the end. */
  readonly next: string | undefined;
}

/** Another destination that dead letters are sent to. */
export interface SendTo {
  readonly to: string;
  /** The body for that destination; undefined where it cannot send the message. */
  readonly adopt: (body: Json) => Json | undefined;
}

/** Which dead letters to send again, where to, and how fast. */
export interface Redrive {
  /** Only this one. */
  readonly id?: string;
  readonly to?: string;
  readonly rule?: string;
  readonly reason?: DeadReason;
  readonly since?: Instant;
  /** Counts only. */
  readonly dryRun: boolean;
  /** Messages a second; all at once where undefined. */
  readonly rate?: number;
  /** Sends with new Idempotency-Keys, so that a receiver that knows the messages accepts them again. */
  readonly newKey: boolean;
  /** The original destination where it is left out. */
  readonly sendTo?: SendTo;
  readonly now: Instant;
}

/** What was stored of a session. */
export interface Forgotten {
  readonly events: number;
  /** Of these, the events that were not evaluated yet. They never will be. */
  readonly pending: number;
  /** Of these, the quarantined ones. */
  readonly quarantined: number;
  /** Its own, and reports that quote it: these lose its words, and are sent without them. */
  readonly deliveries: number;
  /** Of these, the deliveries that were neither delivered nor dead. They will not be sent. */
  readonly undelivered: number;
  readonly incidents: number;
  /** Memories of rules. */
  readonly memories: number;
}

/** Whether the files of the store still contain removed data. */
export type Erased = { readonly kind: "erased" } | { readonly kind: "left" /** Where, why, and what to do. */; readonly detail: string };

export interface Redriven {
  readonly matched: number;
  readonly queued: number;
  /** With `sendTo`: dead letters that it cannot send. They stay dead. */
  readonly unfit?: number;
}

/** A delivery that waits for its retry, as it was settled, and the attempts that it continues with. */
export interface Hastened {
  readonly id: DeliveryId;
  readonly fence: number;
  readonly attempts: number;
}

/** A destination's share of the due deliveries, for one claim. */
export interface Claim {
  readonly to: string;
  readonly max: number;
  readonly lease: Duration;
  readonly now: Instant;
  /** Only messages of this mode. */
  readonly mode?: Mode;
}

/** Incidents, the newest first. */
export interface IncidentQuery {
  /** In one of these states. */
  readonly states?: readonly IncidentState[];
  readonly session?: string;
  /** The rule's name. */
  readonly rule?: string;
  /** The id of its owner. */
  readonly owner?: string;
  readonly limit: number;
  readonly before?: string;
}

export interface Stats {
  readonly events: number;
  readonly pending: number;
  readonly evaluated: number;
  readonly quarantined: number;
  /** The size of the quarantine, in bytes. */
  readonly quarantinedBytes: number;
  readonly deliveries: Readonly<Record<DeliveryState, number>>;
  readonly sessions: number;
}

export interface StoreSize {
  /** Of its tables and indexes, the unused space among them included. */
  readonly bytes: number;
  /** Timers that wait, counted up to a hundred thousand. */
  readonly timers: number;
}

/** How long data is stored. */
export interface Retention {
  /** Bodies, traces. */
  readonly events: Duration;
  readonly deliveries: Duration;
  /** Dedupe keys. A replay is recognised for longer than its event is stored. */
  readonly dedupe: Duration;
  /** Quarantined bytes: how long, and how many in all. Beyond that the oldest are deleted; their keys stay. */
  readonly quarantined: Duration;
  readonly quarantinedBytes: number;
  /** Figures by hour; 0: none are counted, and those that are stored are deleted. */
  readonly figures: Duration;
}

/** Quarantined arrivals whose bytes were deleted: because they were old, and because there were too many. */
export interface EmptiedQuarantine {
  readonly old: number;
  readonly over: number;
}

/** A destination with waiting deliveries, so that a dispatcher asks only for these. */
export interface DueDestination {
  readonly to: string;
  /** The due time of its earliest waiting delivery. */
  readonly dueAt: Instant;
}

export interface Store extends QuestionStore {
  /** Durable when it resolves: the bytes are fsynced. Arrivals of the same turn of the event loop share one commit. */
  accept(arrival: Arrival): Promise<Acceptance>;

  /**
   * Takes up to `max` events in the order of their acceptance, reads the memories that they need, calls `plan` and writes
   * all its decisions, in one transaction. Returns how many events were evaluated. A store may make use of `handover`; where the
   * evaluation fails, it has not called `take`.
   */
  evaluate(max: number, plan: Planner, handover?: Handover): Promise<Evaluated>;

  /**
   * Turns up to `max` due timers into events of kind `due`, and returns how many. After a start `awaited` names sources that may still
   * repeat
   * events. Then only those timers fire that no event can cancel any more: they were due before the oldest waiting event was received,
   * and they do not report that something of these sources did not come (core/timer.ts).
   */
  fireTimers(now: Instant, max: number, awaited?: readonly string[]): Promise<number>;

  /**
   * The clock was set back by `by` and shows `now`. Timers and deliveries that wait by the earlier clock become due earlier by the same
   * span.
   * In steps, each a transaction, or in one for all.
   */
  setBack(by: Duration, now: Instant): Promise<void>;

  /** Destinations with waiting deliveries, due or not. */
  waiting(): Promise<readonly DueDestination[]>;
  /** Due deliveries, the oldest first. Of each thread only the first unsettled one. */
  claimDeliveries(claim: Claim): Promise<readonly Sending[]>;
  /** How many messages of mode `new` are due at a destination, counted up to `max`. */
  backlog(to: string, now: Instant, max: number): Promise<number>;
  /** Writes the outcomes. One with a stale fence is refused and is not in the answer. */
  settle(settled: readonly Settled[]): Promise<readonly DeliveryId[]>;
  /** Returns claimed deliveries unchanged, when the process stops. */
  release(sending: readonly Sending[]): Promise<void>;
  /**
   * Ends all waiting deliveries of a destination. With `before`: only those that were due by then and are not claimed. In steps, each a
   * transaction, or in one for all. Returns how many.
   */
  markAllDead(to: string, reason: DeadReason, detail: string, now: Instant, before?: Instant): Promise<number>;
  /** Makes deliveries due that wait for a retry, and gives their attempts back. A delivery that has changed meanwhile stays as it is. */
  hasten(hastened: readonly Hastened[], now: Instant): Promise<void>;
  /** In steps, each a transaction. If the process ends in the middle, the rest is still dead and the next redrive finds it. */
  redrive(redrive: Redrive): Promise<Redriven>;
  /** Deletes a dead letter with its attempts; false where no dead letter has this id. */
  discard(id: string): Promise<boolean>;
  /** Makes redriven deliveries dead again that nobody has sent yet, and ends a redrive that is running. Returns how many. */
  stopRedrive(now: Instant): Promise<number>;

  searchEvents(query: EventQuery): Promise<Page<EventRow>>;
  event(id: string): Promise<EventDetail | undefined>;
  searchDeliveries(query: DeliveryQuery): Promise<Page<DeliveryRow>>;
  delivery(id: string): Promise<DeliveryDetail | undefined>;
  searchIncidents(query: IncidentQuery): Promise<Page<Incident>>;
  incident(id: string): Promise<Incident | undefined>;
  /** The reference of the message that begins this thread of a destination, or of the update that began it again. */
  threadReference(to: string, thread: string): Promise<string | undefined>;
  countIncidents(): Promise<Readonly<Record<IncidentState, number>>>;
  searchConversations(query: ConversationQuery): Promise<Page<ConversationRow>>;
  /** By its own id, or the newest of a session by the sender's id. */
  conversation(id: string): Promise<ConversationDetail | undefined>;
  /** The newest `limit` of its events before a position, in the order of their arrival. */
  conversationEvents(conversation: Conversation, limit: number, before?: string): Promise<Page<ConversationEvent>>;
  /** The latest message of each, by the conversation's id; none where nothing was said, or retention has emptied it. */
  lastWords(conversations: readonly Conversation[]): Promise<ReadonlyMap<string, SaidMessage>>;
  /** By the rule's name, for all rules of the query. Events of the last moment may not be counted yet. */
  ruleActivity(query: RuleActivityQuery): Promise<ReadonlyMap<string, RuleActivity>>;
  /** Figures of conversations by hour. Events of the last moment may not be counted yet. */
  figures(query: FigureQuery): Promise<StoredFigures>;
  /** The memory under a key, for people; undefined where there is none. */
  memory(key: string): Promise<Json | undefined>;
  stats(): Promise<Stats>;
  size(): Promise<StoreSize>;

  /**
   * Brings some of what was evaluated into what people search in: conversations, findings, the words that were said. One transaction with its
   * own mark, so that a kill loses and doubles nothing. It takes none while another process does it. `counts`: it counts figures as well.
   */
  project(counts?: boolean): Promise<ProjectedStep>;
  projected(): Promise<Projected>;
  /** From the next step on, `project` counts the figures of all stored conversations again. Other figures stay as they are. */
  rebuildFigures(): Promise<void>;

  /**
   * Stores a text for good, unless the name holds a text other than `instead` already. Resolves with the stored text. All replicas get the
   * same
   * text, and only one of several writers succeeds.
   */
  readonly keep: CompareAndSet;

  /**
   * Stores the text of a version of the rules, so that decisions can be explained later. The newest 500 are kept. False where the store
   * cannot write now.
   */
  saveRules(version: string, text: string, now: Instant): Promise<boolean>;
  rules(version: string): Promise<string | undefined>;
  /** The version that was stored last. */
  latestRules(): Promise<{ readonly version: string; readonly text: string } | undefined>;
  /** Up to `max` versions of the rules, the newest first. */
  rulesVersions(max: number): Promise<readonly RulesVersion[]>;
  /** Up to `max` stored events in the order of their acceptance, from the first one after `after` (0: from the beginning). */
  recorded(after: number, max: number): Promise<readonly Recorded[]>;

  /**
   * Deletes up to `max` rows whose retention has ended. It never deletes undelivered or quarantined rows, or keys that guard against a
   * replay. Returns how many.
   */
  prune(retention: Retention, now: Instant, max: number): Promise<number>;
  /** Deletes the bytes of up to `max` quarantined arrivals, the oldest first, as retention demands. */
  emptyQuarantine(retention: Retention, now: Instant, max: number): Promise<EmptiedQuarantine>;
  /**
   * Deletes all data of a session: bodies, messages, memories, timers, incidents; also waiting ones, which ends the session at once.
   * Keys stay, so that a replay is still a duplicate. With `dryRun` it only counts.
   */
  forget(session: string, options?: { readonly dryRun: boolean }): Promise<Forgotten>;

  /** Removes deleted data from the files of the store as well: from logs and unused space. It may be called again. */
  erase(): Promise<Erased>;

  /** How many processes deliver, this one included, as far as is known. */
  deliverers(): number;
  /** Calls back after each commit that brought work. Returns a function that stops it. */
  watch(watcher: (news: StoreChanges) => void): () => void;
  /** Passes a text of at most 7,000 bytes to the other processes that share the store. It may get lost. */
  notify(notice: string): void;
  /** Calls back with each notice of another process. Returns a function that stops it. */
  onNotice(listener: (notice: string) => void): () => void;
  /** What is wrong, for /readyz; undefined where the store can write. */
  trouble(): string | undefined;
  close(): Promise<void>;
}

/** The reading part of a store, for processes beside the one that writes. */
export interface Records
  extends Pick<
    Store,
    | "event"
    | "searchEvents"
    | "searchDeliveries"
    | "searchIncidents"
    | "incident"
    | "figures"
    | "questions"
    | "rules"
    | "latestRules"
    | "recorded"
    | "close"
  > {
  /** Up to `max` ids of events with this beginning, in order. */
  eventIds(beginning: string, max: number): Promise<readonly string[]>;
}

/** The rules, by name, and the times of an hour, a day and a week ago. */
export interface RuleActivityQuery {
  readonly rules: readonly string[];
  readonly hour: Instant;
  readonly day: Instant;
  readonly week: Instant;
}

/** How often a rule held since then, and what people said about its alerts. */
export interface RuleActivity {
  readonly hour: number;
  readonly day: number;
  readonly week: number;
  readonly lastAt: Instant | undefined;
  readonly useful: number;
  readonly noise: number;
}

/** A version of the rules, and when it was last put into force. */
export interface RulesVersion {
  readonly version: string;
  readonly at: Instant;
}

/** An event and its sequence number among all accepted events. */
export interface Recorded {
  readonly place: number;
  readonly event: Event;
  /** The version of the rules that evaluated it; undefined while it waits. */
  readonly decidedBy?: string | undefined;
}

/** The work that a commit brought. */
export interface StoreChanges {
  /** Whether events wait for their evaluation. */
  readonly events: boolean;
  /** Destinations that may have due deliveries. */
  readonly deliveries: ReadonlySet<string>;
}

/** Lanes with room. What an evaluation queues for them is claimed in its own transaction, and need not be read back. */
export interface Handover {
  /** Reserves room for a message, and returns its lease; undefined where it is claimed later. Called in the transaction. */
  readonly lease: (message: Message) => Duration | undefined;
  /** Called once after the commit, when the events are on the disk. Returns the room that was reserved for others. */
  readonly take: (claimed: readonly Sending[]) => void;
}

/** The result of one evaluation, for the observers. */
export interface Evaluated {
  readonly count: number;
  readonly decisions: readonly EvaluatedEvent[];
}

export interface EvaluatedEvent extends Limited {
  readonly event: Event;
  readonly rules: readonly string[];
  /** Queued deliveries, by destination. */
  readonly queued: readonly string[];
  /** Destinations that got nothing, because the visitor's identity is not known. */
  readonly skipped: readonly string[];
}
