/** Compares a message with the expectation of a test. */

import { isJsonObject, type Json, ownValue } from "../../core/json.ts";

/**
 * For objects only the expected keys count; everything else has to be equal. One line for each difference; none where all is as expected.
 */
export function differences(wanted: Json, came: Json | undefined, at = "body"): readonly string[] {
  if (isJsonObject(wanted) && isJsonObject(came)) {
    return Object.entries(wanted).flatMap(([key, each]) => differences(each, ownValue(came, key), `${at}.${key}`));
  }
  return sorted(wanted) === sorted(came)
    ? []
    : [`${at}: wants ${JSON.stringify(wanted)}, is ${came === undefined ? "not there" : JSON.stringify(came)}`];
}

/** The same text for the same value, whatever the order of its keys. */
function sorted(value: Json | undefined): string | undefined {
  return JSON.stringify(value, (_, each: Json) =>
    isJsonObject(each) ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1))) : each,
  );
}
