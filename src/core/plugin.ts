/** What a plug-in is: a destination, a condition or a source that comes from outside the package. */

import type { Condition } from "./condition.ts";
import type { Destination } from "./destination.ts";
import type { Json, JsonObject } from "./json.ts";
import type { SourcePreset } from "./source.ts";

/** Changes when a plug-in of before would no longer run. */
export const pluginApi = 1;

/** Tells that a plug-in broke: it costs what it was asked for, and nothing else. */
export type ReportFailure = (plugin: string, detail: string) => void;

interface Made {
  /** The version of this interface that it was made for. */
  readonly avatarRelayPlugin: number;
  /** The key in rules.yaml: a destination's or a condition's type, a source's preset. */
  readonly name: string;
}

export interface DestinationPlugin extends Made {
  readonly kind: "destination";
  readonly destination: Destination;
}

export interface ConditionPlugin extends Made {
  readonly kind: "condition";
  condition(report: ReportFailure): Condition;
}

/** An event as docs/sources.md describes events of one's own. */
export interface PluginEvent {
  /** E.g. `chat.push`, `room.join`, `session.end`, `agent.error`, or a name of your own. */
  readonly type: string;
  readonly agent?: string;
  readonly session?: string;
  /** ISO 8601 or Unix seconds; the time of arrival where it is left out. */
  readonly time?: string | number;
  readonly role?: string;
  readonly message?: string;
  readonly data?: JsonObject;
  /** The same id is the same event. */
  readonly id?: string;
}

export interface SourcePlugin extends Made {
  readonly kind: "source";
  /** `events` is the preset whose events its own are read as. */
  preset(events: SourcePreset, report: ReportFailure): SourcePreset;
  /** A body, and how many events are in it. */
  readonly example: { readonly body: Json; readonly events: number };
  read(body: Json): readonly PluginEvent[];
}

export type Plugin = DestinationPlugin | ConditionPlugin | SourcePlugin;

/** What stands under a name in `plugins:`. */
export type OpenedPlugin =
  | { readonly kind: "opened"; readonly plugins: readonly Plugin[] }
  | { readonly kind: "refused"; readonly text: string; readonly hint: string };

/** Opens what `plugins:` names, as seen from the rules file. */
export interface PluginShelf {
  /** Those that are there without being named. */
  readonly given: readonly Plugin[];
  open(name: string, file: string): OpenedPlugin;
  readonly report: ReportFailure;
}
