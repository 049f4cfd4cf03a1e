/** How urgent a rule is. */

export type Severity = "low" | "normal" | "high" | "critical";

/** High and critical: quiet hours do not hold it. */
export function isUrgent(severity: Severity): boolean {
  return severity === "high" || severity === "critical";
}
