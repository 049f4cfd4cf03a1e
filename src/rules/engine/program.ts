/** rules.yaml, compiled: what the engine runs. */

import type { Configured, View } from "../../core/destination.ts";
import type { Event } from "../../core/event.ts";
import type { Bounds, Rule } from "../../core/rule.ts";
import type { Duration } from "../../core/time.ts";
import type { Scanner } from "../kit/scanner.ts";
import type { RuleIndex } from "./rule-index.ts";
import type { Hear } from "./sessions/session.ts";
import type { Waiter } from "./waits.ts";

/** sha256 in hex, handed in: this floor has no package for it. */
export type Digest = (text: string) => string;

export interface Program {
  /** Changes with every change of the file. */
  readonly version: string;
  readonly rules: readonly Rule[];
  readonly destinations: ReadonlyMap<string, Configured>;
  readonly rulesFor: RuleIndex;
  /** The waits that an event ends. */
  readonly waiters: (event: Event) => readonly Waiter[];
  readonly scan: Scanner;
  readonly idleAfter: Duration;
  /** A silence of this length begins another conversation in the same session. Undefined: none does. */
  readonly splitAfter: Duration | undefined;
  /** A session that begins without a join within this goes on with the one before it. Undefined: none does. */
  readonly rejoin: Duration | undefined;
  /** Whether a rule needs the detectors. */
  readonly listens: boolean;
  /** The detectors read every turn, for people who look at the conversation later, also where no rule needs them. */
  readonly readsAll?: boolean | undefined;
  /** Whether a rule has incidents. */
  readonly hasIncidents: boolean;
  /** Listens to speech, text or either, as the settings say; another one for who runs several programs over the same events. */
  readonly hear?: Hear | undefined;
  readonly bounds: Bounds;
  /** `settings.timezone`. */
  readonly timezone: string;
  readonly digest: Digest;
  /** Where people reach the page, without a slash at its end. Undefined where nobody has said it. */
  readonly page?: string | undefined;
  /** Hides what no destination may see. Undefined where that is nothing. */
  readonly redact: ((view: View) => View) | undefined;
}
