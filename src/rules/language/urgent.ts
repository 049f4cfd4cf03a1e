/** Rules with `concern: urgent`. Their findings about an emergency are critical, unless the file says otherwise. */

import type { When } from "../../core/condition.ts";
import { isJsonObject } from "../../core/json.ts";
import type { Path } from "../yaml/path.ts";
import type { Problem } from "./diagnostic.ts";

/** Whether settings can hold because of an emergency. Conditions below `not:` cannot. */
export function asksUrgent(when: When): boolean {
  return Object.entries(when).some(([type, settings]) => {
    if (type === "concern") return isUrgentIn(settings);
    const parts = type === "all" || type === "any" ? settings : [];
    return Array.isArray(parts) && parts.some((part: When) => asksUrgent(part)); // the schema of both made it a list of these
  });
}

function isUrgentIn(settings: unknown): boolean {
  return isJsonObject(settings) && Array.isArray(settings.is) && settings.is.includes("urgent");
}

interface Written {
  readonly when: When;
  readonly mode: string;
  /** As written; undefined where it is not. */
  readonly severity: unknown;
  readonly path: Path;
}

/** A finding about an emergency becomes critical and is sent at once. */
export function raisesUrgent({ when, severity }: Pick<Written, "when" | "severity">): boolean {
  return (severity === undefined || severity === "critical") && asksUrgent(when);
}

/** Warns where a message about an emergency would wait or reach nobody. */
export function heldUrgent({ when, mode, severity, path }: Written): readonly Problem[] {
  if (mode === "off" || !asksUrgent(when)) return [];
  const code = "W_URGENT_HELD";
  const asleep = "in shadow the rule sends nothing, not even for an emergency";
  const written = `with severity: ${String(severity)} an emergency waits for hours and throttle like everything else`;
  if (mode === "shadow") return [{ code, text: asleep, hint: "take mode: shadow away, or urgent", path: [...path, "mode"], on: "value" }];
  if (raisesUrgent({ when, severity })) return [];
  return [{ code, text: written, hint: "take severity: away, and emergencies are critical", path: [...path, "severity"], on: "value" }];
}
