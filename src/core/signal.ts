/** Facts that the stages emit, one per step. Logs, metrics and the live page only read them. */

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
      /** The path, with `***` in place of a secret. */
      readonly path?: string;
      /** The sender's address, for a refused request. */
      readonly address?: string;
      /** How the request was proven, where it was. */
      readonly provenBy?: ProvenBy;
      /** The type of its first event, where it has one. */
      readonly type?: string;
      /** The agent of that event. */
      readonly agent?: string;
      /** The id in an error answer, for people to quote. */
      readonly requestId?: string;
    }
  /** The limit of connections was reached: this connection was refused, or it was idle and was closed for a new one. */
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
      /** Destinations that got nothing, because the visitor's identity is not known. */
      readonly skipped: readonly string[];
      /** Texts that were cut for the rules. */
      readonly cut: number;
      /** The visitor's language, where it has no pack. */
      readonly unheard: string | undefined;
      /** Rules that held and sent nothing, because the event had reached its limit of messages. */
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
      /** From the first due time to the end of this attempt. */
      readonly waited: Duration;
      /** When it is tried again. */
      readonly dueAt: Instant | undefined;
    }
  /** Another process that shares the database has changed something. */
  | {
      readonly name: "replica.changed";
      /** The names of its signals. */
      readonly signals: readonly string[];
      /** How many events it has accepted. */
      readonly accepted: number;
      /** Undefined where there were too many to name them; so are `events`. */
      readonly conversations?: readonly { readonly id: string; readonly session: string }[];
      /** The events whose deliveries it attempted. */
      readonly events?: readonly string[];
    }
  /** Waiting deliveries have ended, all for the same reason. */
  | { readonly name: "deliveries.ended"; readonly to: string; readonly reason: DeadReason; readonly detail: string; readonly count: number }
  /** `isKnown`: another process, or this one before a restart, has reported it already. */
  | { readonly name: "breaker.changed"; readonly to: string; readonly state: "closed" | "open" | "half-open"; readonly isKnown?: true }
  /** Its messages wait: for a person, or because it asked for fewer requests for minutes (`throttled`). */
  | {
      readonly name: "destination.paused";
      readonly to: string;
      readonly reason: string;
      readonly detail: string;
      readonly isKnown?: true;
    }
  /** It accepts messages again; with the reason and the length of the pause. */
  | { readonly name: "destination.resumed"; readonly to: string; readonly was?: string; readonly lasted?: Duration }
  /** It will be paused soon: the number of failures in a row, and the number that pauses it. */
  | { readonly name: "destination.failing"; readonly to: string; readonly failures: number; readonly of: number }
  | { readonly name: "slack.connected"; readonly via: "socket" | "http" }
  | { readonly name: "slack.disconnected"; readonly detail: string }
  /** Slack refused an answer to a person, or a modal. The person's action is stored all the same. */
  | { readonly name: "slack.unanswered"; readonly detail: string }
  /** A person acted in Slack or by a link. `asked`: a modal was opened for more input; `expired`: the link is too old. */
  | {
      readonly name: "click.taken";
      readonly action: string;
      readonly outcome: Acceptance["status"] | "forged" | "not_allowed" | "asked" | "expired";
      readonly took: Duration;
    }
  /** Missed events were found in bitHuman's own record and stored. */
  | { readonly name: "backfill.done"; readonly source: string; readonly sessions: number; readonly events: number }
  /** bitHuman's record cannot be read now; `failures` in a row, this one included. */
  | {
      readonly name: "backfill.failed";
      /** bitHuman's code, or one of docs/bithuman.md. */
      readonly code: string;
      readonly detail: string;
      readonly cure: string;
      readonly link: string | undefined;
      /** It may pass by itself; otherwise a person has to act. */
      readonly passes: boolean;
      readonly failures: number;
    }
  | { readonly name: "backfill.recovered"; readonly failures: number }
  /** The balance of the bitHuman account, in credits, and its rate, in credits a minute. */
  | {
      readonly name: "account.seen";
      readonly balance: number;
      readonly rate: number;
      readonly active: number;
      readonly minutesLeft: number | undefined;
      readonly isLow: boolean;
    }
  /** The credits will not last for `below`, so people get a report. */
  | {
      readonly name: "account.low";
      readonly balance: number;
      readonly rate: number;
      readonly active: number;
      readonly minutesLeft: number | undefined;
      readonly below: Duration;
    }
  /** bitHuman does not answer the question. `passes`: it may pass by itself; otherwise a person has to act. */
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
  /** Somebody could not sign in with the provider of the environment. */
  | { readonly name: "admin.oidc_failed"; readonly detail: string }
  /** A request to the admin port had a wrong token, or a right token whose role is too small for the call. */
  | {
      readonly name: "admin.refused";
      readonly code: "unauthorized" | "too_many_tries" | "role_required";
      readonly call: string;
      readonly address: string;
      /** The name of the token, where it was right. */
      readonly by?: string;
    }
  /** A token of the admin port could not be stored, or can be guessed. */
  | { readonly name: "admin.token"; readonly by: string; readonly trouble: "unkept" | "weak"; readonly detail: string }
  | { readonly name: "rules.loaded"; readonly version: string; readonly rules: number; readonly changed: readonly string[] }
  /** A warning of `check` about the rules that run now. */
  | { readonly name: "config.warning"; readonly code: string; readonly path: string; readonly text: string }
  | {
      readonly name: "rules.refused";
      readonly problems: number /** The first of the problems, as `check` prints it. */;
      readonly first: string;
    }
  /** A request that looks like a webhook came to an unknown path. A path that may contain a secret is cut. */
  | {
      readonly name: "webhook.missed";
      readonly path: string;
      readonly address: string;
      readonly requestId: string;
      readonly detail: string;
    }
  /** The test of bitHuman's dashboard has arrived, or the first event of a real visitor. */
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
  /** The machine's clock was set back by more than a minute. What waits by it was moved by the same span. */
  | { readonly name: "clock.set_back"; readonly seconds: number }
  | { readonly name: "store.pruned"; readonly count: number }
  /** So many events can be found now, and these conversations show them. */
  | {
      readonly name: "conversations.changed";
      readonly count: number;
      readonly conversations: readonly { readonly id: string; readonly session: string }[];
    }
  /** So many events of an earlier version can be searched now as well. */
  | { readonly name: "projection.filled"; readonly count: number }
  /** The language model of `settings.insights.names` gave no name to a group of questions. It is asked again later. */
  | { readonly name: "question.unnamed"; readonly reason: string; readonly detail: string }
  /** Quarantined bytes were deleted, the oldest first: they were too old, or took more space than allowed. */
  | { readonly name: "quarantine.emptied"; readonly why: "age" | "limit"; readonly count: number }
  /** A plug-in failed. The event or delivery went on without it. */
  | { readonly name: "plugin.failed"; readonly plugin: string; readonly detail: string }
  | { readonly name: "store.trouble"; readonly detail: string }
  /** The thread for the checkpoints of the embedded database has ended or is late. The relay makes them itself, and answers nothing meanwhile. */
  | { readonly name: "checkpoint.fallback"; readonly detail: string }
  /** The database was checked after the start. `unfinished`: the check took too long or failed. */
  | {
      readonly name: "store.checked";
      readonly result: "sound" | "damaged" | "unfinished";
      readonly detail: string;
      readonly took: Duration;
    }
  /** Requests use the proxies of the environment; without users and passwords. */
  | { readonly name: "proxy.used"; readonly https: string; readonly http: string; readonly direct: readonly string[] }
  | { readonly name: "process.ready"; readonly port: number; readonly adminPort: number }
  | { readonly name: "process.stopping"; readonly why: string }
  | { readonly name: "bug"; readonly where: string; readonly error: string };

/** Passes a fact to the observers. It cannot throw: observers never break a stage. */
export type Emit = (signal: Signal) => void;

/** A failure that is the store's trouble is retried later. Any other error is a bug of the relay. */
export function failureOf(where: string, error: unknown, trouble: string | undefined): Signal {
  if (trouble !== undefined) return { name: "store.trouble", detail: trouble };
  return { name: "bug", where, error: error instanceof Error ? error.message : String(error) };
}
