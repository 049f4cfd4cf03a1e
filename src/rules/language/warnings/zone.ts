/** Valid time zones that are seldom what was meant. */

import type { Problem } from "../diagnostic.ts";
import { at } from "./walk.ts";

/** The same everywhere. */
const unmistakable = ["UTC", "GMT", "CET", "EET", "WET", "MET"];

/** Abbreviations of winter time. They stay an hour behind in summer. */
const places: Readonly<Record<string, string>> = {
  EST: "America/New_York",
  MST: "America/Denver",
  HST: "Pacific/Honolulu",
  BST: "Europe/London",
};

export function doubtfulZone(file: unknown): readonly Problem[] {
  const zone = at(at(file, "settings"), "timezone");
  if (typeof zone !== "string") return [];
  const warning = { code: "W_TIMEZONE", path: ["settings", "timezone"], on: "value" } as const;
  if (/^etc\/gmt[+-]\d/i.test(zone)) {
    const other = zone.replace(/[+-]/, (sign) => (sign === "+" ? "-" : "+"));
    const text = `${zone} is ${zone.includes("+") ? "behind" : "ahead of"} Greenwich, and knows no summer time`;
    return [{ ...warning, text, hint: `name a place, e.g. Europe/Berlin; the other side of Greenwich is ${other}` }];
  }
  if (!/^[A-Z]{3,4}$/.test(zone) || unmistakable.includes(zone)) return [];
  const city = cityOf(zone);
  if (city === undefined) return [];
  const text = `"${zone}" is the clock of ${city} here${["EST", "MST", "HST"].includes(zone) ? ", all year without summer time" : ""}`;
  return [{ ...warning, text, hint: `name the place, e.g. ${places[zone] ?? city}` }];
}

function cityOf(zone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined; // a wrong zone has been reported
  }
}
