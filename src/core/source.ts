/** Where webhooks come from, as rules.yaml and the preset of the source describe it. */

import type { AgentError, Chat, Identity, Join, Other, SessionEnd } from "./event.ts";
import type { Json } from "./json.ts";
import type { Duration, Instant } from "./time.ts";

/** Which of bitHuman's two signing schemes a source takes: over the body, over timestamp and body, or either. */
export type BithumanScheme = "auto" | "body" | "timestamped";

/** A signature that bitHuman makes, in `X-bitHuman-Signature`. */
export interface BithumanSignature {
  readonly kind: "bithuman";
  readonly scheme: BithumanScheme;
}

/** Where a vendor's signature gives its time, and how far that may be from our clock. */
export interface SignatureTime {
  /** A header of its own (lower case), or an item of the signature's header. */
  readonly header: string | undefined;
  readonly item: string | undefined;
  /** What it counts. `auto` takes numbers from 1e11 on for milliseconds. */
  readonly unit: "s" | "ms" | "auto";
  /** Either way. */
  readonly window: Duration;
}

/** An HMAC in a header, as most vendors send one. */
export interface HmacSignature {
  readonly kind: "hmac";
  /** Lower case. */
  readonly header: string;
  /** Where the header is a list of `name=value`, the name of the signature; there may be several of the name. */
  readonly item: string | undefined;
  readonly timestamp: SignatureTime | undefined;
  /** What is signed: a text with `{raw}` and, where a time is signed, `{ts}` in it. */
  readonly signs: string;
  readonly algorithm: "sha256" | "sha512" | "sha1";
  readonly encoding: "hex" | "base64";
}

/** A JWT (HS256) in a header, with the issuer's key and a digest of the body in its claims, as LiveKit sends it. */
export interface JwtSignature {
  readonly kind: "jwt";
  readonly header: string;
  /** The claim that holds the base64 of SHA-256 over the body. */
  readonly digestClaim: string;
  /** How far the clocks may differ. */
  readonly leeway: Duration;
}

export type SignatureRule = BithumanSignature | HmacSignature | JwtSignature;

/** How a request proves who sent it. */
export type Proof =
  /** Nothing is asked. For loopback only. */
  | { readonly kind: "none" }
  /** Whoever knows the path may send: the path holds a secret. */
  | { readonly kind: "path" }
  /** The `headers` of the source are the whole proof. */
  | { readonly kind: "headers" }
  /** A signature, or one of the secrets shown in one of the headers. A signature that is there and wrong is a refusal. */
  | {
      readonly kind: "secret";
      readonly secrets: readonly string[];
      readonly signatures: readonly SignatureRule[];
      /** Lower-case names of the headers in which a secret may be shown itself. */
      readonly shownIn: readonly string[];
      /** The issuer that a JWT must name. */
      readonly issuer: string | undefined;
    };

/** How a request was proven. */
export type ProvenBy = "signature" | "header" | "path" | "nothing";

export interface Source {
  readonly name: string;
  /** The path on the public port, e.g. `/webhook`. */
  readonly path: string;
  /** The path as people may see it: `/hook/***` where it holds a secret. */
  readonly shownPath: string;
  readonly preset: SourcePreset;
  readonly proof: Proof;
  /** Headers that must be there with exactly this value, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The source whose sessions its events belong to, where it is not this one. */
  readonly sessions: string | undefined;
  /** CIDR ranges or single addresses; everyone where it is empty. */
  readonly allowIps: readonly string[];
  /** How many proxies in front may speak for the client (X-Forwarded-For). */
  readonly trustedHops: number;
  /** Proxies that may speak for the client, as CIDR ranges or single addresses. */
  readonly trustedProxies: readonly string[];
  /** After this long without an event `relay.source.silent` comes. */
  readonly silentAfter: Duration | undefined;
  /** For how long after an event its sender may still repeat it; 0: it tries once. */
  readonly repeatsFor: Duration;
}

/** What makes the bodies of one sender into events: a file of data, compiled. */
export interface SourcePreset {
  readonly name: string;
  /** What its requests can be proven by. */
  readonly signatures: readonly SignatureRule[];
  /** Lower-case names of the headers in which this sender can show a secret. */
  readonly shownIn: readonly string[];
  /** Whether `key:` names the issuer of its signatures. */
  readonly needsKey: boolean;
  /** Whether the vendor checks the address from a browser: `OPTIONS` is answered with CORS headers. */
  readonly preflight: boolean;
  /** Whether a body may be an array of events. */
  readonly batch: boolean;
  /** For how long after an event a sender that signs may repeat it. */
  readonly repeatsFor: Duration;
  /** Whether one body may become several events; then the answer lists them. */
  readonly many: boolean;
  /** Whether a request of this sender can say who the visitor is. */
  readonly saysWho: boolean;
  /** A body with such an event, as its sender would write it; undefined where the sender has none of it. */
  sample(type: string, facts: SampleFacts): Json | undefined;
  /** Which of the preset's formats a body is written in; undefined where it is none of them. */
  formatOf(body: Json): string | undefined;
  read(body: Json): readonly BodyReading[];
}

/** What a sample says. */
export interface SampleFacts {
  readonly text: string;
  readonly role: string;
  readonly agent: string;
  readonly session: string;
  /** Of the event. */
  readonly id: string;
  readonly at: Instant;
}

type Described<Kind> = Kind extends unknown
  ? Omit<Kind, "id" | "source" | "through" | "occurredAt" | "receivedAt" | "suspectTime" | "late" | "origin" | "traceparent">
  : never;

/** An event as its sender describes it: all but its id and what the receiver knows better. */
export type SourceAccount = Described<Join | Chat | SessionEnd | AgentError | Identity | Other>;

/** Why an event may have come before, under another id or with another text. */
export type Doubt =
  /** A message of its own may have brought it: it is taken only where the conversation has no such message. */
  | { readonly kind: "said" }
  /** The report after the call may have brought it, where that came first. */
  | { readonly kind: "reported" }
  /** It may have come with another text: then this one is kept as an event of the sender's own name. */
  | { readonly kind: "changed"; readonly type: string };

/** One event that a body describes. */
export interface ReadBody {
  readonly account: SourceAccount;
  /** When it happened by the sender's clock, where that can be read. */
  readonly at: Instant | undefined;
  /** It happened when it came: its sender gives no time, and repeats nothing. */
  readonly onArrival: boolean;
  /** What the sender, or its preset, knows this event by: the same again is the same event. */
  readonly key: string | undefined;
  /** The time that the id begins with. Undefined: of each `key` there is one, whenever it comes. */
  readonly keyAt: Instant | undefined;
  /** What the store is asked before it is taken. */
  readonly doubt: Doubt | undefined;
  /** The part of the body that it was made of, where that is not the whole. */
  readonly part: Json | undefined;
}

/** Why a body, or an item of it, is no event: where (a JSON pointer), and what was expected there. */
export interface ReadProblem {
  readonly pointer: string;
  readonly expected: string;
  /** The item, where the body is a list. */
  readonly part: Json | undefined;
  /** The conversation, where that could be read all the same. */
  readonly session: string | undefined;
}

export type BodyReading = ReadBody | ReadProblem;

export function isReadProblem(reading: BodyReading): reading is ReadProblem {
  return "pointer" in reading;
}

/** The presets there are. */
export interface SourceShelf {
  readonly names: readonly string[];
  /** By its name, or by the path of a file of the operator's own. */
  take(preset: string): TakenPreset;
}

export type TakenPreset =
  | { readonly kind: "taken"; readonly preset: SourcePreset }
  | { readonly kind: "unknown"; readonly text: string; readonly hint: string }
  | { readonly kind: "wrong"; readonly faults: readonly PresetFault[] };

/** A mistake in a preset's file; line and column from 1. */
export interface PresetFault {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}
