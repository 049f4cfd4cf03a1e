/** Stores the result of words for the avatar as an event, so that the thread shows it. */

import { type Click, eventIdBeside, type Other, ownEvent } from "../core/event.ts";
import type { Emit, Signal } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import type { Clock } from "../core/time.ts";
import { isTalk, spokenType } from "../rules/engine/incidents/talk.ts";

export interface SpeechResultsOptions {
  readonly store: Pick<Store, "accept" | "event">;
  /** Whether a destination talks to visitors. */
  readonly isVoice: (to: string) => boolean;
  /** sha256 in hex. */
  readonly digest: (text: string) => string;
  readonly now: Clock;
  readonly emit: Emit;
}

export interface SpeechResults {
  /** Gets every signal. */
  watch(signal: Signal): void;
  /** Resolves when all results so far are stored. */
  stop(): Promise<void>;
}

export function createSpeechResults({ store, isVoice, digest, now, emit }: SpeechResultsOptions): SpeechResults {
  let running: Promise<void> = Promise.resolve();

  async function report(ended: Ended): Promise<void> {
    const click = (await store.event(ended.event))?.event;
    if (click === undefined || !isTalk(click) || click.incident === undefined) return;
    const event = spokenEvent(click, ended, { digest, now });
    await store.accept({ kind: "event", event, raw: Buffer.from(JSON.stringify(event.data)) });
  }

  return {
    watch(signal) {
      if (signal.name !== "delivery.attempted" || signal.state === "waiting" || !isVoice(signal.to)) return;
      running = running.then(() => report(signal)).catch((error: unknown) => emit({ name: "bug", where: "said", error: String(error) }));
    },
    stop: () => running,
  };
}

type Ended = Signal & { readonly name: "delivery.attempted" };

/** The id follows from the delivery and its end, so a repetition is a duplicate. */
function spokenEvent(click: Click, { id, state, detail }: Ended, { digest, now }: Pick<SpeechResultsOptions, "digest" | "now">): Other {
  const outcome = state === "delivered" ? "heard" : detail || "not said";
  const { agent, session, incident, by, text } = click;
  const mode = click.action === "reply" ? "speak" : "whisper";
  const data = { incident: incident ?? null, mode, name: by.name, text: text ?? "", outcome };
  return ownEvent(
    {
      id: eventIdBeside(click.id, digest(`said\n${id}\n${state}`)),
      type: spokenType,
      agent,
      ...(session !== undefined && { session }),
      data,
    },
    now(),
  );
}
