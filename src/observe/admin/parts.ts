/** The parts of the admin port. */

import type { Access } from "../../core/access/principal.ts";
import type { Conversation } from "../../core/conversation.ts";
import type { DestinationWait } from "../../core/delivery-standing.ts";
import type { Configured } from "../../core/destination.ts";
import type { KnowledgeFile, Upload } from "../../core/insights/questions.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { Emit } from "../../core/signal.ts";
import type { Store } from "../../core/store.ts";
import type { Clock } from "../../core/time.ts";
import type { Tickets } from "../../net/ticket.ts";
import type { DestinationWatch } from "../destination-figures.ts";
import type { FirstHourProgress } from "../first-hour.ts";
import type { Health } from "../health.ts";
import type { LimitWatch } from "../limits-reached.ts";
import type { Metrics } from "../metrics.ts";
import type { UnheardWatch } from "../unheard-languages.ts";
import type { ShownDestination } from "./curl.ts";
import type { TestDestination } from "./destination-test.ts";
import type { AllowedHosts } from "./guard.ts";
import type { RulesAccess } from "./rules/rules-access.ts";
import type { OidcParts } from "./sign-in/oidc.ts";
import type { PublicAddress } from "./sign-in/public-address.ts";
import type { Stream } from "./stream/stream.ts";

export interface AdminParts {
  readonly store: Store;
  readonly emit: Emit;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly stream: Stream;
  readonly reload: Reload;
  /** Changes the key that signs links and buttons. Earlier ones are refused from then on. */
  readonly rotateSecret: () => Promise<void>;
  /** Sends a sample event through the public port; the page offers it only where this is set. */
  readonly tryOut?: TryOut | undefined;
  /** The last refused requests, the newest first, each with its mistakes. */
  readonly refused?: (() => Promise<readonly AdminRefused[]>) | undefined;
  /** The progress of a new installation; left out where this process receives nothing. */
  readonly setup?: (() => Promise<Setup>) | undefined;
  readonly access: Access;
  /** What runs here; left out where it is not known. */
  readonly about?: (() => About) | undefined;
  /** The visitor's identity in a conversation; undefined where nothing is known. */
  readonly visitor?: ((conversation: Conversation) => Promise<JsonObject | undefined>) | undefined;
  /** Shows, tries and changes the rules; left out where the port has none. */
  readonly rules?: RulesAccess | undefined;
  /** The destinations of the rules, which can send dead letters of others. */
  readonly destinations?: (() => ReadonlyMap<string, Pick<Configured, "adopt" | "voice">>) | undefined;
  /** A destination in the effective configuration; undefined where the rules have none with this name. */
  readonly shownDestination?: ((name: string) => ShownDestination | undefined) | undefined;
  /** Why the messages of a destination wait now; undefined where they do not, or another process sends them. */
  readonly destinationWait?: ((name: string) => DestinationWait | undefined) | undefined;
  readonly testDestination?: TestDestination | undefined;
  readonly destinationFigures?: Pick<DestinationWatch, "of"> | undefined;
  /** Hides what tells who a visitor is. */
  readonly redactQuote: (text: string) => string;
  /** Hands an answer to the vendor; undefined where there is no key for it. */
  readonly uploadKnowledge?: ((file: KnowledgeFile) => Promise<Upload>) | undefined;
  /** Languages of visitors without a language pack. */
  readonly unheard: Pick<UnheardWatch, "lastDay">;
  readonly limits: Pick<LimitWatch, "lastDay">;
  /** Whether texts are masked for viewers (`settings.mask_for_viewers`), by the present rules. */
  readonly masksForViewers: () => boolean;
  /** `settings.timezone`, for times on the page, by the present rules. */
  readonly timezone: () => string;
  /** Wrong tokens of one address in a minute; the default where undefined. */
  readonly tokenTries?: number | undefined;
  /** Seals the cookies of signed-in people. */
  readonly tickets: Pick<Tickets, "seal" | "open">;
  /** The public address of the page; undefined where it is not set. */
  readonly publicAddress?: PublicAddress | undefined;
  /** The provider for signing in; undefined where there is none. */
  readonly oidc?: OidcParts | undefined;
  /** The port is bound to a loopback address, so metrics and the details of /readyz need no token. */
  readonly loopback: boolean;
  /** Host names, without port, beside `localhost` and addresses. */
  readonly allowedHosts: AllowedHosts;
  readonly now: Clock;
  /** 26 characters, for people to quote. */
  readonly randomId: () => string;
}

/** What runs, for people. */
export interface About {
  readonly version: string;
  /** Where the data is. */
  readonly store: "sqlite" | "postgres";
  /** The stages that this process runs. */
  readonly does: readonly string[];
  readonly sources: readonly { readonly name: string; readonly preset: string; readonly path: string }[];
}

/** The result of reading the rules again. */
export type ReloadAnswer =
  | {
      readonly kind: "reloaded";
      readonly version: string /** Names of rules that are new, gone or different. */;
      readonly changed: readonly string[];
    }
  | { readonly kind: "refused"; readonly diagnostics: readonly Json[] };

/** `force` accepts a file that has lost most of its rules. */
export type Reload = (options: { readonly force: boolean }) => ReloadAnswer | Promise<ReloadAnswer>;

/** Sends a sample event for the live page, and returns the public port's answer. */
export type TryOut = (sample: { readonly text: string; readonly session: string }) => Promise<TriedOut>;

export interface TriedOut {
  /** The HTTP status. */
  readonly status: number;
  readonly eventId: string | undefined;
}

/** A refused request for people. It contains no secret. */
export interface AdminRefused {
  readonly request_id: string;
  /** RFC 3339. */
  readonly at: string;
  readonly code: string;
  readonly source: string | null;
  readonly address: string | null;
  readonly method: string;
  readonly path: string;
  readonly bytes: number;
  readonly mistakes: readonly { readonly code: string; readonly what: string; readonly cure: string }[];
}

/** What a person enters at the sender, and the result. */
export interface Setup {
  /** The relay's address for the sender; undefined where it is not set (PUBLIC_URL). */
  readonly url: string | undefined;
  readonly path: string;
  readonly port: number;
  /** The header with the source's secret; undefined where the source accepts only signatures. */
  readonly header: { readonly name: string; readonly value: string } | undefined;
  readonly takesSignatures: boolean;
  readonly progress: FirstHourProgress;
}
