/** The samples of all presets of the package. */

import type { Instant } from "../../core/time.ts";
import type { PresetSamples } from "../../core/trial.ts";
import { sourceShelf } from "./shelf.ts";

export function presetSamples(now: Instant): readonly PresetSamples[] {
  const facts = {
    text: "I want to speak to a human",
    role: "user",
    agent: "sample-agent",
    session: "sample-session",
    id: `sample-${now}`,
    at: now,
  };
  return sourceShelf.names.flatMap((preset) => {
    const taken = sourceShelf.take(preset);
    if (taken.kind !== "taken") return [];
    const { sampleTypes, sample } = taken.preset;
    return [{ preset, samples: sampleTypes.map((type) => ({ type, body: sample(type, facts) ?? null })) }];
  });
}
