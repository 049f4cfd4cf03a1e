/** Requests to a process that tries out a text of rules. Nothing of them takes effect. */

import type { Event } from "./event.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Duration } from "./time.ts";

/** Where the recorded events are. */
export interface RecordLocation {
  readonly folder: string;
  /** A PostgreSQL instead of the folder. */
  readonly database: string | undefined;
}

interface Texts {
  readonly text: string;
  /** The rules that run now. Only files that these name may be read. */
  readonly base: string;
  /** The name of the file; paths in the text are relative to it. */
  readonly file: string;
  /** The address of the page, for links in messages. */
  readonly page?: string | undefined;
}

/** An invented conversation. */
export interface SimulatedConversation {
  readonly turns: readonly (SimulatedTurn | SimulatedBody)[];
  /** The name of its source. */
  readonly source?: string | undefined;
  readonly agent?: string | undefined;
  readonly session?: string | undefined;
  /** When it begins, by the clock of `settings.timezone`; a Monday at ten where it is left out. */
  readonly at?: string | undefined;
  /** How long the clock runs after the last turn. */
  readonly rest?: Duration | undefined;
}

export interface SimulatedTurn {
  /** `chat.push` where it is left out. */
  readonly type?: string | undefined;
  readonly role?: string | undefined;
  readonly text?: string | undefined;
  readonly data?: JsonObject | undefined;
  /** The time since the turn before. */
  readonly after?: Duration | undefined;
}

/** A request's body as a sender writes it. It may become several events, or none. */
export interface SimulatedBody {
  readonly body: string;
  /** The name of a source of the rules, or of a preset. */
  readonly from: string;
  readonly after?: Duration | undefined;
}

/** A preset's bodies for trying it. */
export interface PresetSamples {
  readonly preset: string;
  readonly samples: readonly { readonly type: string; readonly body: Json }[];
}

export type TrialRequest =
  | ({ readonly kind: "check" } & Texts)
  | ({ readonly kind: "test" } & Texts)
  | ({ readonly kind: "simulate"; readonly conversation: SimulatedConversation } & Texts)
  /** `held`: the rules that held when the events arrived. */
  | ({ readonly kind: "write-test"; readonly events: readonly Event[]; readonly held: readonly string[] } & Texts)
  | ({ readonly kind: "backtest"; readonly since: Duration | undefined; readonly record: RecordLocation } & Texts);

export type TrialReply =
  | { readonly kind: "progress"; readonly done: number; readonly total: number }
  /** `isRight`: the text was loaded; otherwise the result has its diagnostics. */
  | { readonly kind: "done"; readonly isRight: boolean; readonly result: JsonObject };

export type TrialEnding =
  | (TrialReply & { readonly kind: "done" })
  /** The queue is full. */
  | { readonly kind: "busy" }
  /** The process that tried the text ended, or no process was available. */
  | { readonly kind: "failed"; readonly why: string }
  | { readonly kind: "cancelled" };
