/** Notices a change of the rules file, however an editor or a cluster makes it, and waits until the file is stable. */

import { type FSWatcher, watch } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Emit } from "../core/signal.ts";
import { type Duration, second } from "../core/time.ts";

/** A text that has not changed for this long is complete. */
export const stillFor: Duration = 250;

/** For file systems that report no changes, e.g. over a network, and for a folder that was replaced. */
export const lookEach: Duration = second;

/** A mounted ConfigMap changes by pointing this link to another folder. The file's own name stays the same. */
const configMapLink = "..data";

export interface WatcherOptions {
  readonly file: string;
  /** Its text. Throws where it cannot be read. */
  readonly read: () => string;
  /** Whether the text differs from the last one that was reported here or elsewhere. */
  readonly isNews: (text: string | undefined) => boolean;
  /** Called with each new text once it is stable; undefined where the file stays unreadable. */
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

  /** Node's own watchFile takes the file's state at some later moment as the first one, and misses changes before that. */
  async function poll(): Promise<void> {
    const now = await identity(file);
    if (now === seen || polling === undefined) return;
    seen = now;
    look(); // it reads what is there after what was seen, never before
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

  /** Whatever the file does, the relay continues with its present rules. */
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

/** Differs after each way of changing a file, without reading it. */
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

/**
 * Watches the folder, because an editor that saves by renaming leaves a watch of the file on the old one. Undefined where the system has no
 * watch left.
 */
function watchFolder(file: string, look: () => void): FSWatcher | undefined {
  const names: readonly (string | null)[] = [basename(file), configMapLink, null];
  try {
    const watcher = watch(dirname(file), (_, name) => {
      if (names.includes(name)) look();
    });
    return watcher.on("error", () => watcher.close()); // the regular look continues
  } catch {
    return undefined;
  }
}
