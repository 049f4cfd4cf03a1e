/** What the admin port answers, as contract and OpenAPI list have it. Times are RFC 3339; what is not there is null. */

export type Role = "viewer" | "responder" | "admin";

export interface Session {
  readonly name: string;
  readonly role: Role;
  readonly via: "preview" | "token" | "oidc";
  readonly csrf: string | null;
}

export interface Status {
  readonly status: "ready" | "not_ready";
  readonly reason: string | null;
  readonly phase: string;
  readonly store: { readonly ok: boolean; readonly detail: string | null; readonly check: StoreCheck | null };
  readonly config: { readonly stale: boolean; readonly version: string | null; readonly rules: number };
  readonly insecure: boolean;
  readonly preview: boolean;
  readonly muted_critical: readonly { readonly rule: string; readonly by: string; readonly until: string | null }[];
  readonly backfill: { readonly code: string; readonly detail: string; readonly cure: string; readonly link: string | null } | null;
  readonly account: Account | null;
  readonly sinks: readonly Sink[];
  readonly try: boolean;
  readonly masked?: boolean;
  /** `settings.timezone`. */
  readonly timezone: string;
  readonly version: string | null;
  readonly node: string;
  readonly uptime_s: number;
  readonly kept_in: "sqlite" | "postgres" | null;
  readonly does: readonly string[];
  readonly sources: readonly { readonly name: string; readonly preset: string; readonly path: string }[];
  /** Milliseconds for which the event loop kept others waiting. */
  readonly event_loop_ms: { readonly p99: number; readonly max: number };
  readonly store_bytes: number | null;
  /** Counted up to a hundred thousand. */
  readonly timers: number | null;
  /** Of the last day, by this process. */
  readonly limits: readonly { readonly limit: LimitName; readonly times: number }[];
  readonly unheard: readonly { readonly language: string; readonly messages: number }[];
  /** How far the conversations of older events are counted. */
  readonly indexing?: { readonly done: boolean; readonly behind: number; readonly filled: number; readonly to_fill: number };
}

export type LimitName =
  | "connections_public"
  | "connections_admin"
  | "body_size"
  | "overload"
  | "text_length"
  | "messages_per_event"
  | "quarantine_size"
  | "token_tries"
  | "waiting_age";

export interface StoreCheck {
  readonly result: string;
  readonly detail?: string;
}

export interface Account {
  readonly balance?: number;
  readonly rate?: number;
  readonly active?: number;
  readonly minutes_left?: number | null;
  readonly low?: boolean;
  readonly refused?: { readonly code: string; readonly detail: string; readonly cure: string; readonly link: string | null };
}

export interface Sink {
  readonly name: string;
  readonly type: string;
  readonly breaker: string;
  readonly paused: string | null;
}

/** How a destination does, and what to do where it does not. */
export interface DestinationView {
  readonly name: string;
  readonly type: string;
  readonly state: "ok" | "failing" | "paused";
  readonly breaker: string;
  readonly waiting: boolean;
  readonly attempts_last_hour: number;
  readonly rate_per_minute: number;
  /** 0..1, of the last hour. */
  readonly error_share: number;
  readonly pause: { readonly reason: string; readonly detail: string; readonly cure: string | null } | null;
  readonly last: { readonly at: string; readonly outcome?: string; readonly reason?: string; readonly detail?: string } | null;
}

export interface Stats {
  readonly events: number;
  readonly pending: number;
  readonly evaluated: number;
  readonly quarantined: number;
  readonly deliveries: { readonly waiting: number; readonly sending: number; readonly delivered: number; readonly dead: number };
  readonly sessions: number;
  readonly rules_version: string | null;
}

export interface Conversation {
  /** The relay's own id of it. */
  readonly id: string;
  readonly agent: string;
  readonly source: string;
  /** The id that the sender gave it. */
  readonly session: string;
  readonly room: string | null;
  readonly started_at: string;
  readonly last_at: string;
  readonly state: "open" | "ended";
  readonly messages: number;
  /** The highest of its turns. */
  readonly frustration: number;
  readonly wants_human: number;
  readonly repeats: number;
  readonly unanswered: number;
  readonly concern: Readonly<Record<string, number>>;
  readonly language: string | null;
  readonly heard: boolean;
  readonly findings: readonly { readonly rule: string; readonly times: number }[];
}

export interface ConversationRow extends Conversation {
  readonly incidents: number;
  readonly last_words: { readonly role: NonNullable<Turn["role"]>; readonly text: string } | null;
  /** The newest turn that holds what was searched for. */
  readonly match: { readonly event: string; readonly text: string } | null;
}

/** Scores from 0 to 1; what was not heard is left out. */
export interface Readings {
  /** Of the visitor's message, and of the conversation up to it. */
  readonly frustration?: number;
  readonly session?: number;
  /** How likely the visitor asks for the same again. */
  readonly repeat?: number;
  readonly wants_human?: number;
  readonly concern?: Readonly<Record<string, number>>;
  readonly language?: string;
  /** False where there is no language pack for the visitor's language. */
  readonly heard?: boolean;
  /** Of the agent's turn: it is no answer. */
  readonly unanswered?: number;
}

export interface TurnFinding {
  readonly rule: string;
  readonly because: readonly { readonly condition: string; readonly text: string }[];
  readonly sent: number;
  readonly held_back: HeldBack | null;
  readonly incident: string | null;
  readonly awaiting: readonly string[];
  readonly skipped: readonly string[];
}

export interface HeldBack {
  readonly by: string;
  readonly until?: string;
  readonly who?: string;
}

export interface Turn {
  readonly event: string;
  readonly at: string;
  readonly type: string;
  /** Null where nothing was said: a join, an end, a click. */
  readonly role: "user" | "agent" | "other" | null;
  readonly text: string | null;
  /** The operator's person who acted or spoke. */
  readonly by: string | null;
  readonly readings: Readings | null;
  readonly findings: readonly TurnFinding[];
}

export interface ConversationDetail extends Conversation {
  /** The newest ones, in the order in which they came. */
  readonly turns: readonly Turn[];
  readonly turns_next: string | null;
  readonly deliveries: readonly ConversationDelivery[];
  readonly incidents: readonly Incident[];
  readonly identity: Readonly<Record<string, unknown>> | null;
  /** Whether its visitor can be spoken to. */
  readonly can_talk: boolean;
  readonly others: readonly Pick<Conversation, "id" | "agent" | "started_at" | "last_at" | "state" | "messages">[];
}

export interface ConversationDelivery extends Delivery {
  readonly last_attempt: Attempt | null;
}

export type DeliveryState = "waiting" | "sending" | "delivered" | "dead" | "left_out";

export interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly rule: string;
  readonly to: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly due_at: string;
  readonly body?: unknown;
}

export interface Attempt {
  readonly at: string;
  readonly took_ms: number;
  readonly outcome: string;
  readonly reason: string | null;
  readonly detail: string | null;
}

export interface DeliveryDetail extends Delivery {
  readonly idempotency_key: string;
  readonly reference: string | null;
  readonly history: readonly Attempt[];
  /** As a command with secrets as variables; null where it is no request. */
  readonly curl: string | null;
  readonly masked?: boolean;
}

export type IncidentState = "open" | "claimed" | "snoozed" | "resolved";

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly via: string;
}

export interface Incident {
  readonly id: string;
  readonly rule: string;
  readonly source: string;
  readonly agent: string | null;
  readonly session: string | null;
  readonly group: string;
  readonly severity: string;
  readonly state: IncidentState;
  readonly version: number;
  readonly owner: Person | null;
  readonly findings: number;
  readonly opened_at: string;
  readonly updated_at: string;
  readonly last_finding_at: string;
  readonly snoozed_until: string | null;
  readonly resolved_at: string | null;
  readonly shown_at: readonly string[];
  /** To its messages, e.g. in Slack. */
  readonly links: readonly { readonly to: string; readonly url: string }[];
  readonly history: readonly Deed[];
  /** The relay's own id of the conversation, where it is about one. */
  readonly conversation: string | null;
  /** The newest finding: what was said, and why the rule held; null where its event is gone. */
  readonly found: { readonly event: string; readonly text: string | null; readonly because: readonly string[] } | null;
}

export interface Deed {
  readonly at: string;
  readonly what: string;
  readonly by: Person | null;
  readonly note: string | null;
}

export interface EventRow {
  readonly id: string;
  readonly type: string;
  readonly agent: string;
  readonly session: string | null;
  readonly received_at: string;
  readonly status: "pending" | "evaluated" | "quarantined";
  readonly findings: readonly { readonly rule: string }[];
}

export interface EventDetail extends EventRow {
  readonly source: string;
  readonly event: Readonly<Record<string, unknown>> | null;
  /** Base64. */
  readonly raw: string | null;
  readonly raw_withheld?: string;
  readonly trace: Trace | null;
  readonly quarantine: { readonly reason: string; readonly detail: string } | null;
}

export interface Trace {
  readonly version: string;
  readonly rules: readonly RuleTrace[];
  readonly more?: number;
}

export interface RuleTrace {
  readonly rule: string;
  readonly held: boolean | "error" | "untold";
  readonly error?: string;
  readonly because?: readonly { readonly condition: string; readonly text: string }[];
  readonly stopped?: readonly { readonly at: string; readonly saw: unknown }[];
  readonly sent?: number;
  readonly held_back?: HeldBack | null;
  readonly awaiting?: readonly string[];
  readonly skipped?: readonly string[];
}

export interface RuleRow {
  readonly name: string;
  readonly mode: "live" | "shadow" | "off";
  readonly muted?: boolean;
  readonly muted_until: string | null;
  readonly muted_by?: string | null;
  readonly severity: string;
  readonly findings?: { readonly hour: number; readonly day: number; readonly week: number };
  readonly last_at?: string | null;
  readonly useful?: number;
  readonly noise?: number;
}

export interface RuleList {
  readonly version: string;
  readonly rules: readonly RuleRow[];
  /** The relay was started to be edited from here (`start --edit`). */
  readonly editable?: boolean;
}

export interface RefusedRequest {
  readonly request_id: string;
  readonly at: string;
  readonly code: string;
  readonly source: string | null;
  readonly address: string | null;
  readonly method: string;
  readonly path: string;
  readonly bytes: number;
  readonly mistakes: readonly { readonly code: string; readonly what: string; readonly cure: string }[];
}

export interface SetupView {
  readonly receives: boolean;
  readonly url?: string | null;
  readonly path?: string;
  readonly port?: number;
  readonly header?: { readonly name: string; readonly value: string | null } | null;
  readonly signatures?: boolean;
  readonly reached?: { readonly at: string } | null;
  readonly test?: { readonly at: string; readonly by: string | null } | null;
  readonly first?: { readonly at: string; readonly type: string } | null;
  readonly refused?: readonly RefusedRequest[];
}

/** One step of the relay, as the stream says it. Only what the page reads. */
export interface RelaySignal {
  readonly name: string;
  readonly status?: number;
  /** Of `replica.changed`: the names of another replica's signals, and how many events it has accepted. */
  readonly signals?: readonly string[];
  readonly accepted?: number;
}

export interface Diagnostic {
  readonly line: number;
  readonly col: number;
  readonly level: "error" | "warning";
  readonly code: string;
  readonly path: string;
  readonly text: string;
}

export interface RulesText {
  readonly version: string;
  readonly text: string;
  readonly secrets_withheld: boolean;
}

export interface Checked {
  readonly ok: boolean;
  readonly diagnostics: readonly Diagnostic[];
  readonly rules?: number;
}

export interface TestedRules {
  readonly tests: readonly TestedRule[];
  readonly passed: number;
  readonly failed: number;
}

export interface TestedRule {
  readonly name: string;
  readonly line: number;
  readonly passed: boolean;
  readonly failures: readonly { readonly expected: string; readonly got: readonly string[] }[];
}

export interface Backtest {
  readonly events: number;
  readonly days: number;
  readonly rules: Readonly<Record<string, RuleChange>>;
  readonly destinations: Readonly<Record<string, { readonly a_day: { readonly before: number; readonly after: number } }>>;
}

export interface RuleChange {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly samples: readonly BacktestSample[];
}

export interface BacktestSample {
  readonly change: "added" | "removed" | "changed";
  readonly session: string | null;
  readonly event: string;
  readonly at: string;
}

export interface RulesVersion {
  readonly version: string;
  readonly at: string;
  readonly by: string | null;
  readonly current: boolean;
}

/** What `POST /api/simulate` answers: what each rule would do in a conversation that is made up. */
export interface Simulation {
  readonly steps: readonly SimulatedStep[];
  /** Parts of bodies that become no event. */
  readonly problems: readonly { readonly turn: number; readonly problem: string }[];
}

/** Bodies of a sender, for trying it. */
export interface PresetSamples {
  readonly preset: string;
  readonly samples: readonly { readonly type: string; readonly body: unknown }[];
}

export interface SimulatedStep {
  /** The id of its event. */
  readonly event: string;
  /** The place of the turn; null for what the relay makes itself, e.g. a timer. */
  readonly turn: number | null;
  readonly at: string;
  readonly type: string;
  readonly role: string | null;
  readonly text: string | null;
  readonly rules: readonly RuleTrace[];
  readonly messages: readonly SimulatedMessage[];
}

export interface SimulatedMessage {
  readonly rule: string;
  readonly to: string;
  readonly type: string;
  readonly mode: string;
  readonly due_at: string;
  readonly problem: string | null;
  readonly look: MessageLook;
}

/** How a message would arrive. */
export type MessageLook =
  | {
      readonly kind: "slack";
      readonly channel: string;
      readonly text: string;
      readonly blocks: readonly unknown[];
      readonly attachments: readonly { readonly blocks?: readonly unknown[] }[];
    }
  | { readonly kind: "email"; readonly to: unknown; readonly subject: string; readonly text: string; readonly html: string }
  | {
      readonly kind: "http";
      readonly method: string;
      readonly url: string;
      readonly headers: Readonly<Record<string, unknown>>;
      readonly json: unknown;
    }
  | { readonly kind: "other"; readonly body: unknown };

/** Figures of conversations. Those of moods and wishes count each conversation once. */
export interface Counts {
  readonly sessions: number;
  readonly messages: number;
  readonly answers: number;
  /** Conversations in which something was asked. */
  readonly asked: number;
  readonly frustrated: number;
  readonly wants_human: number;
  readonly unanswered: number;
  readonly urgent: number;
  readonly leaving: number;
  readonly errors: number;
  readonly incidents: number;
  readonly claimed: number;
  readonly resolved: number;
}

/** In seconds; null where nothing was measured. */
export interface Spread {
  readonly count: number;
  readonly median: number | null;
  readonly p90: number | null;
}

export interface Figures extends Counts {
  readonly latency: Spread;
  readonly duration: Spread;
  readonly people: { readonly time_to_claim: Spread; readonly time_to_resolve: Spread };
}

export interface Insights extends Figures {
  readonly since: string;
  readonly until: string;
  readonly timezone: string;
  /** Days in that zone. */
  readonly by_day: readonly (Counts & { readonly day: string })[];
  /** Monday is 1. */
  readonly by_week_hour: readonly (Counts & { readonly weekday: number; readonly hour: number })[];
  readonly funnel: Pick<Counts, "sessions" | "asked" | "unanswered" | "wants_human" | "claimed" | "resolved">;
  readonly rules: readonly { readonly rule: string; readonly findings: number; readonly useful: number; readonly noise: number }[];
  readonly agents: readonly (Figures & { readonly agent: string })[];
  /** The span of the same length before. */
  readonly before?: Figures;
}

/** `answered` is a share from 0 to 1. */
export interface QuestionCounts {
  readonly times: number;
  readonly sessions: number;
  readonly answered: number;
  readonly unanswered: number;
}

export interface Quote {
  readonly event: string;
  readonly conversation: string;
  readonly at: string;
  readonly text: string;
}

export interface Question extends QuestionCounts {
  readonly id: string;
  /** What a language model calls it. */
  readonly name: string | null;
  readonly text: string;
  readonly language: string | null;
  readonly before: QuestionCounts;
  readonly quotes: readonly Quote[];
}

export interface QuestionAnswer {
  readonly revision: number;
  readonly at: string;
  readonly by: string;
  readonly text: string;
  readonly before: QuestionCounts;
  readonly after: QuestionCounts;
  readonly upload: { readonly state: "sending" | "uploaded" | "failed"; readonly detail: string | null } | null;
}

export interface QuestionDetail extends QuestionCounts {
  readonly id: string;
  readonly text: string | null;
  readonly conversations: readonly Quote[];
  readonly answers: readonly QuestionAnswer[];
}
