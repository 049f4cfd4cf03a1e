/** Finds the bound in a rule that decides how sure a detector has to be. */

import { isJsonObject } from "../../../core/json.ts";
import type { Path } from "../../yaml/path.ts";

/** The detectors whose certainty a rule can change, with the key of their bound and its default. */
const bounds = {
  frustration: { key: "above", otherwise: 0.5 },
  repeat: { key: "similarity", otherwise: 0.5 },
  wants_human: { key: "above", otherwise: 0.5 },
  unanswered: { key: "above", otherwise: 0.5 },
  concern: { key: "above", otherwise: 0.5 },
} as const;

export type Detector = keyof typeof bounds;

export interface Knob {
  readonly detector: Detector;
  /** The path from `when:` to the settings of the condition, e.g. `["all", 1, "frustration"]`. */
  readonly path: Path;
  readonly key: string;
  readonly value: number;
}

export type FoundKnob = { readonly kind: "knob"; readonly knob: Knob } | { readonly kind: "none"; readonly why: string };

/** The one bound whose increase can only remove findings. `when` is as written in the file. */
export function knobOf(when: unknown): FoundKnob {
  const knobs = knobsIn(when, []);
  const [knob, ...others] = knobs;
  const hidden = mentions(when) - knobs.length;
  if (hidden > 0) return none("its bound stands under any: or not:, where raising it could find more");
  if (knob === undefined) return none("it asks no detector");
  if (others.length > 0) return none("it asks several detectors, and a label does not say which of them was wrong");
  return { kind: "knob", knob };
}

function none(why: string): FoundKnob {
  return { kind: "none", why };
}

/** The bounds of conditions that always have to hold: at the top, and in `all:`. */
function knobsIn(when: unknown, path: Path): readonly Knob[] {
  if (!isJsonObject(when)) return [];
  return Object.entries(when).flatMap(([key, settings]) => {
    const here = [...path, key];
    if (key === "all" && Array.isArray(settings)) return settings.flatMap((part, index) => knobsIn(part, [...here, index]));
    return isDetector(key) ? knobIn(key, settings, here) : [];
  });
}

function isDetector(key: string): key is Detector {
  return Object.hasOwn(bounds, key);
}

function knobIn(detector: Detector, settings: unknown, path: Path): readonly Knob[] {
  const { key, otherwise } = bounds[detector];
  const written = isJsonObject(settings) ? (settings[key] ?? otherwise) : shortOf(detector, settings);
  return typeof written === "number" ? [{ detector, path, key, value: written }] : [];
}

/** `frustration: 0.7`, `wants_human: true` and `concern: [urgent]` are short forms of a map with the bound. */
function shortOf(detector: Detector, settings: unknown): number | undefined {
  if (detector === "frustration") return typeof settings === "number" ? settings : undefined;
  const isShort = settings === true || (detector === "concern" && (typeof settings === "string" || Array.isArray(settings)));
  return isShort ? bounds[detector].otherwise : undefined;
}

/** How often detectors are named anywhere. */
function mentions(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + mentions(each), 0);
  if (!isJsonObject(value)) return 0;
  return Object.entries(value).reduce((sum, [key, each]) => sum + (Object.hasOwn(bounds, key) ? 1 : mentions(each)), 0);
}
