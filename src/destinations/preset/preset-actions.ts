/** What the steps of a preset do with existing records. */

import type { PresetFile, PresetStep, presetActions } from "./schema.ts";

export type PresetAction = (typeof presetActions)[number];

/** What a preset does with an address that a visitor has typed. */
export type WithFound =
  /** The same as with an address that the page has stated. */
  | "write"
  /** It creates a record where there is none, and changes none. */
  | "create"
  /** Nothing: the message waits for the page. */
  | "hold";

/** The step's own word, or that of its method. */
export function presetActionOf({ does, method }: PresetStep, { identity, overwrites }: PresetFile): PresetAction {
  if (does !== undefined) return does;
  if (method === "GET") return "find";
  if (method === "POST") return overwrites === true ? "upsert" : "add";
  const isPersons = identity !== undefined || overwrites === true;
  return isPersons && method !== "DELETE" ? "update" : "add";
}

/** Whether the step can change a record that exists. */
export function reachesExisting(action: PresetAction): boolean {
  return action === "update" || action === "upsert";
}

export function usualWithFound(file: PresetFile): WithFound {
  if (file.found !== undefined) return file.found;
  const all = file.steps.map((step) => presetActionOf(step, file));
  if (file.overwrites !== true && !all.some(reachesExisting)) return "write";
  return all.includes("create") ? "create" : "hold";
}
