/** `defineSource`: a sender whose bodies a function turns into events. */

import type { Json } from "../core/json.ts";
import { type PluginEvent, pluginApi, type ReportFailure, type SourcePlugin } from "../core/plugin.ts";
import type { BodyReading, SourcePreset } from "../core/source.ts";
import { failureText } from "./failure.ts";

export interface SourceDefinition {
  /** The name after `preset:`. */
  readonly name: string;
  readonly summary: string;
  /** A body of this sender, and how many events are in it. */
  readonly example: { readonly body: Json; readonly events: number };
  /** The events of a body, at most 1,000. A body that makes it throw is quarantined with its bytes. */
  read(body: Json): readonly PluginEvent[];
}

export function defineSource(definition: SourceDefinition): SourcePlugin {
  const { name, example, read } = definition;
  const preset: SourcePlugin["preset"] = (events, report) => presetOf(definition, events, report);
  return { avatarRelayPlugin: pluginApi, kind: "source", name, example, read, preset };
}

function presetOf({ name, read }: SourceDefinition, events: SourcePreset, report: ReportFailure): SourcePreset {
  return {
    ...events,
    name,
    many: true,
    batch: true,
    sampleTypes: [],
    sample: () => undefined,
    formatOf: () => name,
    read(body): readonly BodyReading[] {
      try {
        return events.read(JSON.parse(JSON.stringify(read(body)))); // JSON, as if it had been received
      } catch (error) {
        const detail = failureText(error);
        report(name, detail);
        return [{ pointer: "", expected: `a body that the plug-in ${name} can read: ${detail}`, part: undefined, session: undefined }];
      }
    },
  };
}
