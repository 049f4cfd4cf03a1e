/** Names of agents as rules write them. */

import { globOf } from "./glob.ts";

/** Whether an agent is one of these; a `*` stands for anything. */
export function agentMatcher(wanted: readonly string[]): (agent: string) => boolean {
  const exact = new Set(wanted.filter((each) => !each.includes("*")));
  const patterns = wanted.filter((each) => each.includes("*")).map(globOf);
  return (agent) => exact.has(agent) || patterns.some((fits) => fits(agent));
}
