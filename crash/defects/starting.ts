/** Mistakes of a restart, and of opening the database. */

import fs, { rmSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { type Defect, inDatabase } from "./defect.ts";

const leaseForEver: Defect = {
  name: "lease-for-ever",
  sentence: "never takes back what a dead process was sending",
  breaks: "I4",
  beforeStart: (folder) => inDatabase(folder, "UPDATE outbox SET state = 9 WHERE state = 1"),
};

const timersForgotten: Defect = {
  name: "timers-forgotten",
  sentence: "does not restore timers",
  breaks: "I3",
  beforeStart: (folder) => inDatabase(folder, "DELETE FROM timers"),
};

const evaluatesAgain: Defect = {
  name: "evaluates-again",
  sentence: "starts a little before where it had stopped",
  breaks: "I2",
  async beforeStart(folder) {
    await inDatabase(folder, "DELETE FROM evaluations WHERE seq > (SELECT evaluated_to - 5 FROM totals)");
    await inDatabase(folder, "UPDATE totals SET evaluated_to = max(0, evaluated_to - 5)");
  },
};

const startsTooLate: Defect = {
  name: "starts-too-late",
  sentence: "starts a little behind where it had stopped, so that what was accepted there is never evaluated",
  breaks: "I2",
  beforeStart: (folder) =>
    inDatabase(
      folder,
      "UPDATE totals SET evaluated_to = max(evaluated_to, min(evaluated_to + 3, (SELECT coalesce(max(seq), 0) FROM inbox)))",
    ),
};

const restartsSpendAttempts: Defect = {
  name: "restarts-spend-attempts",
  sentence: "counts our own restarts as failed attempts, so that a message dies of them",
  breaks: "I7",
  beforeStart: (folder) => inDatabase(folder, "UPDATE outbox SET attempts = attempts + 100 WHERE state IN (0, 1)"),
};

const freshLog: Defect = {
  name: "fresh-log",
  sentence: "deletes the write-ahead log before it opens the database",
  breaks: "I1",
  async beforeStart(folder) {
    for (const suffix of ["-wal", "-shm"]) rmSync(join(folder, `relay.db${suffix}`), { force: true });
  },
};

const answersBeforeSync: Defect = {
  name: "answers-before-fsync",
  sentence: "answers after the commit and before the fsync",
  breaks: "I1",
  needsPowerCuts: true,
  async beforeStart() {
    const skipped = (_: number, done: (error: null) => void) => setImmediate(done, null);
    Object.assign(fs, { fdatasync: skipped });
    syncBuiltinESMExports(); // whoever has imported it gets this one (nodejs.org/api/module.html)
  },
};

export const starting: readonly Defect[] = [
  leaseForEver,
  timersForgotten,
  evaluatesAgain,
  startsTooLate,
  restartsSpendAttempts,
  freshLog,
  answersBeforeSync,
];
