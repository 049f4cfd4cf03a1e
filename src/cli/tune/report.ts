/** The change of a rule's bound, in one sentence. */

import type { Label } from "../../rules/trials/tune/labels.ts";
import type { Tally } from "../../rules/trials/tune/tally.ts";
import { plural } from "../kit/lines.ts";
import type { TuneOutcome } from "./outcome.ts";

interface Compared {
  readonly labels: readonly Label[];
  readonly before: Tally;
  readonly after: Tally;
}

export function outcomeText({ proposal, bound }: TuneOutcome, { labels, before, after }: Compared): string {
  const { rule } = proposal;
  if (proposal.kind === "keep") return `${rule}: stays as it is: ${proposal.why}`;
  const { key, value } = proposal.knob;
  if (bound === undefined) return `${rule}: stays as it is: every higher ${key} loses a useful alert`;
  const own = labels.filter((label) => label.rule === rule && before.alerts.has(label));
  const noise = own.filter(({ label }) => label === "noise");
  const gone = noise.filter((label) => !after.alerts.has(label));
  const findings = `${before.findings.get(rule) ?? 0} findings become ${after.findings.get(rule) ?? 0}`;
  const useful = plural(own.length - noise.length, "useful alert stays", "useful alerts stay");
  return `${rule}: ${key} ${value} → ${bound}: ${gone.length} of ${plural(noise.length, "noise alert goes", "noise alerts go")}, ${useful}; ${findings}`;
}
