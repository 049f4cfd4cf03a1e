/** What a plug-in is: a destination, a condition or a source that comes from outside the package. */

import type { Condition } from "./condition.ts";
import type { Destination } from "./destination.ts";
import type { Json, JsonObject } from "./json.ts";
import type { SourcePreset } from "./source.ts";

/** Goes up when plug-ins for the earlier version no longer run. */
export const pluginApi = 1;

/** Reports a failed plug-in. Only the call that failed is lost. */
export type ReportFailure = (plugin: string, detail: string) => void;

interface PluginBase {
  /** The version of this interface that it was made for. */
  readonly avatarRelayPlugin: number;
  /** The key in rules.yaml: a destination's or a condition's type, a source's preset. */
  readonly name: string;
}

export interface DestinationPlugin extends PluginBase {
  readonly kind: "destination";
  readonly destination: Destination;
}

export interface ConditionPlugin extends PluginBase {
  readonly kind: "condition";
  condition(report: ReportFailure): Condition;
}

/** An event as docs/sources.md describes events of one's own. */
export interface PluginEvent {
  /** E.g. `chat.push`, `room.join`, `session.end`, `agent.error`, or your own name. */
  readonly type: string;
  readonly agent?: string;
  readonly session?: string;
  /** ISO 8601 or Unix seconds; the time of arrival where it is left out. */
  readonly time?: string | number;
  readonly role?: string;
  readonly message?: string;
  readonly data?: JsonObject;
  /** Two events with the same id are the same event. */
  readonly id?: string;
}

export interface SourcePlugin extends PluginBase {
  readonly kind: "source";
  /** `events` is the preset that reads the plug-in's events. */
  preset(events: SourcePreset, report: ReportFailure): SourcePreset;
  /** A body, and the number of events in it. */
  readonly example: { readonly body: Json; readonly events: number };
  read(body: Json): readonly PluginEvent[];
}

export type Plugin = DestinationPlugin | ConditionPlugin | SourcePlugin;

/** One entry of `plugins:`, loaded. */
export type OpenedPlugin =
  | { readonly kind: "opened"; readonly plugins: readonly Plugin[] }
  | { readonly kind: "refused"; readonly text: string; readonly hint: string };

/** Loads the entries of `plugins:`, relative to the rules file. */
export interface PluginShelf {
  /** Plug-ins that need no entry in the file. */
  readonly given: readonly Plugin[];
  open(name: string, file: string): OpenedPlugin;
  readonly report: ReportFailure;
}
