/** Facts that stages emit, one per step. Logs, metrics, the live page only read them. */

import type { AdminRole } from "./access/principal.ts";
import type { DeadReason, Outcome } from "./delivery.ts";
import type { ProvenBy } from "./source.ts";
import type { Acceptance, QuarantineReason } from "./store.ts";
import type { Duration, Instant } from "./time.ts";

export type Signal =
  | {
      readonly name: "request.answered";
      readonly source: string;
      readonly status: number;
      readonly code: string;
      readonly took: Duration;
      /** The path as people may see it: a secret in it is `***`. */
      readonly path?: string;
      /** Who sent it, where it was refused. */
      readonly address?: string;
      /** How the request was proven, where it was. */
      readonly provenBy?: ProvenBy;
      /** What its first event is called, where it held one. */
      readonly type?: string;
      /** Whose event that is. */
      readonly agent?: string;
      /** What the answer gives people to quote, where it is an error. */
      readonly requestId?: string;
    }
  /** There were too many connections: this one found no place, or had asked for nothing and gave its place to a new one. */
  | { readonly name: "connection.dropped"; readonly port: "public" | "admin"; readonly why: "limit" | "gave_way" | "pipelined" }
  | {
      readonly name: "event.accepted";
      readonly id: string;
      readonly type: string;
      readonly source: string;
      readonly agent: string;
      readonly session: string | undefined;
    }
  | { readonly name: "event.duplicate"; readonly id: string; readonly type: string; readonly source: string }
  | {
      readonly name: "event.quarantined";
      readonly id: string;
      readonly source: string;
      readonly reason: QuarantineReason;
      readonly detail: string;
    }
  | {
      readonly name: "event.evaluated";
      readonly id: string;
      readonly type: string;
      readonly agent: string;
      readonly session: string | undefined;
      readonly rules: readonly string[];
      readonly queued: readonly string[];
      /** Destinations that got nothing, since nobody said who the visitor is. */
      readonly skipped: readonly string[];
      /** Texts that were too long to be looked at as a whole. */
      readonly cut: number;
      /** The language of a visitor for which there is no pack. */
      readonly unheard: string | undefined;
      /** Rules that held and said nothing, since the event had made messages enough. */
      readonly left: number;
      readonly waited: Duration;
    }
  | {
      readonly name: "delivery.attempted";
      readonly id: string;
      readonly event: string;
      readonly to: string;
      readonly rule: string;
      readonly attempt: number;
      readonly outcome: Outcome["kind"];
      readonly state: "waiting" | "delivered" | "dead";
      readonly reason: string;
      readonly detail: string;
      readonly took: Duration;
      /** From when it was first due to the end of this attempt. */
      readonly waited: Duration;
      /** When it is tried again. */
      readonly dueAt: Instant | undefined;
    }
  /** Deliveries that waited have ended, all for the same reason. */
  | { readonly name: "deliveries.ended"; readonly to: string; readonly reason: DeadReason; readonly detail: string; readonly count: number }
  /** `isKnown`: people were told before, by another process or before a restart. */
  | { readonly name: "breaker.changed"; readonly to: string; readonly state: "closed" | "open" | "half-open"; readonly isKnown?: true }
  /** Its messages wait: for a person, or since it has asked for fewer requests for minutes (`throttled`). */
  | {
      readonly name: "destination.paused";
      readonly to: string;
      readonly reason: string;
      readonly detail: string;
      readonly isKnown?: true;
    }
  /** It takes what is sent again: why it was paused, and how long. */
  | { readonly name: "destination.resumed"; readonly to: string; readonly was?: string; readonly lasted?: Duration }
  /** It is on the way to being left alone: that many failures in a row, of as many as it may have. */
  | { readonly name: "destination.failing"; readonly to: string; readonly failures: number; readonly of: number }
  | { readonly name: "slack.connected"; readonly via: "socket" | "http" }
  | { readonly name: "slack.disconnected"; readonly detail: string }
  /** A person could not be told something, or shown a modal. What they did is kept all the same. */
  | { readonly name: "slack.unanswered"; readonly detail: string }
  /** A person did something in Slack or by a link; `asked`: a modal was opened to ask for more; `expired`: the link is too old. */
  | {
      readonly name: "click.taken";
      readonly action: string;
      readonly outcome: Acceptance["status"] | "forged" | "not_allowed" | "asked" | "expired";
      readonly took: Duration;
    }
  /** Events that never came were found in bitHuman's own record, and are taken in. */
  | { readonly name: "backfill.done"; readonly source: string; readonly sessions: number; readonly events: number }
  /** What bitHuman has kept cannot be had just now; `failures` looks in a row, this one included. */
  | {
      readonly name: "backfill.failed";
      /** bitHuman's, or one of docs/bithuman.md. */
      readonly code: string;
      readonly detail: string;
      readonly cure: string;
      readonly link: string | undefined;
      /** It may pass by itself; else a person has to act. */
      readonly passes: boolean;
      readonly failures: number;
    }
  | { readonly name: "backfill.recovered"; readonly failures: number }
  /** What the bitHuman account has; credits, and credits a minute. */
  | {
      readonly name: "account.seen";
      readonly balance: number;
      readonly rate: number;
      readonly active: number;
      readonly minutesLeft: number | undefined;
      readonly isLow: boolean;
    }
  /** People should hear that it does not last for long; `below` is less than how long. */
  | {
      readonly name: "account.low";
      readonly balance: number;
      readonly rate: number;
      readonly active: number;
      readonly minutesLeft: number | undefined;
      readonly below: Duration;
    }
  /** bitHuman does not tell; `passes`: it may by itself, else a person has to act. */
  | {
      readonly name: "account.refused";
      readonly code: string;
      readonly detail: string;
      readonly cure: string;
      readonly link: string | undefined;
      readonly passes: boolean;
    }
  /** Somebody changed something through the admin port. */
  | {
      readonly name: "admin.called";
      readonly call: string;
      readonly by: string;
      readonly role: AdminRole;
      readonly address: string;
      readonly counts?: Readonly<Record<string, number>>;
    }
  /** Somebody signed in to the page, or out. */
  | {
      readonly name: "admin.session";
      readonly action: "begun" | "ended";
      readonly by: string;
      readonly role: AdminRole;
      readonly via: "token" | "oidc" | "preview";
      readonly address: string;
    }
  /** Somebody wanted to sign in with the provider of the environment, and that failed. */
  | { readonly name: "admin.oidc_failed"; readonly detail: string }
  /** A wrong token was shown to the admin port, or a right one without the role that a call needs. */
  | {
      readonly name: "admin.refused";
      readonly code: "unauthorized" | "too_many_tries" | "role_required";
      readonly call: string;
      readonly address: string;
      /** Whose token it was, where it was a right one. */
      readonly by?: string;
    }
  /** A token of the admin port could not be kept, or can be guessed. */
  | { readonly name: "admin.token"; readonly by: string; readonly trouble: "unkept" | "weak"; readonly detail: string }
  | { readonly name: "rules.loaded"; readonly version: string; readonly rules: number; readonly changed: readonly string[] }
  /** What `check` warns of, in the rules that run now. */
  | { readonly name: "config.warning"; readonly code: string; readonly path: string; readonly text: string }
  | { readonly name: "rules.refused"; readonly problems: number /** The first of them, as `check` tells it. */; readonly first: string }
  /** What looks like a webhook came to a path that nothing serves; a path that may hold a secret is cut. */
  | {
      readonly name: "webhook.missed";
      readonly path: string;
      readonly address: string;
      readonly requestId: string;
      readonly detail: string;
    }
  /** bitHuman's dashboard has sent its test, or a real visitor the first event ever. */
  | { readonly name: "setup.test_arrived"; readonly source: string; readonly provenBy: ProvenBy | undefined; readonly detail: string }
  | {
      readonly name: "setup.first_event";
      readonly id: string;
      readonly type: string;
      readonly source: string;
      readonly agent: string;
      readonly detail: string;
    }
  | { readonly name: "timers.fired"; readonly count: number }
  /** The machine's clock was set back by more than a minute, and what waits by it was moved by as much. */
  | { readonly name: "clock.set_back"; readonly seconds: number }
  | { readonly name: "store.pruned"; readonly count: number }
  /** So many events can be found now, and these conversations show them. */
  | {
      readonly name: "conversations.changed";
      readonly count: number;
      readonly conversations: readonly { readonly id: string; readonly session: string }[];
    }
  /** So many events that an earlier version has left can be searched now as well. */
  | { readonly name: "projection.filled"; readonly count: number }
  /** What was set aside is emptied, the oldest first: it is older than retention keeps it, or there is more than its limit. */
  | { readonly name: "quarantine.emptied"; readonly why: "age" | "limit"; readonly count: number }
  /** A plug-in broke: what it was asked for went on without it. */
  | { readonly name: "plugin.failed"; readonly plugin: string; readonly detail: string }
  | { readonly name: "store.trouble"; readonly detail: string }
  /** The database was looked through once after the start. `unfinished`: it took too long, or could not be looked at. */
  | {
      readonly name: "store.checked";
      readonly result: "sound" | "damaged" | "unfinished";
      readonly detail: string;
      readonly took: Duration;
    }
  /** Requests go through proxies, as the environment says; without users and passwords. */
  | { readonly name: "proxy.used"; readonly https: string; readonly http: string; readonly direct: readonly string[] }
  | { readonly name: "process.ready"; readonly port: number; readonly adminPort: number }
  | { readonly name: "process.stopping"; readonly why: string }
  | { readonly name: "bug"; readonly where: string; readonly error: string };

/** Hands a fact to whoever watches. It cannot throw: observers never break a stage. */
export type Emit = (signal: Signal) => void;

/** What the store could not do is its trouble, where it has one, and is done later; what else went wrong is a bug of ours. */
export function failureOf(where: string, error: unknown, trouble: string | undefined): Signal {
  if (trouble !== undefined) return { name: "store.trouble", detail: trouble };
  return { name: "bug", where, error: error instanceof Error ? error.message : String(error) };
}
