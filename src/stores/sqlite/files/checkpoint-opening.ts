/** Opens the thread of checkpoint-thread.ts. */

import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { type Duration, second } from "../../../core/time.ts";
import type { Checkpointer, CheckpointRequest, CheckpointResult } from "./checkpoints.ts";

/** A disk may keep the thread longer than the process has to end. */
const closesWithin: Duration = second;

/**
 * It opens the database with the SQLite of this process, which knows of both connections. A file that is opened without SQLite would
 * release the locks of the process when it is closed (sqlite.org/howtocorrupt.html, "POSIX advisory locks").
 */
export function openCheckpointer(path: string): Checkpointer {
  const thread = new Worker(new URL(`./checkpoint-thread${extname(import.meta.url)}`, import.meta.url), { workerData: path });
  thread.unref();
  let why = "it ended";
  const ended = new Promise<CheckpointResult>((resolve) => {
    thread.on("error", (error) => {
      why = error.message;
    });
    thread.once("exit", () => resolve({ kind: "ended", detail: why }));
  });
  const ask = (asked: CheckpointRequest) => thread.postMessage(asked);

  return {
    copy() {
      const answer = new Promise<CheckpointResult>((resolve) => {
        thread.once("message", resolve); // checkpoint-thread.ts sends nothing else
      });
      ask("copy");
      return Promise.race([answer, ended]);
    },
    async close() {
      ask("close");
      let timer: NodeJS.Timeout | undefined;
      const tired = new Promise<void>((resolve) => {
        timer = setTimeout(() => {
          void thread.terminate();
          resolve();
        }, closesWithin);
      });
      await Promise.race([ended, tired]);
      clearTimeout(timer);
    },
  };
}
