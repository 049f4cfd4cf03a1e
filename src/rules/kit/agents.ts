/** Names of agents as rules write them. */

/** Whether an agent is one of these; a `*` at the end stands for any ending. */
export function agentMatcher(wanted: readonly string[]): (agent: string) => boolean {
  const exact = new Set(wanted.filter((each) => !each.endsWith("*")));
  const beginnings = wanted.filter((each) => each.endsWith("*")).map((each) => each.slice(0, -1));
  return (agent) => exact.has(agent) || beginnings.some((beginning) => agent.startsWith(beginning));
}
