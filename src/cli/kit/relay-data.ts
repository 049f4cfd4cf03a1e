/** A relay's data for commands: through the running relay, otherwise from its file. */

import type { JsonObject } from "../../core/json.ts";
import type { Forgotten, Redriven } from "../../core/store.ts";
import type { Refused } from "../command.ts";

/** Every answer is JSON as on the admin port. */
export interface RelayData {
  readonly kind: "data";
  /** False where no relay runs: what is queued waits for the next start. */
  readonly isRunning: boolean;
  events(filters: DataFilters): Promise<FoundRows>;
  deliveries(filters: DataFilters): Promise<FoundRows>;
  /** One, with its attempts and its body. */
  delivery(id: string): Promise<FoundRows>;
  questions(filters: DataFilters): Promise<FoundRows>;
  /** Stores an answer. Only a running relay uploads it. */
  answerQuestion(id: string, body: JsonObject): Promise<FoundRows>;
  redrive(body: JsonObject): Promise<(Redriven & { readonly kind: "redriven" }) | Refused>;
  forget(session: string, dryRun: boolean): Promise<ForgottenData | Refused>;
  /** Counts the figures of all stored conversations again: a running relay in the background, otherwise now. Resolves with their number. */
  rebuildInsights(): Promise<{ readonly kind: "rebuilt"; readonly conversations: number } | Refused>;
  close(): Promise<void>;
}

/**
 * `left` says where the files of the store still contain it, and what to do; undefined where they do not, and where it was only counted.
 */
export type ForgottenData = Forgotten & { readonly kind: "forgotten"; readonly left: string | undefined };

export type DataFilters = Readonly<Record<string, string>>;

export type FoundRows = { readonly kind: "found"; readonly rows: readonly JsonObject[] } | Refused;
