/** The thread that writes the log of the embedded database into its file. The process answers meanwhile (checkpoint-opening.ts). */

import { parentPort, workerData } from "node:worker_threads";
import { loadDriver } from "../driver.ts";
import type { CheckpointRequest, CheckpointResult } from "./checkpoints.ts";

const open = await loadDriver();
const db = open(String(workerData)); // the path of the database
db.exec("PRAGMA busy_timeout = 0; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0");

parentPort?.on("message", (asked: CheckpointRequest) => {
  if (asked === "copy") return parentPort?.postMessage(copied());
  db.close();
  parentPort?.close();
});

/** PASSIVE waits for nobody, and fsyncs the log before and the file after (sqlite.org/c3ref/wal_checkpoint_v2.html). */
function copied(): CheckpointResult {
  try {
    db.exec("PRAGMA wal_checkpoint(PASSIVE)");
    return { kind: "copied" };
  } catch (error) {
    const { message, code, errcode } = error as { message: string; code?: string; errcode?: number }; // both engines throw these
    return { kind: "failed", detail: message, code, errcode };
  }
}
