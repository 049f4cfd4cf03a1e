/** What must have happened at least once, or the run proves nothing. */

import { type FailpointName, failpoints } from "../src/core/failpoint.ts";
import { grouped, nameOf } from "./evidence.ts";
import type { Run } from "./run.ts";

/** Points inside a transaction: a kill there must take back the whole of it. */
const inside: readonly FailpointName[] = [
  "in-accept",
  "in-evaluate",
  "in-settle",
  "in-bury",
  "in-redrive",
  "in-prune",
  "in-project",
  "in-questions",
];

/** Below this many kills not every point can have its turn twice. */
const thorough = 4 * failpoints.length;

/** What the run did not see; it is void unless this is empty. */
export function missingFrom(run: Run): readonly string[] {
  const { evidence, points } = run;
  const { entries, arrivals, foretold, archive } = evidence;
  const rules = new Set(foretold.expected.map(({ rule }) => rule));
  const seen: readonly (readonly [string, boolean])[] = [
    ["a body that was sent again and known", entries.some(({ acked, again }) => acked?.status === "duplicate" || again.length > 0)],
    ["a body that was quarantined", archive.events.some(({ status }) => status === "quarantined")],
    ["a delivery that was tried again", run.unavailable > 0],
    ["a copy of a delivery", [...grouped(arrivals, nameOf).values()].some(({ length }) => length > 1)],
    ["an answer that was lost", arrivals.some(({ answered }) => answered === "lost")],
    ["a dead delivery, and its redrive", run.refused > 0 && arrivals.some(({ to }) => to === "picky")],
    ["a breaker that opened", run.breakerTrips > 0],
    ["a visit that the relay ended", archive.events.some(({ raw }) => Buffer.from(raw).includes('"kind":"session-end"'))],
    ...["asks", "slow", "errors", "summary", "picky"].map((rule) => [`the rule ${rule}`, rules.has(rule)] as const),
    ...wanted(evidence.kills).map((point) => [`a kill at ${point}`, points.has(point)] as const),
  ];
  return seen.filter(([, happened]) => !happened).map(([what]) => what);
}

function wanted(kills: number): readonly FailpointName[] {
  if (kills >= thorough) return failpoints;
  return kills >= 2 * failpoints.length ? inside : [];
}
