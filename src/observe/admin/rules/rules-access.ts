/** What the admin port needs of the rules: it shows, tries and changes them. The wiring of the port provides it. */

import type { Event } from "../../../core/event.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { Rule } from "../../../core/rule.ts";
import type { Duration } from "../../../core/time.ts";
import type { PresetSamples, SimulatedConversation, TrialEnding, TrialReply } from "../../../core/trial.ts";

export interface RulesFacts {
  readonly version: string;
  readonly rules: readonly Pick<Rule, "id" | "name" | "mode" | "severity">[];
}

export type TrialWish =
  | { readonly kind: "check"; readonly text: string }
  | { readonly kind: "test"; readonly text: string }
  /** `text`: the running rules where it is left out. */
  | { readonly kind: "simulate"; readonly text: string | undefined; readonly conversation: SimulatedConversation }
  /** A test for the running rules, made from recorded events. */
  | { readonly kind: "write-test"; readonly events: readonly Event[]; readonly held: readonly string[] }
  | { readonly kind: "backtest"; readonly text: string; readonly since: Duration | undefined };

export interface TrialWatch {
  readonly onProgress?: (progress: TrialReply & { readonly kind: "progress" }) => void;
  readonly signal?: AbortSignal;
}

/** Rules that should replace the running ones. */
export interface Replacement {
  readonly text: string;
  /** The version that the text was made from. */
  readonly baseVersion: string;
  /** Accepts a text that has lost most of its rules. */
  readonly force: boolean;
  /** The person. */
  readonly by: string;
}

export type Replaced =
  | { readonly kind: "replaced"; readonly version: string; readonly changed: readonly string[] }
  /** Somebody else has changed them since. */
  | { readonly kind: "conflict"; readonly version: string; readonly message: string }
  /** The rules are right, but the file could not be written. */
  | { readonly kind: "unwritten"; readonly message: string }
  | { readonly kind: "refused"; readonly diagnostics: readonly JsonObject[] };

export interface SavedVersion {
  readonly version: string;
  /** RFC 3339. */
  readonly at: string;
  /** The person who put it into force from the page; null where the file was saved. */
  readonly by: string | null;
}

export interface RulesAccess {
  current(): RulesFacts;
  samples(): readonly PresetSamples[];
  /** The running text, and the same without its inline secrets. */
  text(): { readonly whole: string; readonly shown: string };
  /** The text of an earlier version; undefined where it is not known. */
  textOf(version: string): Promise<{ readonly whole: string; readonly shown: string } | undefined>;
  versions(max: number): Promise<readonly SavedVersion[]>;
  run(wish: TrialWish, watch?: TrialWatch): Promise<TrialEnding>;
  /** Undefined unless the relay was started with `start --edit`. */
  readonly replace: ((replacement: Replacement) => Promise<Replaced>) | undefined;
}
