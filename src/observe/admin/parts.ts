/** What the admin port is made of. */

import type { Access } from "../../core/access/principal.ts";
import type { Conversation } from "../../core/conversation.ts";
import type { Configured } from "../../core/destination.ts";
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
  /** Changes the key that signs links and buttons: those of before are refused from then on. */
  readonly rotateSecret: () => Promise<void>;
  /** Sends a sample event through the public port; the page offers it only where it is given. */
  readonly tryOut?: TryOut | undefined;
  /** The requests that were refused last, the newest first, each with its mistakes. */
  readonly refused?: (() => Promise<readonly AdminRefused[]>) | undefined;
  /** How far a new installation has come; left out where nothing is received here. */
  readonly setup?: (() => Promise<Setup>) | undefined;
  readonly access: Access;
  /** What runs here; left out where nobody says it. */
  readonly about?: (() => About) | undefined;
  /** Who the visitor of a conversation is; undefined where nothing is known. */
  readonly visitor?: ((conversation: Conversation) => Promise<JsonObject | undefined>) | undefined;
  /** The rules, to be shown, tried and changed; left out where the port has none. */
  readonly rules?: RulesAccess | undefined;
  /** The destinations of the rules, which dead letters of others can be sent to. */
  readonly destinations?: (() => ReadonlyMap<string, Pick<Configured, "adopt" | "voice">>) | undefined;
  /** A destination as the effective configuration has it; undefined where the rules have none of this name. */
  readonly shownDestination?: ((name: string) => ShownDestination | undefined) | undefined;
  readonly testDestination?: TestDestination | undefined;
  readonly destinationFigures?: Pick<DestinationWatch, "of"> | undefined;
  /** Languages of visitors that no detector hears. */
  readonly unheard: Pick<UnheardWatch, "lastDay">;
  readonly limits: Pick<LimitWatch, "lastDay">;
  /** Whether texts are masked for viewers (`settings.mask_for_viewers`), as the rules of the moment say. */
  readonly masksForViewers: () => boolean;
  /** `settings.timezone`, in which the page shows times, as the rules of the moment say. */
  readonly timezone: () => string;
  /** Wrong tokens of one address in a minute; the default where undefined. */
  readonly tokenTries?: number | undefined;
  /** Seals the cookies of who has signed in. */
  readonly tickets: Pick<Tickets, "seal" | "open">;
  /** How people reach the page; undefined where nobody has said it. */
  readonly publicAddress?: PublicAddress | undefined;
  /** The provider that people may sign in with; undefined where there is none. */
  readonly oidc?: OidcParts | undefined;
  /** The port is bound to a loopback address: metrics and the detail of /readyz are for everybody there. */
  readonly loopback: boolean;
  /** Host names, without port, beside `localhost` and addresses. */
  readonly allowedHosts: AllowedHosts;
  readonly now: Clock;
  /** 26 characters, for people to quote. */
  readonly randomId: () => string;
}

/** What runs, as a person may know it. */
export interface About {
  readonly version: string;
  /** Where the data is. */
  readonly store: "sqlite" | "postgres";
  /** What this process does of the work. */
  readonly does: readonly string[];
  readonly sources: readonly { readonly name: string; readonly preset: string; readonly path: string }[];
}

/** What reading the rules again came to. */
export type ReloadAnswer =
  | {
      readonly kind: "reloaded";
      readonly version: string /** Names of rules that are new, gone or different. */;
      readonly changed: readonly string[];
    }
  | { readonly kind: "refused"; readonly diagnostics: readonly Json[] };

/** `force` also takes a file that has lost most of its rules. */
export type Reload = (options: { readonly force: boolean }) => ReloadAnswer | Promise<ReloadAnswer>;

/** Sends a sample event for whoever looks at the live page, and says what the public port answered. */
export type TryOut = (sample: { readonly text: string; readonly session: string }) => Promise<TriedOut>;

export interface TriedOut {
  /** The HTTP status. */
  readonly status: number;
  readonly eventId: string | undefined;
}

/** A refused request, as a person may read it: nothing secret is in it. */
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

/** What a person enters at the sender, and what has come of it. */
export interface Setup {
  /** Where the sender finds the relay; undefined where nobody has said it (PUBLIC_URL). */
  readonly url: string | undefined;
  readonly path: string;
  readonly port: number;
  /** The header that the source takes, with its secret; undefined where it takes signatures only. */
  readonly header: { readonly name: string; readonly value: string } | undefined;
  readonly takesSignatures: boolean;
  readonly progress: FirstHourProgress;
}
