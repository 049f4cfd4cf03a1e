/** The rules, as far as the admin port shows, tries and changes them. Whoever wires the port gives it. */

import type { Event } from "../../../core/event.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { Rule } from "../../../core/rule.ts";
import type { Duration } from "../../../core/time.ts";
import type { SimulatedConversation, TrialEnding, TrialReply } from "../../../core/trial.ts";

export interface RulesFacts {
  readonly version: string;
  readonly rules: readonly Pick<Rule, "id" | "name" | "mode" | "severity">[];
}

export type TrialWish =
  | { readonly kind: "check"; readonly text: string }
  | { readonly kind: "test"; readonly text: string }
  /** `text`: the rules that run where it is left out. */
  | { readonly kind: "simulate"; readonly text: string | undefined; readonly conversation: SimulatedConversation }
  /** A test for the rules that run, from what was recorded. */
  | { readonly kind: "write-test"; readonly events: readonly Event[]; readonly held: readonly string[] }
  | { readonly kind: "backtest"; readonly text: string; readonly since: Duration | undefined };

export interface TrialWatch {
  readonly onProgress?: (progress: TrialReply & { readonly kind: "progress" }) => void;
  readonly signal?: AbortSignal;
}

/** Rules that are to take the place of those that run. */
export interface Replacement {
  readonly text: string;
  /** The version that it was made from. */
  readonly baseVersion: string;
  /** Also where most of the rules are gone. */
  readonly force: boolean;
  /** Who wants it. */
  readonly by: string;
}

export type Replaced =
  | { readonly kind: "replaced"; readonly version: string; readonly changed: readonly string[] }
  /** Somebody else has changed them since. */
  | { readonly kind: "conflict"; readonly version: string; readonly message: string }
  /** They are right, and the file could not be written. */
  | { readonly kind: "unwritten"; readonly message: string }
  | { readonly kind: "refused"; readonly diagnostics: readonly JsonObject[] };

export interface SavedVersion {
  readonly version: string;
  /** RFC 3339. */
  readonly at: string;
  /** Who put it in place from the page; null where the file was saved. */
  readonly by: string | null;
}

export interface RulesAccess {
  current(): RulesFacts;
  /** The text that runs, and the same without the secrets that stand in it. */
  text(): { readonly whole: string; readonly shown: string };
  /** The text of a version that ran before; undefined where it is not known. */
  textOf(version: string): Promise<{ readonly whole: string; readonly shown: string } | undefined>;
  versions(max: number): Promise<readonly SavedVersion[]>;
  run(wish: TrialWish, watch?: TrialWatch): Promise<TrialEnding>;
  /** Undefined where the relay was not started to be edited; `start --edit` is. */
  readonly replace: ((replacement: Replacement) => Promise<Replaced>) | undefined;
}
