/** What a destination is: a kind of place that messages go to. */

import type { z } from "zod";
import type { CompareAndSet } from "./compare-and-set.ts";
import type { Appended, Chance, Message, Outcome, RetryPolicy } from "./delivery.ts";
import type { Other, Person } from "./event.ts";
import type { Incident, Turn } from "./incident.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Rooms } from "./room.ts";
import type { Clock, Duration, Instant } from "./time.ts";

/** What a template may name. */
export interface View {
  readonly event: JsonObject;
  readonly rule: { readonly name: string; readonly severity: string };
  /** `because` (a sentence), `reasons` (a list) and the facts of the conditions that held. */
  readonly finding: JsonObject;
  readonly session: JsonObject;
  /** Who the visitor is, as far as it was told: never redacted, since it is what a CRM files by. */
  readonly identity: JsonObject;
  /** `settings.timezone`: in which texts tell the time. UTC where it is undefined. No template names it. */
  readonly timezone?: string;
}

/** One message, rendered: where a destination has many recipients, one of these for each. */
export interface Rendered {
  /** Tells recipients apart in the delivery's id; the destination's name where there is only one. */
  readonly recipient: string;
  readonly body: Json;
  readonly thread: string | undefined;
  /** It waits in the store until then, so that others can go with it. */
  readonly notBefore?: Instant;
}

/** How fast, how many at once, and how often again. */
export interface DeliveryPolicy {
  readonly retry: RetryPolicy;
  readonly concurrency: number;
  /** At most `count` messages in each `per`. */
  readonly limit: { readonly count: number; readonly per: Duration } | undefined;
  /** Messages of mode `update` have this limit instead: they change what stands there. Destinations of one `pool` keep it together. */
  readonly updates?: { readonly count: number; readonly per: Duration; readonly pool?: string };
  /** Where more than `over` messages of mode `new` are due, up to `most` of them are told as one; see `sumUp`. */
  readonly overflow?: { readonly over: number; readonly most: number };
  /** The longest time for one attempt. */
  readonly timeout: Duration;
  /** For destinations that take many messages in one request: at most `max`, which are collected for `every`. */
  readonly batch?: { readonly max: number; readonly every: Duration };
  /** Failures in a row after which nothing more is sent until it is mended; no such end where it is undefined. */
  readonly disableAfter?: number;
}

/** What the outside world gives to a sender. Everything here comes from the operator, not from rules.yaml. */
export interface SenderEnvironment {
  readonly now: Clock;
  readonly chance: Chance;
  /** A variable of the environment, e.g. `SLACK_BOT_TOKEN`. */
  readonly variable: (name: string) => string | undefined;
  /** `avatar-relay/<version>`. */
  readonly userAgent: string;
  /** Signs what leaves with a message and has to come back unchanged, such as the value of a button. */
  readonly seal: (text: string) => string;
  /** Takes in what a destination was told and rules may name, once however often it is told; false where the store cannot now. */
  readonly addEvent: (event: Other) => Promise<boolean>;
  /** Which room a session is in, for a session whose join never came. */
  readonly rooms: Rooms;
  /** Keeps a text for other replicas and for the next process (core/store.ts). */
  readonly keep: CompareAndSet;
  /** Where previews are shown. */
  readonly print: (text: string) => void;
}

export interface SendContext {
  /** The Idempotency-Key. */
  readonly key: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** The thread's first reference, where an earlier message of it was delivered. */
  readonly reference: string | undefined;
  /** What the attempt before has done already; see the outcome `onward`. */
  readonly progress?: Json;
  /** Aborts at the policy's timeout and when the process has to stop. */
  readonly signal: AbortSignal;
  /** It may have arrived before: an attempt ended without an answer, or with the process. */
  readonly unsure?: boolean;
}

/** One message of several that are sent at once. */
export interface OutboundMessage {
  readonly message: Message;
  readonly context: SendContext;
}

/** Sends, and says how it ended. It never throws for what the other side does. */
export interface Sender {
  send(message: Message, context: SendContext): Promise<Outcome>;
  /** Where the policy has a `batch`: sends several at once, and says in their order how each of them ended. */
  sendMany?(outbound: readonly OutboundMessage[], signal: AbortSignal): Promise<readonly Outcome[]>;
  /** Whether nothing has to be sent for it, where its thread began there: many of these are settled at once. Pure. */
  isNeedless?(message: Message, reference: string | undefined): boolean;
  /** Where the policy has an `overflow`: tells them all in one message, whose outcome is that of each. */
  sumUp?(outbound: readonly OutboundMessage[], signal: AbortSignal): Promise<Outcome>;
  /** Loads the packages that it sends with, so that they are there when descriptors run out. Connects to nothing. */
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

/** Talks to the visitors of the avatar, each in the own session. Pure. */
export interface Voice {
  say(words: Words): Rendered;
  /** The words of a queued body that come back as the avatar's own; undefined where it says nothing aloud. */
  aloud(body: Json): string | undefined;
}

/**
 * Shows incidents: one message for each, which changes with it, and a thread below. What it makes is queued as JSON, like what
 * `render` makes; every `body` was made by `render` when the incident was opened. Pure.
 */
export interface Board {
  /** The message that stands for the incident as it is now; `canTalk`: whether its visitor can be talked to. */
  parent(body: Json, incident: Incident, canTalk: boolean): Json;
  /** Later findings, for the thread; `more` were not kept. */
  findings(body: Json, later: readonly Json[], more: number): Appended;
  /** What was said in the session, for the thread; `more` turns were not kept. */
  turns(body: Json, turns: readonly Turn[], more: number): Appended;
  /** What only this person is told. Undefined where they cannot be reached from here. */
  aside(body: Json, to: Person, text: string): Json | undefined;
}

/** What has to be known of a visitor before anything is said about them. */
export interface RecipientIdentity {
  isKnown(identity: JsonObject): boolean;
  /** A message waits this long for it and is left out then; at once where it is 0. */
  readonly holdFor: Duration;
}

/** For `check`: whom a destination's messages are about. */
export interface Asks {
  /** What the preset is called. */
  readonly by: string;
  /** One of these fields of `identity` must be known. */
  readonly fields: readonly string[];
  /** Whether it is enough that the visitor says it. */
  readonly takesFound: boolean;
  /** What the file can say where messages about unknown visitors are left out, or filed without a name, on purpose. */
  readonly onPurpose: string;
}

/** A workspace of a vendor's other than that of the environment, and how what people press there comes back. */
export interface Workspace {
  /** The bot's. */
  readonly token: string;
  readonly signingSecret: string | undefined;
  readonly appToken: string | undefined;
}

export interface Configured<Action = unknown> {
  readonly policy: DeliveryPolicy;
  /** Pure: what will be sent for this finding. Throws a `RenderError` (rules/templates/template.ts) where a template fails. */
  render(action: Action, view: View): readonly Rendered[];
  /** Set where its messages go to a workspace that the file names. It holds secrets. */
  readonly workspace?: Workspace;
  /** Where people can talk to visitors. */
  readonly voice?: Voice;
  /** Where people work on incidents; without one every finding is a message of its own. */
  readonly board?: Board;
  open(environment: SenderEnvironment): Sender;
  /**
   * The body of a dead letter of another destination, as this one sends it; undefined where it cannot. Where it is left out, only its own bodies
   * can be sent. Pure.
   */
  adopt?(body: Json): Json | undefined;
  /** Its recipients can say, by a link in what they got, that they want no more of it. */
  readonly hasLists?: true;
  /** Set where its messages are about the visitor. */
  readonly recipientIdentity?: RecipientIdentity;
  /** Changes with the files that its settings name, so that an edit of one is taken up although the settings say the same. */
  readonly fingerprint?: string;
}

export interface DestinationContext {
  /** The destination's name in rules.yaml. */
  readonly name: string;
  /** Puts `${NAME}` in the place of a secret's value, so that a queued message never holds one; `unseal` puts it back. */
  readonly seal: (text: string) => string;
  readonly unseal: (text: string) => string;
}

/** A variable of the environment whose value cannot be used. */
export interface VariableFault {
  readonly text: string;
  readonly hint: string;
}

/** What a trial has found: that something works, or what does not and what to do. */
export type Tried = { readonly ok: true; readonly what: string } | { readonly ok: false; readonly what: string; readonly cure: string };

/** One kind of destination: one file in `destinations/`, one line in its index, one key under a name in `destinations:`. */
export interface Destination<Settings = unknown, Action = unknown> {
  readonly type: string;
  readonly summary: string;
  /** People read what it is sent, so that less can be more; a machine wants every message. */
  readonly forPeople?: true;
  /** It keeps records: what came after the call goes there in full, while people are told once. */
  readonly keepsRecords?: true;
  /** Settings and an action as a user writes them; rendered by a test. */
  readonly example: { readonly settings: JsonObject; readonly action: JsonObject; readonly renders: Json };
  /** The keys under the destination's type. */
  readonly schema: z.ZodType<Settings>;
  /** The keys beside `to:` in a rule's `then:`. */
  readonly action: z.ZodType<Action>;
  /** Variables of the environment without which it cannot send; a missing one is a refusal to start. */
  requires(settings: Settings): readonly string[];
  /** What must be known of the visitor before it sends anything; undefined where it also sends about somebody unknown. */
  asks?(settings: Settings): Asks | undefined;
  /** What is wrong with the variables that are set: each mistake with its cure, and no secret in either. */
  faultsOf?(settings: Settings, variable: SenderEnvironment["variable"]): readonly VariableFault[];
  /** For `doctor`: tries what it sends with, and sends nothing. */
  tryOut?(settings: Settings, variable: SenderEnvironment["variable"]): Promise<readonly Tried[]>;
  configure(settings: Settings, context: DestinationContext): Configured<Action>;
}
