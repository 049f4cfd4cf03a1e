/** What is asked of a process that tries a text of rules out: nothing of it takes effect. */

import type { JsonObject } from "./json.ts";
import type { Duration } from "./time.ts";

/** Where the record of events is. */
export interface RecordPlace {
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
}

export type TrialRequest =
  | ({ readonly kind: "check" } & Texts)
  | ({ readonly kind: "test" } & Texts)
  | ({ readonly kind: "backtest"; readonly since: Duration | undefined; readonly record: RecordPlace } & Texts);

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
