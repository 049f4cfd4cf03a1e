/** What a message says, compared with what a test has written down of it. */

import { isJsonObject, type Json, ownValue } from "../../core/json.ts";

/** Of objects only the keys that are wanted; all else has to be equal. A line for each place that differs; none where it is as wanted. */
export function differences(wanted: Json, came: Json | undefined, at = "body"): readonly string[] {
  if (isJsonObject(wanted) && isJsonObject(came)) {
    return Object.entries(wanted).flatMap(([key, each]) => differences(each, ownValue(came, key), `${at}.${key}`));
  }
  return sorted(wanted) === sorted(came)
    ? []
    : [`${at}: wants ${JSON.stringify(wanted)}, is ${came === undefined ? "not there" : JSON.stringify(came)}`];
}

/** The same text for the same value, in whatever order its keys stand. */
function sorted(value: Json | undefined): string | undefined {
  return JSON.stringify(value, (_, each: Json) =>
    isJsonObject(each) ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1))) : each,
  );
}
