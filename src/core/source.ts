/** Where webhooks come from, as rules.yaml and the preset of the source describe it. */

import type { Hours } from "./clock/hours.ts";
import type { AgentError, Chat, Identity, Join, Other, SessionEnd } from "./event.ts";
import type { Json } from "./json.ts";
import type { Duration, Instant } from "./time.ts";

/** Which of bitHuman's two signing schemes a source takes: over the body, over timestamp and body, or either. */
export type BithumanScheme = "auto" | "body" | "timestamped";

/** A signature of bitHuman, in `X-bitHuman-Signature`. */
export interface BithumanSignature {
  readonly kind: "bithuman";
  readonly scheme: BithumanScheme;
}

/** Where a vendor's signature states its time, and how far that time may be from our clock. */
export interface SignatureTime {
  /** A header of its own (lower case), or an item of the signature's header. */
  readonly header: string | undefined;
  readonly item: string | undefined;
  /** Its unit. `auto` reads numbers from 1e11 on as milliseconds. */
  readonly unit: "s" | "ms" | "auto";
  /** In both directions. */
  readonly window: Duration;
}

/** An HMAC in a header, as most vendors send one. */
export interface HmacSignature {
  readonly kind: "hmac";
  /** Lower case. */
  readonly header: string;
  /** For a header that is a list of `name=value`: the name of the signature. Several may have that name. */
  readonly item: string | undefined;
  readonly timestamp: SignatureTime | undefined;
  /** The signed text, with `{raw}` for the body and `{ts}` for a time. */
  readonly signs: string;
  readonly algorithm: "sha256" | "sha512" | "sha1";
  readonly encoding: "hex" | "base64";
}

/** A JWT (HS256) in a header. Its claims name the issuer's key and contain a digest of the body, as LiveKit sends it. */
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
  /** No proof. For loopback only. */
  | { readonly kind: "none" }
  /** The path contains a secret; knowing it is the proof. */
  | { readonly kind: "path" }
  /** The `headers` of the source are the whole proof. */
  | { readonly kind: "headers" }
  /** A signature, or one of the secrets in one of the headers. A wrong signature is refused in every case. */
  | {
      readonly kind: "secret";
      readonly secrets: readonly string[];
      readonly signatures: readonly SignatureRule[];
      /** Lower-case names of the headers that may contain a secret itself. */
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
  /** The path for people: `/hook/***` where it contains a secret. */
  readonly shownPath: string;
  readonly preset: SourcePreset;
  readonly proof: Proof;
  /** Headers that must have exactly this value; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The source that shares its sessions with this one; undefined where this one has its own. */
  readonly sessions: string | undefined;
  /** CIDR ranges or single addresses that may send; all addresses where it is empty. */
  readonly allowIps: readonly string[];
  /** How many proxies in front may name the client (X-Forwarded-For). */
  readonly trustedHops: number;
  /** Proxies that may name the client, as CIDR ranges or single addresses. */
  readonly trustedProxies: readonly string[];
  /** After this long without an event `relay.source.silent` comes. */
  readonly silentAfter: Duration | undefined;
  /** Silence outside of these hours does not count. Undefined: all of it counts. */
  readonly silentWithin?: Hours | undefined;
  /** How long the sender may repeat an event; 0: it sends each event once. */
  readonly repeatsFor: Duration;
}

/** Turns the bodies of one kind of sender into events. It is compiled from a file of data. */
export interface SourcePreset {
  readonly name: string;
  /** The kinds of signature that the sender makes. */
  readonly signatures: readonly SignatureRule[];
  /** Lower-case names of the headers in which the sender can send a secret. */
  readonly shownIn: readonly string[];
  /** Whether `key:` names the issuer of its signatures. */
  readonly needsKey: boolean;
  /** Whether the vendor checks the address from a browser: `OPTIONS` is answered with CORS headers. */
  readonly preflight: boolean;
  /** Whether a body may be an array of events. */
  readonly batch: boolean;
  /** How long a sender that signs may repeat an event. */
  readonly repeatsFor: Duration;
  /** Whether one body can contain several events. The answer then lists them. */
  readonly many: boolean;
  /** Whether a request of this sender can state who the visitor is. */
  readonly saysWho: boolean;
  /** The types of events of which there is a sample. */
  readonly sampleTypes: readonly string[];
  /** A body with such an event, as the sender would write it; undefined where the sender has no such event. */
  sample(type: string, facts: SampleFacts): Json | undefined;
  /** The preset's format that a body has; undefined where it has none. */
  formatOf(body: Json): string | undefined;
  read(body: Json): readonly BodyReading[];
}

/** The content of a sample. */
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

/** An event as its sender describes it, without its id and without what the receiver knows better. */
export type SourceAccount = Described<Join | Chat | SessionEnd | AgentError | Identity | Other>;

/** Why an event may have arrived before, under another id or with another text. */
export type Doubt =
  /** A message may have brought it. It is accepted only where the conversation has no such message. */
  | { readonly kind: "said" }
  /** The report after the call may have brought it, if that came first. */
  | { readonly kind: "reported" }
  /** It may have arrived with another text. This one is then stored as an event of the sender's own type. */
  | { readonly kind: "changed"; readonly type: string };

/** One event that a body describes. */
export interface ReadBody {
  readonly account: SourceAccount;
  /** When it happened by the sender's clock, where the body says that. */
  readonly at: Instant | undefined;
  /** It happened on arrival: its sender states no time and repeats nothing. */
  readonly onArrival: boolean;
  /** The sender's or the preset's key of the event. Two events with the same key are the same event. */
  readonly key: string | undefined;
  /** The time at the beginning of the id. Undefined: each `key` occurs once, at any time. */
  readonly keyAt: Instant | undefined;
  /** What the store checks before it accepts the event. */
  readonly doubt: Doubt | undefined;
  /** The part of the body that the event was made of, where that is not the whole body. */
  readonly part: Json | undefined;
}

/** Why a body, or an item of it, is no event: the place (a JSON pointer), and what was expected there. */
export interface ReadProblem {
  readonly pointer: string;
  readonly expected: string;
  /** The item, where the body is a list. */
  readonly part: Json | undefined;
  /** The conversation, where it could be read all the same. */
  readonly session: string | undefined;
}

export type BodyReading = ReadBody | ReadProblem;

export function isReadProblem(reading: BodyReading): reading is ReadProblem {
  return "pointer" in reading;
}

/** All presets. */
export interface SourceShelf {
  readonly names: readonly string[];
  /** By its name, or by the path of the operator's own file. */
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
