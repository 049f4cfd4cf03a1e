/** Turns labels and scores into bounds that remove as much noise as possible and no useful alert. */

import type { FoundKnob, Knob } from "./knob.ts";
import type { Label } from "./labels.ts";
import type { Tally } from "./tally.ts";

/** What can happen to a rule's bound. */
export type Proposal =
  /** `bounds`: the one that removes the most noise first, then more careful ones, all above the present one. */
  | { readonly kind: "raise"; readonly rule: string; readonly knob: Knob; readonly bounds: readonly number[] }
  | { readonly kind: "keep"; readonly rule: string; readonly why: string };

interface Scored {
  readonly score: number;
  readonly useful: boolean;
}

export function propose(rule: string, found: FoundKnob, labels: readonly Label[], { alerts }: Tally): Proposal {
  const keep = (why: string): Proposal => ({ kind: "keep", rule, why });
  if (found.kind === "none") return keep(found.why);
  const scored = labels
    .filter((label) => label.rule === rule)
    .flatMap((label): Scored[] => {
      const score = alerts.get(label);
      return score === undefined ? [] : [{ score, useful: label.label === "useful" }];
    });
  if (scored.length === 0) return keep("its labelled alerts are no longer in the record, or the rules have changed since");
  if (!scored.some(({ useful }) => useful)) return keep("no alert is labelled useful: nothing shows where to stop");
  if (scored.every(({ useful }) => useful)) return keep("no alert is labelled noise");
  const bounds = boundsBetween(found.knob, scored);
  return bounds.length > 0 ? { kind: "raise", rule, knob: found.knob, bounds } : keep("its noise scores as high as its useful alerts");
}

/** Halfway between each noise score below all useful ones and the next labelled score. */
function boundsBetween(knob: Knob, scored: readonly Scored[]): readonly number[] {
  const leastUseful = Math.min(...scored.filter(({ useful }) => useful).map(({ score }) => score));
  const scores = [...new Set(scored.map(({ score }) => score))].sort((one, other) => other - one);
  return scores.flatMap((noise, index) => {
    const next = scores[index - 1];
    const bound = next === undefined || noise >= leastUseful ? undefined : halfway(knob, noise, next);
    return bound !== undefined && bound > knob.value ? [bound] : [];
  });
}

/** Rounded to two digits so that the lower score no longer passes and the higher one does: `above` is exclusive, `similarity` is not. */
function halfway({ detector }: Knob, lower: number, higher: number): number | undefined {
  const middle = Math.round(((lower + higher) / 2) * 10_000) / 100;
  const isExclusive = detector !== "repeat";
  const bound = (isExclusive ? Math.floor(middle) : Math.ceil(middle)) / 100;
  const parts = isExclusive ? bound >= lower && bound < higher : bound > lower && bound <= higher;
  return parts ? bound : undefined;
}
