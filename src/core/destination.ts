/** A destination: a kind of target that messages go to. */

import type { z } from "zod";
import type { CompareAndSet } from "./compare-and-set.ts";
import type { Appended, Chance, Message, Outcome, RetryPolicy } from "./delivery.ts";
import type { Other, Person } from "./event.ts";
import type { Incident, Turn } from "./incident.ts";
import type { Report } from "./insights/report.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Rooms } from "./room.ts";
import type { Clock, Duration, Instant } from "./time.ts";

/** The values that a template may name. */
export interface View {
  readonly event: JsonObject;
  readonly rule: { readonly name: string; readonly severity: string };
  /** `because` (a sentence), `reasons` (a list) and the facts of the conditions that held. */
  readonly finding: JsonObject;
  readonly session: JsonObject;
  /** Who the visitor is, as far as it is known. It is never redacted, because a CRM files by it. */
  readonly identity: JsonObject;
  /** `settings.timezone`, for times in texts. UTC where it is undefined. Templates cannot name it. */
  readonly timezone?: string;
}

/** One rendered message. A destination with many recipients gets one for each. */
export interface Rendered {
  /** Distinguishes recipients in the delivery's id. It is the destination's name where there is only one recipient. */
  readonly recipient: string;
  readonly body: Json;
  readonly thread: string | undefined;
  /** The message waits in the store until then, so that others can be sent with it. */
  readonly notBefore?: Instant;
}

/** Rate, concurrency and retries of a destination. */
export interface DeliveryPolicy {
  readonly retry: RetryPolicy;
  readonly concurrency: number;
  /** At most `count` messages in each span `per`. */
  readonly limit: { readonly count: number; readonly per: Duration } | undefined;
  /** The limit for messages of mode `update`, which change an existing message. Destinations with the same `pool` share it. */
  readonly updates?: { readonly count: number; readonly per: Duration; readonly pool?: string };
  /** Where more than `over` messages of mode `new` are due, up to `most` of them are sent as one; see `sumUp`. */
  readonly overflow?: { readonly over: number; readonly most: number };
  /** The longest time for one attempt. */
  readonly timeout: Duration;
  /** For destinations that take many messages in one request: at most `max`, collected for up to `every`. */
  readonly batch?: { readonly max: number; readonly every: Duration };
  /** The number of failures in a row that pauses the destination until it is repaired; no limit where it is undefined. */
  readonly disableAfter?: number;
}

/** What the process gives to a sender. The operator sets everything in it; rules.yaml sets nothing. */
export interface SenderEnvironment {
  readonly now: Clock;
  readonly chance: Chance;
  /** A variable of the environment, e.g. `SLACK_BOT_TOKEN`. */
  readonly variable: (name: string) => string | undefined;
  /** `avatar-relay/<version>`. */
  readonly userAgent: string;
  /** Signs a text that leaves with a message and has to come back unchanged, such as the value of a button. */
  readonly seal: (text: string) => string;
  /** Stores an event that rules can name, once for each id. False where the store cannot write now. */
  readonly addEvent: (event: Other) => Promise<boolean>;
  /** Finds the room of a session whose join never came. */
  readonly rooms: Rooms;
  /** Stores a text for other replicas and for the next process (core/store.ts). */
  readonly keep: CompareAndSet;
  /** Prints previews. */
  readonly print: (text: string) => void;
}

export interface SendContext {
  /** The Idempotency-Key. */
  readonly key: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** The thread's first reference, where an earlier message of it was delivered. */
  readonly reference: string | undefined;
  /** What the attempt before has done; see the outcome `onward`. */
  readonly progress?: Json;
  /** Aborts at the policy's timeout, and when the process stops. */
  readonly signal: AbortSignal;
  /** The message may have arrived before: an attempt, or the process, ended without an answer. */
  readonly unsure?: boolean;
}

/** One message of several that are sent at once. */
export interface OutboundMessage {
  readonly message: Message;
  readonly context: SendContext;
}

/** Sends messages and returns the outcome. It never throws for what the other side does. */
export interface Sender {
  send(message: Message, context: SendContext): Promise<Outcome>;
  /** For a policy with a `batch`: sends several messages at once and returns their outcomes in the same order. */
  sendMany?(outbound: readonly OutboundMessage[], signal: AbortSignal): Promise<readonly Outcome[]>;
  /** Whether the message needs no request, given how its thread began. Many of these are settled at once. Pure. */
  isNeedless?(message: Message, reference: string | undefined): boolean;
  /** For a policy with an `overflow`: sends all of them as one message. Its outcome is the outcome of each. */
  sumUp?(outbound: readonly OutboundMessage[], signal: AbortSignal): Promise<Outcome>;
  /** Loads the packages that it sends with, so that they are loaded before file descriptors run out. It opens no connection. */
  load?(): Promise<void>;
  close(): Promise<void>;
}

/** What a person says to a visitor. */
export interface Words {
  readonly agent: string;
  readonly session: string;
  /** As the visitor joined it. */
  readonly room: string | null;
  readonly mode: "speak" | "whisper";
  readonly text: string;
  readonly at: Instant;
}

/** Makes the avatar speak to visitors, each in their own session. Pure. */
export interface Voice {
  say(words: Words): Rendered;
  /** The words of a queued body that the avatar will say aloud; undefined where it says nothing aloud. */
  aloud(body: Json): string | undefined;
}

/**
 * Shows incidents: one message for each, which changes with the incident, and a thread below it. Its results are queued as JSON, like those
 * of
 * `render`. Every `body` comes from `render` at the time when the incident was opened. Pure.
 */
export interface Board {
  /** The message that shows the incident as it is now. `canTalk`: whether people can talk to its visitor. */
  parent(body: Json, incident: Incident, canTalk: boolean): Json;
  /** Later findings, for the thread. `more` counts those that were not stored. */
  findings(body: Json, later: readonly Json[], more: number): Appended;
  /** Turns of the session, for the thread. `more` counts those that were not stored. */
  turns(body: Json, turns: readonly Turn[], more: number): Appended;
  /** A message that only this person sees. Undefined where this destination cannot reach them. */
  aside(body: Json, to: Person, text: string): Json | undefined;
}

/** What has to be known of a visitor before a message about them is sent. */
export interface RecipientIdentity {
  isKnown(identity: JsonObject): boolean;
  /** How long a message waits for the identity before it is left out; 0 leaves it out at once. */
  readonly holdFor: Duration;
}

/** For `check`: the fields that the messages of a destination need of a visitor. */
export interface Asks {
  /** The name of the preset. */
  readonly by: string;
  /** One of these fields of `identity` must be known. */
  readonly fields: readonly string[];
  /** Whether the visitor's own words are enough. */
  readonly takesFound: boolean;
  /** What the file can say to leave out messages about unknown visitors, or to file them without a name, on purpose. */
  readonly onPurpose: string;
}

/** A further workspace of a vendor, beside that of the environment, and how its button presses come back. */
export interface Workspace {
  /** The bot's. */
  readonly token: string;
  readonly signingSecret: string | undefined;
  readonly appToken: string | undefined;
}

/** A language model that gives names to groups of questions. */
export interface Naming {
  /** `quotes`: up to three wordings of one question, redacted. Never throws for what the other side does. */
  name(quotes: readonly string[], signal: AbortSignal): Promise<{ readonly kind: "named"; readonly name: string } | Outcome>;
  close(): Promise<void>;
}

export interface Configured<Action = unknown> {
  readonly policy: DeliveryPolicy;
  /** Renders the messages of a finding. Throws a `RenderError` (rules/templates/template.ts) where a template fails. Pure. */
  render(action: Action, view: View): readonly Rendered[];
  /** Renders a report. Undefined where it carries none, or an event decides who gets its messages. Pure. */
  report?(report: Report): readonly Rendered[];
  /** Set where the file names the workspace of its messages. It contains secrets. */
  readonly workspace?: Workspace;
  /** Set where people can talk to visitors. */
  readonly voice?: Voice;
  /** Set where people work on incidents. Without it every finding is a message of its own. */
  readonly board?: Board;
  open(environment: SenderEnvironment): Sender;
  /** Set where a language model is asked. It can give names to groups of questions. */
  openNaming?(environment: SenderEnvironment): Naming;
  /**
   * Converts the body of another destination's dead letter for this one; undefined where that is impossible. Without this function only its
   * own
   * bodies can be sent. Pure.
   */
  adopt?(body: Json): Json | undefined;
  /** Its recipients can unsubscribe by a link in the message. */
  readonly hasLists?: true;
  /** Set where its messages are about the visitor. */
  readonly recipientIdentity?: RecipientIdentity;
  /** Changes with the files that its settings name. An edit of such a file then counts as a change. */
  readonly fingerprint?: string;
}

export interface DestinationContext {
  /** The destination's name in rules.yaml. */
  readonly name: string;
  /** Replaces the value of a secret by `${NAME}`, so that no queued message contains one; `unseal` reverts that. */
  readonly seal: (text: string) => string;
  readonly unseal: (text: string) => string;
}

/** A variable of the environment with a value that cannot be used. */
export interface VariableFault {
  readonly text: string;
  readonly hint: string;
}

/** The result of a trial: what works, or what does not work and what to do. */
export type Tried = { readonly ok: true; readonly what: string } | { readonly ok: false; readonly what: string; readonly cure: string };

/** One kind of destination: one file in `destinations/`, one line in its index, one key under a name in `destinations:`. */
export interface Destination<Settings = unknown, Action = unknown> {
  readonly type: string;
  readonly summary: string;
  /** People read its messages, so fewer can be better; a machine wants every message. */
  readonly forPeople?: true;
  /** It keeps records: it gets every message after a call, while people get one. */
  readonly keepsRecords?: true;
  /** Settings and an action as a user writes them; rendered by a test. */
  readonly example: { readonly settings: JsonObject; readonly action: JsonObject; readonly renders: Json };
  /** The keys under the destination's type. */
  readonly schema: z.ZodType<Settings>;
  /** The keys beside `to:` in a rule's `then:`. */
  readonly action: z.ZodType<Action>;
  /** Variables of the environment without which it cannot send. The relay does not start where one is missing. */
  requires(settings: Settings): readonly string[];
  /** What must be known of the visitor before it sends anything; undefined where it also sends about unknown visitors. */
  asks?(settings: Settings): Asks | undefined;
  /** Mistakes in the variables that are set, each with what to do. No text contains a secret. */
  faultsOf?(settings: Settings, variable: SenderEnvironment["variable"]): readonly VariableFault[];
  /** For `doctor`: tests the connection and the credentials without sending a message. */
  tryOut?(settings: Settings, variable: SenderEnvironment["variable"]): Promise<readonly Tried[]>;
  configure(settings: Settings, context: DestinationContext): Configured<Action>;
}
