/** The recorded events of a data folder, one after the other. */

import type { Event } from "../core/event.ts";
import type { Records } from "../core/store.ts";

/** Few enough to be held at once, enough that a page costs nothing. */
const page = 1_000;

/** What was accepted while it is read may be left out: the second reading ends where it ends. */
export async function* eachRecorded(records: Pick<Records, "recorded">): AsyncGenerator<Event> {
  for (let after = 0, isLast = false; !isLast; ) {
    const found = await records.recorded(after, page);
    for (const { event } of found) yield event;
    after = found.at(-1)?.place ?? after;
    isLast = found.length < page;
  }
}
