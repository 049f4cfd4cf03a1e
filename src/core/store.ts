/** The store: each method is one transaction and safe to repeat, unless it says that it takes several. Two engines stand behind it, and one conformance suite. */

import type { CompareAndSet } from "./compare-and-set.ts";
import type { Conversation, RowFinding, SaidMessage } from "./conversation.ts";
import type { Attempt, DeadReason, DeliveryId, Mode, Sending, Settled } from "./delivery.ts";
import type { Event, EventId } from "./event.ts";
import type { Incident, IncidentState } from "./incident.ts";
import type { Json } from "./json.ts";
import type { Limited, Planner, Trace, Unsaid } from "./rule.ts";
import type { Duration, Instant } from "./time.ts";
import type { TurnReading } from "./turn-reading.ts";

/** Why bytes that were signed could not become an event. They are kept as they came. */
export type QuarantineReason = "invalid_json" | "not_object" | "invalid_utf8" | "too_deep" | "schema_invalid" | "too_old" | "crash_loop";

/** What came in, with its bytes. */
export type Arrival =
  | { readonly kind: "event"; readonly event: Event; readonly raw: Uint8Array }
  | {
      readonly kind: "quarantined";
      readonly id: EventId;
      readonly source: string;
      /** The conversation, where that could be read all the same. */
      readonly session?: string | undefined;
      readonly receivedAt: Instant;
      readonly reason: QuarantineReason;
      /** What was wrong where, e.g. a JSON pointer. */
      readonly detail: string;
      readonly raw: Uint8Array;
    };

/** What became of an arrival. Nothing was stored where it was refused. */
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
  /** Undefined where it is no message, or was emptied. */
  readonly said: SaidMessage | undefined;
  readonly findings: readonly RowFinding[];
  /** What it would have said of a visitor whom nobody knew. */
  readonly unsaid: readonly Unsaid[];
}

export interface EventDetail extends EventRow {
  /** Undefined where it is quarantined. */
  readonly event: Event | undefined;
  readonly raw: Uint8Array;
  readonly trace: Trace | undefined;
  readonly quarantine: { readonly reason: QuarantineReason; readonly detail: string } | undefined;
}

/** Conversations, the one that began last first; with `q` the one first in which it was said last. */
export interface ConversationQuery {
  /** Words that were said in one turn. */
  readonly q?: string;
  readonly agent?: string;
  /** The name of a rule that has found something in it. */
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

/** An event of a conversation, with what was kept of its evaluation. */
export interface ConversationEvent {
  readonly place: number;
  readonly id: EventId;
  readonly receivedAt: Instant;
  /** Undefined once retention has emptied it. */
  readonly event: Event | undefined;
  readonly reading: TurnReading | undefined;
  readonly trace: Trace | undefined;
}

/** What a step has brought into what people search in: so many events, and the conversations that they have changed. */
export interface ProjectedStep {
  readonly count: number;
  readonly conversations: readonly Pick<Conversation, "id" | "session">[];
}

/** How far what people search in has come. */
export interface Projected {
  /** Evaluated events that are not in it yet. */
  readonly behind: number;
  /** Of those that an earlier version has left, this many are in it, out of so many. */
  readonly filled: number;
  readonly toFill: number;
}

export interface EventQuery {
  readonly session?: string;
  readonly type?: string;
  readonly status?: EventStatus;
  readonly agent?: string;
  /** The name of a rule that held for it; with `found` any rule. What was evaluated within the last second may be missing. */
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
  readonly attempts: number;
  /** Why it is dead (a DeadReason), or why its last attempt did not deliver it. */
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
  /** It was first due then, or later. */
  readonly since?: Instant;
  /** Of an event of this session. */
  readonly session?: string;
  readonly limit: number;
  readonly before?: string;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Give it as `before` for the next page; undefined at the end. */
  readonly next: string | undefined;
}

/** Another destination that dead letters are sent to. */
export interface SendTo {
  readonly to: string;
  /** The body as that destination sends it; undefined where it cannot send it. */
  readonly adopt: (body: Json) => Json | undefined;
}

/** Which dead deliveries to send again, where to, and how fast. */
export interface Redrive {
  /** Only this one. */
  readonly id?: string;
  readonly to?: string;
  readonly rule?: string;
  readonly reason?: DeadReason;
  readonly since?: Instant;
  /** Count only. */
  readonly dryRun: boolean;
  /** Messages a second; all at once where undefined. */
  readonly rate?: number;
  /** Sends under new Idempotency-Keys, so that a receiver that has seen them takes them again. */
  readonly newKey: boolean;
  /** To where they were to go where it is left out. */
  readonly sendTo?: SendTo;
  readonly now: Instant;
}

/** What is known of a session, or was until it was forgotten. */
export interface Forgotten {
  readonly events: number;
  /** Those of them that were not evaluated yet, and never will be. */
  readonly pending: number;
  /** Those of them that were set aside. */
  readonly quarantined: number;
  readonly deliveries: number;
  /** Those of them that were neither delivered nor dead, and will not be sent. */
  readonly undelivered: number;
  readonly incidents: number;
  /** Entries that rules remember. */
  readonly memories: number;
}

/** Whether anything that was removed is left in the files of the store. */
export type Erased = { readonly kind: "erased" } | { readonly kind: "left" /** Where, why, and what to do. */; readonly detail: string };

export interface Redriven {
  readonly matched: number;
  readonly queued: number;
  /** With `sendTo`: those that it cannot send. They stay dead. */
  readonly unfit?: number;
}

/** A delivery that waits for its repetition, as it was settled, and the attempts that it goes on with. */
export interface Hastened {
  readonly id: DeliveryId;
  readonly fence: number;
  readonly attempts: number;
}

/** A destination's share of what is due, for one claim. */
export interface Claim {
  readonly to: string;
  readonly max: number;
  readonly lease: Duration;
  readonly now: Instant;
  /** Only messages of this mode. */
  readonly mode?: Mode;
}

/** Incidents, the one that was opened last first. */
export interface IncidentQuery {
  /** One of these. */
  readonly states?: readonly IncidentState[];
  readonly session?: string;
  /** The rule's name. */
  readonly rule?: string;
  /** The id of the person who has claimed it. */
  readonly owner?: string;
  readonly limit: number;
  readonly before?: string;
}

export interface Stats {
  readonly events: number;
  readonly pending: number;
  readonly evaluated: number;
  readonly quarantined: number;
  /** The bytes of what is quarantined. */
  readonly quarantinedBytes: number;
  readonly deliveries: Readonly<Record<DeliveryState, number>>;
  readonly sessions: number;
}

/** How long what is kept is kept. */
export interface Retention {
  /** Bodies, traces. */
  readonly events: Duration;
  readonly deliveries: Duration;
  /** Keys, so that a replay is known for longer than its event is kept. */
  readonly dedupe: Duration;
  /** Bytes of what was set aside: for so long, and so many together; then the oldest are emptied, and their keys stay. */
  readonly quarantined: Duration;
  readonly quarantinedBytes: number;
}

/** What was set aside and is emptied now: since it was old, and since there was too much of it. */
export interface EmptiedQuarantine {
  readonly old: number;
  readonly over: number;
}

/** A due destination, so that a dispatcher asks only where something waits. */
export interface DueDestination {
  readonly to: string;
  /** When the earliest of its waiting deliveries is due. */
  readonly dueAt: Instant;
}

export interface Store {
  /** Durable when it resolves: the bytes are fsynced. Arrivals of the same turn share one commit. */
  accept(arrival: Arrival): Promise<Acceptance>;

  /**
   * Takes up to `max` events in the order they were accepted, reads the memories they need, lets `plan` decide and
   * writes everything it decided, in one transaction. Returns how many were evaluated.
   */
  evaluate(max: number, plan: Planner): Promise<Evaluated>;

  /**
   * Turns up to `max` due timers into events of kind `due`. Returns how many. `awaited` names sources whose events may still come again
   * after a start: then only those timers that nothing can take back any more, since they were due before the oldest event that waits was
   * received, and do not say that something of these sources did not come (core/timer.ts).
   */
  fireTimers(now: Instant, max: number, awaited?: readonly string[]): Promise<number>;

  /**
   * The clock was set back by `by` and shows `now`: what waits by the clock of before, timers and deliveries, is due earlier by as much. In
   * steps, each a transaction, or in one for all.
   */
  setBack(by: Duration, now: Instant): Promise<void>;

  /** Destinations with something waiting, whether due or not yet. */
  waiting(): Promise<readonly DueDestination[]>;
  /** Due deliveries, oldest first; of a thread only the first that is not settled. */
  claimDeliveries(claim: Claim): Promise<readonly Sending[]>;
  /** How many messages of mode `new` are due at a destination, counted up to `max`. */
  backlog(to: string, now: Instant, max: number): Promise<number>;
  /** Writes the outcomes; one whose fence is stale is refused and left out of the answer. */
  settle(settled: readonly Settled[]): Promise<readonly DeliveryId[]>;
  /** Gives claimed deliveries back untouched, when the process stops. */
  release(sending: readonly Sending[]): Promise<void>;
  /**
   * Ends everything that waits for a destination; with `before` only what has been due since then and is in nobody's hands. In steps: one transaction
   * each, or one for all. Returns how many.
   */
  markAllDead(to: string, reason: DeadReason, detail: string, now: Instant, before?: Instant): Promise<number>;
  /** What waits for a repetition is due now, and gets its attempt back; what has changed meanwhile is left as it is. */
  hasten(hastened: readonly Hastened[], now: Instant): Promise<void>;
  /** In steps, each a transaction: where the process ends in the middle, the rest is still dead, and the next redrive finds it. */
  redrive(redrive: Redrive): Promise<Redriven>;
  /** Removes a dead letter with its attempts; false where there is none of this id. */
  discard(id: string): Promise<boolean>;
  /** Takes back what a redrive has queued and nobody has sent yet; one that is under way ends. Returns how many. */
  stopRedrive(now: Instant): Promise<number>;

  searchEvents(query: EventQuery): Promise<Page<EventRow>>;
  event(id: string): Promise<EventDetail | undefined>;
  searchDeliveries(query: DeliveryQuery): Promise<Page<DeliveryRow>>;
  delivery(id: string): Promise<DeliveryDetail | undefined>;
  searchIncidents(query: IncidentQuery): Promise<Page<Incident>>;
  incident(id: string): Promise<Incident | undefined>;
  countIncidents(): Promise<Readonly<Record<IncidentState, number>>>;
  searchConversations(query: ConversationQuery): Promise<Page<ConversationRow>>;
  /** By its own id, or the newest of a session by the sender's id. */
  conversation(id: string): Promise<ConversationDetail | undefined>;
  /** The newest `limit` of its events before a place, in the order in which they came. */
  conversationEvents(conversation: Conversation, limit: number, before?: string): Promise<Page<ConversationEvent>>;
  /** By the rule's name; of all that are asked for. What was evaluated a moment ago may not be counted yet. */
  ruleActivity(query: RuleActivityQuery): Promise<ReadonlyMap<string, RuleActivity>>;
  /** What the rules remember under a key, for people who want to see it; undefined where that is nothing. */
  memory(key: string): Promise<Json | undefined>;
  stats(): Promise<Stats>;

  /**
   * Brings some of what was evaluated into what people search in: conversations, findings, the words that were said. One transaction with its
   * own mark, so that a kill loses and doubles nothing. It takes none while another process does it.
   */
  project(): Promise<ProjectedStep>;
  projected(): Promise<Projected>;

  /**
   * Keeps a text for good, unless another than `instead` is kept under the name already. Resolves with the one that is kept: every
   * replica gets the same, and of several who want to change it one succeeds.
   */
  readonly keep: CompareAndSet;

  /** Keeps the text of a version of the rules, so that decisions can be explained later. False where that cannot be written now. */
  saveRules(version: string, text: string, now: Instant): Promise<boolean>;
  rules(version: string): Promise<string | undefined>;
  /** The rules that were saved last. */
  latestRules(): Promise<{ readonly version: string; readonly text: string } | undefined>;
  /** Up to `max` versions of the rules, the one that was saved last first. */
  rulesVersions(max: number): Promise<readonly RulesVersion[]>;
  /** Up to `max` of the events that are still kept, in the order in which they were accepted, from the first behind `after` (0: all). */
  recorded(after: number, max: number): Promise<readonly Recorded[]>;

  /** Removes up to `max` rows that retention no longer keeps; never what is undelivered, quarantined or guards against a replay. Returns how many. */
  prune(retention: Retention, now: Instant, max: number): Promise<number>;
  /** Empties up to `max` of what was set aside, the oldest first, for as long as retention says so. */
  emptyQuarantine(retention: Retention, now: Instant, max: number): Promise<EmptiedQuarantine>;
  /**
   * Removes what is known of a session: bodies, messages, memories, timers, incidents; also what still waits, so that it ends at once.
   * Keys stay, so that a replay stays a duplicate. With `dryRun` it only counts.
   */
  forget(session: string, options?: { readonly dryRun: boolean }): Promise<Forgotten>;

  /** Takes what was removed out of the files of the store, too: out of logs and unused space. It is in order to call it again. */
  erase(): Promise<Erased>;

  /** How many processes share the sending, this one included, as far as is known. */
  deliverers(): number;
  /** Calls back after each commit that brought work. Returns how to stop. */
  watch(watcher: (news: StoreChanges) => void): () => void;
  /** Undefined where it can be written to; else what is wrong, for /readyz. */
  trouble(): string | undefined;
  close(): Promise<void>;
}

/** The part of a store that tells what was, for those who read beside the process that writes. */
export interface Records
  extends Pick<Store, "event" | "searchEvents" | "searchDeliveries" | "incident" | "rules" | "latestRules" | "recorded" | "close"> {
  /** Up to `max` ids of events that begin so, in order. */
  eventIds(beginning: string, max: number): Promise<readonly string[]>;
}

/** Which rules, by name, and where an hour, a day and a week ago were. */
export interface RuleActivityQuery {
  readonly rules: readonly string[];
  readonly hour: Instant;
  readonly day: Instant;
  readonly week: Instant;
}

/** How often a rule found something since then, and what people said of its alerts. */
export interface RuleActivity {
  readonly hour: number;
  readonly day: number;
  readonly week: number;
  readonly lastAt: Instant | undefined;
  readonly useful: number;
  readonly noise: number;
}

/** A version of the rules, and when it last came into force. */
export interface RulesVersion {
  readonly version: string;
  readonly at: Instant;
}

/** An event and its place among all that were accepted. */
export interface Recorded {
  readonly place: number;
  readonly event: Event;
  /** The version of the rules that decided it; undefined while it waits. */
  readonly decidedBy?: string | undefined;
}

/** Work that a commit brought. */
export interface StoreChanges {
  /** Whether events wait for their evaluation. */
  readonly events: boolean;
  /** Destinations for which something may be due. */
  readonly deliveries: ReadonlySet<string>;
}

/** What one evaluation did, for those who watch. */
export interface Evaluated {
  readonly count: number;
  readonly decisions: readonly EvaluatedEvent[];
}

export interface EvaluatedEvent extends Limited {
  readonly event: Event;
  readonly rules: readonly string[];
  /** Deliveries that were queued, by destination. */
  readonly queued: readonly string[];
  /** Destinations that got nothing, since nobody said who the visitor is. */
  readonly skipped: readonly string[];
}
