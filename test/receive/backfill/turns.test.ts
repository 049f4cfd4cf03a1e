/** Back-fill reads and writes beside webhooks that must be answered at once. */

import { expect, it } from "vitest";
import type { Event } from "../../../src/core/event.ts";
import { type Instant, plus } from "../../../src/core/time.ts";
import { createArchive } from "../../../src/receive/backfill/archive.ts";
import { createMemoryStore } from "../../support/memory-store/index.ts";
import { anArrival, t0 } from "../../support/store-cases.ts";

it("leaves the event loop to others while it looks through a long conversation", async () => {
  const store = createMemoryStore();
  for (let n = 0; n < 500; n += 1) await store.accept(anArrival(`e${n}`));
  const [first] = (await store.searchEvents({ limit: 1 })).rows;
  const event = (await store.event(first?.id ?? ""))?.event as Event; // it was accepted above
  const conversation = {
    id: event.session ?? "",
    agent: event.agent,
    room: undefined,
    started: t0,
    lastSeen: plus(t0, 1) as Instant,
    hasTranscript: true,
  };
  let turns = 0;
  const count = () => {
    turns += 1;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  const known = await createArchive(store, event.source).of(conversation, []);
  clearImmediate(timer);
  expect(known.events).toHaveLength(500);
  expect(turns).toBeGreaterThan(10);
});
