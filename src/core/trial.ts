/** What is asked of a process that tries a text of rules out: nothing of it takes effect. */

import type { Event } from "./event.ts";
import type { JsonObject } from "./json.ts";
import type { Duration } from "./time.ts";

/** Where the record of events is. */
export interface RecordLocation {
  readonly folder: string;
  /** A PostgreSQL in its place. */
  readonly database: string | undefined;
}

interface Texts {
  readonly text: string;
  /** The rules that run: files that these name may be read, and no others. */
  readonly base: string;
  /** The name of the file, for paths that are seen from it. */
  readonly file: string;
  /** Where people reach the page, to which messages link. */
  readonly page?: string | undefined;
}

/** A conversation that is made up. */
export interface SimulatedConversation {
  readonly turns: readonly SimulatedTurn[];
  /** The name of the source that it comes from. */
  readonly source?: string | undefined;
  readonly agent?: string | undefined;
  readonly session?: string | undefined;
  /** When it begins, by the clock of `settings.timezone`; a Monday at ten where it is left out. */
  readonly at?: string | undefined;
  /** How long the clock goes on after the last turn. */
  readonly rest?: Duration | undefined;
}

export interface SimulatedTurn {
  /** `chat.push` where it is left out. */
  readonly type?: string | undefined;
  readonly role?: string | undefined;
  readonly text?: string | undefined;
  readonly data?: JsonObject | undefined;
  /** How long after the turn before. */
  readonly after?: Duration | undefined;
}

export type TrialRequest =
  | ({ readonly kind: "check" } & Texts)
  | ({ readonly kind: "test" } & Texts)
  | ({ readonly kind: "simulate"; readonly conversation: SimulatedConversation } & Texts)
  /** `held`: the rules that held when the events came in. */
  | ({ readonly kind: "write-test"; readonly events: readonly Event[]; readonly held: readonly string[] } & Texts)
  | ({ readonly kind: "backtest"; readonly since: Duration | undefined; readonly record: RecordLocation } & Texts);

export type TrialReply =
  | { readonly kind: "progress"; readonly done: number; readonly total: number }
  /** `isRight`: the text could be loaded; otherwise the result has its diagnostics. */
  | { readonly kind: "done"; readonly isRight: boolean; readonly result: JsonObject };

export type TrialEnding =
  | (TrialReply & { readonly kind: "done" })
  /** So many wait already. */
  | { readonly kind: "busy" }
  /** The text did something to the process that tried it, or there was none. */
  | { readonly kind: "failed"; readonly why: string }
  | { readonly kind: "cancelled" };
