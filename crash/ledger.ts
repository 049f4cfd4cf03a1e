/** What was sent and what was answered: append-only, in memory for the judge and on disk for people. */

import { createHash } from "node:crypto";
import { appendFileSync } from "node:fs";
import type { Letter } from "./traffic.ts";

/** What the relay said of a letter: the answer that was read last. */
export interface Answer {
  readonly status: "accepted" | "duplicate" | "quarantined";
  readonly event: string;
}

export interface Entry {
  readonly letter: Letter;
  readonly sha256: string;
  readonly attempts: number;
  /** Undefined: no 2xx was read, so nothing is owed. */
  readonly acked: Answer | undefined;
  /** Answers to sendings after the first 2xx. */
  readonly again: readonly Answer[];
}

export interface Ledger {
  record(letter: Letter, attempts: number, answer: Answer | undefined): void;
  recordAgain(letter: Letter, answer: Answer): void;
  entries(): readonly Entry[];
}

export function openLedger(path: string): Ledger {
  const entries = new Map<number, Entry>();
  function write(line: object): void {
    appendFileSync(path, `${JSON.stringify(line)}\n`);
  }
  return {
    record(letter, attempts, acked) {
      const { n, session, body } = letter;
      const sha256 = digest(body);
      entries.set(n, { letter, sha256, attempts, acked, again: [] });
      write({ n, session, sha256, attempts, acked: acked ?? null });
    },
    recordAgain(letter, answer) {
      const entry = entries.get(letter.n);
      if (entry === undefined) throw new Error(`letter ${letter.n} was sent again before it was sent`);
      entries.set(letter.n, { ...entry, again: [...entry.again, answer] });
      write({ n: letter.n, again: answer });
    },
    entries: () => [...entries.values()],
  };
}

export function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
