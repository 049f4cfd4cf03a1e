/** Runs of the crash harness, as parts of the gate. */

import { layEntry } from "../crash/build.ts";
import { run } from "../crash/run.ts";
import type { RunOptions } from "../crash/stage.ts";
import { judge, type Verdict } from "../crash/verdict.ts";
import type { Round } from "./part.ts";

/** Another place than the harness's own: both may run at the same time. */
const place = "avatar-relay-faults";
let entry: string | undefined;

export async function crashRun(round: Round, more: Partial<RunOptions>): Promise<Verdict> {
  entry ??= layEntry(place);
  const options = {
    entry,
    kills: round.cases,
    seed: round.seed,
    visitors: Math.min(24, round.cases),
    folder: round.folder,
    defect: undefined,
    powerCuts: false,
  };
  return judge(await run({ ...options, ...more }));
}

/** One line for each invariant that was broken. */
export function broken({ violations }: Verdict): readonly string[] {
  return Object.entries(violations).map(([name, lines]) => `${name}: ${lines.length} times, first ${lines[0]}`);
}

/** What is counted of each run. */
export function figures({ figures: { acked = 0, due = 0, arrived = 0, copies = 0 } }: Verdict): Readonly<Record<string, number>> {
  return { acked, due, arrived, copies };
}
