/** Names of calendars and rules that nothing in the file has. */

import { isJsonObject } from "../../core/json.ts";
import { didYouMean } from "../kit/nearest.ts";
import type { Problem } from "./diagnostic.ts";
import { at, conditionsIn, each, type FoundSetting, rulesIn } from "./warnings/walk.ts";

/** One problem for each unknown calendar, and for each unknown rule of a planned silence. */
export function unknownNames(file: unknown): readonly Problem[] {
  const settings = at(file, "settings");
  const calendar = at(settings, "calendar");
  const calendars = calendar === undefined ? [] : isJsonObject(calendar) ? Object.keys(calendar) : ["holidays"];
  const mutes = each(at(settings, "mutes"), ["settings", "mutes"]);
  const rules = rulesIn(file).flatMap(({ value }) => [at(value, "name"), at(value, "id")]);
  return [
    ...[...mutes.flatMap((mute) => under(mute, "during")), ...exceptions(file)].flatMap((each) => unknownName("calendar", each, calendars)),
    ...mutes.flatMap((mute) => under(mute, "rules")).flatMap((each) => unknownName("rule", each, rules)),
  ];
}

/** Every `except:` of the file. */
function exceptions(file: unknown): readonly FoundSetting[] {
  const rules = rulesIn(file);
  const sources = at(file, "sources");
  const maps = [
    ...rules.map(({ value, path }) => ({ value: at(value, "active"), path: [...path, "active"] })),
    ...rules.flatMap(conditionsIn),
    ...Object.entries(isJsonObject(sources) ? sources : {}).map(([name, source]) => ({
      value: at(source, "silent_after"),
      path: ["sources", name, "silent_after"],
    })),
  ];
  return maps.flatMap((map) => under(map, "except"));
}

function under({ value, path }: FoundSetting, key: string): readonly FoundSetting[] {
  return each(at(value, key), [...path, key]);
}

function unknownName(what: "calendar" | "rule", { value, path }: FoundSetting, known: readonly unknown[]): readonly Problem[] {
  if (typeof value !== "string" || known.includes(value)) return [];
  const names = known.filter((name) => typeof name === "string");
  const none = what === "calendar" ? "write it into settings.calendar" : "name a rule of this file";
  const hint = didYouMean(value, names) ?? (names.length === 0 ? none : `there are ${names.slice(0, 12).join(", ")}`);
  return [{ code: "E_UNKNOWN_REF", text: `unknown ${what} "${value}"`, hint, path, on: "value" }];
}
