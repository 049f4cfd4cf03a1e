/** Sees that the file of the rules has changed, however an editor or a cluster puts it there, and waits until it stands still. */

import { type FSWatcher, watch } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Emit } from "../core/signal.ts";
import { type Duration, second } from "../core/time.ts";

/** A text that has not changed for this long has been written to its end. */
export const stillFor: Duration = 250;

/** For file systems that tell nobody of a change, e.g. over a network, and for a folder that was itself replaced. */
export const lookEach: Duration = second;

/** A mounted ConfigMap is changed by turning this link to another folder; the file's own name does not move. */
const configMapLink = "..data";

export interface WatcherOptions {
  readonly file: string;
  /** Its text; throws where it cannot be read. */
  readonly read: () => string;
  /** Whether the text is another than the one that was last told, or told of elsewhere. */
  readonly isNews: (text: string | undefined) => boolean;
  /** Told of each new text once it stands still; undefined where the file stays unreadable. */
  readonly onChange: (text: string | undefined) => void | Promise<void>;
  readonly emit: Emit;
}

export interface Watcher {
  start(): void;
  stop(): void;
}

export function createWatcher({ file, read, isNews, onChange, emit }: WatcherOptions): Watcher {
  let folder: FSWatcher | undefined;
  let waiting: NodeJS.Timeout | undefined;
  let polling: NodeJS.Timeout | undefined;
  let seen: string | undefined;

  /** Node's own watchFile takes the file as it is after some moment for the first one, and misses what happened until then. */
  async function poll(): Promise<void> {
    const now = await identity(file);
    if (now === seen || polling === undefined) return;
    seen = now;
    look(); // reads what is there later than what was seen: never earlier
  }

  function look(): void {
    if (waiting !== undefined) return;
    const text = readable(read);
    if (isNews(text)) wait(text);
  }

  function wait(before: string | undefined): void {
    waiting = setTimeout(() => {
      waiting = undefined;
      const text = readable(read);
      if (!isNews(text)) return;
      if (text === before) void changeSafely(text);
      else wait(text);
    }, stillFor);
  }

  /** Whatever a file does to us, the relay goes on with the rules it has. */
  async function changeSafely(text: string | undefined): Promise<void> {
    try {
      await onChange(text);
    } catch (error) {
      emit({ name: "bug", where: "reload", error: error instanceof Error ? error.message : String(error) });
    }
  }

  return {
    start() {
      folder = watchFolder(file, look);
      polling = setInterval(() => void poll(), lookEach);
      look();
    },
    stop() {
      clearTimeout(waiting);
      folder?.close();
      clearInterval(polling);
      polling = undefined;
    },
  };
}

/** Another one after each way of changing a file, at the cost of no reading. */
async function identity(file: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
  } catch {
    return "unreadable";
  }
}

function readable(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined; // between two steps of a save there may be no file
  }
}

/** The folder, not the file: an editor that saves by renaming leaves a watch of the file with the old one. Undefined where the system has no watch left. */
function watchFolder(file: string, look: () => void): FSWatcher | undefined {
  const names: readonly (string | null)[] = [basename(file), configMapLink, null];
  try {
    const watcher = watch(dirname(file), (_, name) => {
      if (names.includes(name)) look();
    });
    return watcher.on("error", () => watcher.close()); // looking now and then goes on
  } catch {
    return undefined;
  }
}
