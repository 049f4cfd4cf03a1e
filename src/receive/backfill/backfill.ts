/**
 * Reads bitHuman's record of conversations and stores what never came: bitHuman tries a webhook once, or repeats it for half a minute, and
 * then drops it.
 */

import type { Emit } from "../../core/signal.ts";
import type { Duration } from "../../core/time.ts";
import type { BithumanTrouble } from "../../net/bithuman/trouble.ts";
import { type BackfillStanding, pauseUntilLook } from "./due.ts";
import { createLook, type LookOptions } from "./look.ts";

export interface BackfillOptions extends LookOptions {
  /** The name of the source of bitHuman's webhooks; undefined where there is none. */
  readonly source: () => string | undefined;
}

export interface Backfill {
  /** Looks at once, and then each minute; sooner where a look fails. */
  start(): void;
  look(): Promise<void>;
  /** How long until the next look. */
  pause(): Duration;
  stop(): Promise<void>;
}

export function createBackfill(options: BackfillOptions): Backfill {
  const { transcripts, now, emit } = options;
  const lookFor = createLook(options);
  let standing: BackfillStanding = { failures: 0, trouble: undefined, openUntil: undefined };
  let running: Promise<void> = Promise.resolve();
  let task: NodeJS.Timeout | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    const source = options.source();
    if (source === undefined) return;
    const { trouble, openUntil } = await lookFor(source);
    if (stopped) return; // this process ended the request
    report(standing.failures, trouble, emit);
    standing = { failures: trouble === undefined ? 0 : standing.failures + 1, trouble, openUntil };
  }

  /** One look after the other. A bug here harms nothing else. */
  function again(): void {
    running = look()
      .catch((error: unknown) => emit({ name: "bug", where: "backfill", error: String(error) }))
      .then(() => {
        if (!stopped) task = setTimeout(again, pauseUntilLook(standing, now()));
      });
  }

  return {
    start: again,
    look,
    pause: () => pauseUntilLook(standing, now()),
    async stop() {
      stopped = true;
      clearTimeout(task);
      await transcripts.close();
      await running;
    },
  };
}

/** `before`: how many looks in a row had failed. */
function report(before: number, trouble: BithumanTrouble | undefined, emit: Emit): void {
  if (trouble === undefined) {
    if (before > 0) emit({ name: "backfill.recovered", failures: before });
    return;
  }
  const { code, message: detail, cure, link, consequence } = trouble;
  emit({ name: "backfill.failed", code, detail, cure, link, passes: consequence === "later", failures: before + 1 });
}
