/** rules.yaml after it was read: everything in it is correct, and nothing is compiled yet. */

import type { People } from "../../core/access/people.ts";
import type { Hours } from "../../core/clock/hours.ts";
import type { When } from "../../core/condition.ts";
import type { Destination } from "../../core/destination.ts";
import type { Unless } from "../../core/incident.ts";
import type { ReportSchedule } from "../../core/insights/report.ts";
import type { Bounds, FanOut, Throttle } from "../../core/rule.ts";
import type { Severity } from "../../core/severity.ts";
import type { Source } from "../../core/source.ts";
import type { Retention } from "../../core/store.ts";
import type { Duration } from "../../core/time.ts";
import type { DetectorInput } from "../../detect/index.ts";
import type { CalendarSpan } from "../calendar/span.ts";
import type { Redaction } from "../templates/redact/redact.ts";
import type { IdentifyDraft } from "./identify.ts";

export interface RulesFile {
  readonly settings: FileSettings;
  readonly people: People;
  readonly sources: readonly Source[];
  readonly destinations: readonly DestinationDraft[];
  readonly rules: readonly RuleDraft[];
}

export interface FileSettings {
  readonly timezone: string;
  /** By name. */
  readonly calendars: ReadonlyMap<string, readonly CalendarSpan[]>;
  readonly mutes: readonly PlannedMuteDraft[];
  readonly sessions: { readonly idleAfter: Duration; readonly splitAfter?: Duration | undefined; readonly rejoin?: Duration | undefined };
  readonly retention: Retention;
  readonly redact: readonly Redaction[];
  readonly bounds: Bounds;
  /** People get a report when the credits of the bitHuman account last for less than this. */
  readonly balanceLow: Duration;
  /** The admin port shows no texts to viewers. */
  readonly masksForViewers: boolean;
  /** Whether messages come from a speech recogniser, from typing, or from both. */
  readonly input: DetectorInput;
  /** For rules without a limit of their own. */
  readonly fanOut: FanOut | undefined;
  readonly reports: readonly ReportSchedule[];
  /** The destination whose model gives names to groups of questions. */
  readonly questionNames: string | undefined;
}

/** Nothing is sent during these calendars: for all rules and about all agents where they are left out. */
export interface PlannedMuteDraft {
  readonly during: readonly string[];
  readonly rules?: readonly string[] | undefined;
  /** A `*` stands for anything. */
  readonly agents?: readonly string[] | undefined;
}

export interface DestinationDraft {
  readonly name: string;
  readonly kind: Destination;
  /** The settings, as `kind.schema` read them. */
  readonly settings: unknown;
}

export interface RuleDraft {
  readonly id: string;
  readonly name: string;
  readonly mode: "live" | "shadow" | "off";
  readonly on: readonly string[];
  readonly when: When;
  readonly severity: Severity;
  /** A finding of an emergency is critical, because `severity:` does not say otherwise. */
  readonly raises: boolean;
  readonly then: readonly ActionDraft[];
  readonly throttle: Throttle | undefined;
  readonly active: ActiveDraft | undefined;
  readonly fanOut: FanOut | undefined;
  readonly groupBy: readonly (readonly string[])[];
  readonly late: "send" | "drop";
  readonly identify?: IdentifyDraft | undefined;
}

export interface ActiveDraft {
  readonly hours: Hours;
  readonly outside: "hold" | "drop" | ActionDraft;
}

export interface ActionDraft {
  readonly to: string;
  /** The message is sent this much later. */
  readonly after?: Duration;
  /** The step is skipped where the incident has one of these states by then. */
  readonly unless?: readonly Unless[];
  /** The keys beside `to:`, as the destination's `action` schema read them. */
  readonly settings: unknown;
}
