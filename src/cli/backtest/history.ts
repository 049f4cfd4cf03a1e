/** The recorded events of a data folder, one after the other. */

import type { Recorded, Records } from "../../core/store.ts";

/** Few enough for memory, and enough that a page costs nothing. */
const page = 1_000;

/** Events that are accepted meanwhile may be left out; the second reading ends where the first did. */
export async function* eachRecorded(records: Pick<Records, "recorded">): AsyncGenerator<Recorded> {
  for (let after = 0, isLast = false; !isLast; ) {
    const found = await records.recorded(after, page);
    yield* found;
    after = found.at(-1)?.place ?? after;
    isLast = found.length < page;
  }
}
