import { describe, expect, it } from "vitest";
import type { Click, EventId } from "../../src/core/event.ts";
import type { Signal } from "../../src/core/signal.ts";
import { createSpeechResults } from "../../src/evaluate/speech-results.ts";
import { makeChat, monday } from "../support/make.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";
import { digest } from "../support/program.ts";
import { makeAttempted } from "../support/signals.ts";

const { role: _, message: __, ...base } = makeChat();

const click: Click = {
  ...base,
  id: `65a5a0c8${"0".repeat(24)}` as EventId, // the shape of one
  kind: "click",
  type: "relay.click",
  source: "relay",
  action: "reply",
  by: { id: "T1/U1", name: "anna", via: "slack" },
  incident: "incident-1",
  rule: undefined,
  until: undefined,
  text: "I am here.",
};

/** What the store holds after these signals, beside the click. */
async function heard(signals: readonly Signal[], event: Click = click) {
  const store = createMemoryStore();
  await store.accept({ kind: "event", event, raw: new Uint8Array() });
  const listener = createSpeechResults({ store, isVoice: (to) => to === "helper", digest, now: () => monday, emit: () => {} });
  for (const signal of signals) listener.watch(signal);
  await listener.stop();
  return (await store.recorded(1, 100)).map(({ event: { type, data } }) => ({ type, ...data }));
}

const ends = { event: click.id, to: "helper", state: "delivered", outcome: "delivered" } as const;

const delivered = makeAttempted(ends);

describe("what became of words for a visitor", () => {
  it.each([
    ["heard", delivered, "heard"],
    [
      "not said, and why",
      makeAttempted({ ...ends, state: "dead", outcome: "refused", detail: "the visitor has left" }),
      "the visitor has left",
    ],
  ])("comes in as an event: %s", async (_, signal, outcome) => {
    expect(await heard([signal])).toEqual([
      { type: "relay.said", incident: "incident-1", mode: "speak", name: "anna", text: "I am here.", outcome },
    ]);
  });

  it("comes in once, however often it is signalled", async () => {
    expect(await heard([delivered, delivered])).toHaveLength(1);
  });

  it.each([
    ["while it is still tried", [makeAttempted({ ...ends, state: "waiting", outcome: "later" })], click],
    ["for other destinations", [makeAttempted({ ...ends, to: "support" })], click],
    ["without an incident, whose thread could tell it", [delivered], { ...click, incident: undefined }],
    ["for other clicks", [delivered], { ...click, action: "claim" as const }],
  ])("is not told %s", async (_, signals, event) => {
    expect(await heard(signals, event)).toEqual([]);
  });
});
