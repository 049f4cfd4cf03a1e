/** The compiled form of rules.yaml, which the engine runs. */

import type { Almanac } from "../../core/clock/hours.ts";
import type { Configured, View } from "../../core/destination.ts";
import type { Event } from "../../core/event.ts";
import type { WatchedTrend } from "../../core/insights/trend-question.ts";
import type { Bounds, Rule } from "../../core/rule.ts";
import type { Duration } from "../../core/time.ts";
import type { Scanner } from "../kit/scanner.ts";
import type { RuleIndex } from "./rule-index.ts";
import type { Hear } from "./sessions/session.ts";
import type { Waiter } from "./waits.ts";

/** sha256 in hex. It is an argument because this floor may not import a package for it. */
export type Digest = (text: string) => string;

export interface Program {
  /** Changes with every change of the file. */
  readonly version: string;
  readonly rules: readonly Rule[];
  readonly destinations: ReadonlyMap<string, Configured>;
  readonly rulesFor: RuleIndex;
  /** The counts that rules ask about. */
  readonly trends: readonly WatchedTrend[];
  /** The waits that an event ends. */
  readonly waiters: (event: Event) => readonly Waiter[];
  readonly scan: Scanner;
  readonly idleAfter: Duration;
  /** A silence of this length begins another conversation in the same session. Undefined: sessions are not split. */
  readonly splitAfter: Duration | undefined;
  /** A session that begins without a join within this span continues the one before it. Undefined: sessions are not joined. */
  readonly rejoin: Duration | undefined;
  /** Whether a rule needs the detectors. */
  readonly listens: boolean;
  /** The detectors read every turn for people who look at the conversation later, even if no rule needs them. */
  readonly readsAll?: boolean | undefined;
  /** Whether a rule opens incidents. */
  readonly hasIncidents: boolean;
  /**
   * The detectors for speech, text or both, as the settings say. A caller that runs several programs on the same events may pass its own.
   */
  readonly hear?: Hear | undefined;
  readonly bounds: Bounds;
  /** `settings.timezone`. */
  readonly timezone: string;
  /** The same as a clock, and the calendars. */
  readonly almanac: Almanac;
  readonly digest: Digest;
  /** The address of the page, without a slash at its end. Undefined where it is not set. */
  readonly page?: string | undefined;
  /** Hides what no destination may see. Undefined where nothing is hidden. */
  readonly redact: ((view: View) => View) | undefined;
}
