/** How urgent a rule is. */

export type Severity = "low" | "normal" | "high" | "critical";

/** High and above: quiet hours let it pass. */
export function isUrgent(severity: Severity): boolean {
  return severity === "high" || severity === "critical";
}
