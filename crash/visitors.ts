/** Everybody who sends: one letter after the other each, until told to stop. */

import { setTimeout as wait } from "node:timers/promises";
import type { Ledger } from "./ledger.ts";
import type { Random } from "./random.ts";
import { impatient, type Schedule, type Sender, strict } from "./sender.ts";
import type { Letter, Traffic, Visitor } from "./traffic.ts";

export interface Visiting {
  readonly sender: Sender;
  readonly ledger: Ledger;
  readonly traffic: Traffic;
  readonly chance: Random;
  readonly count: number;
}

/** Starts them; the answer stops them and waits for the letters that are on their way. */
export function startVisitors({ sender, ledger, traffic, chance, count }: Visiting): () => Promise<void> {
  let stopping = false;

  async function visit(index: number): Promise<void> {
    const own = chance.fork();
    const visitor = traffic.visitor(String(index), own);
    const schedule = index % 6 === 0 ? strict : impatient(own);
    while (!stopping) await sendAll(visitor, schedule, own);
  }

  async function sendAll(visitor: Visitor, schedule: Schedule, own: Random): Promise<void> {
    for (const letter of visitor.session()) {
      if (stopping) return;
      await sendOne(letter, schedule, own);
      await wait(own.between(5, 25));
    }
  }

  async function sendOne(letter: Letter, schedule: Schedule, own: Random): Promise<void> {
    const { attempts, answer } = await sender.send(letter, schedule);
    ledger.record(letter, attempts, answer);
    if (answer === undefined || !own.happens(0.01)) return;
    const again = await sender.send(letter, schedule);
    if (again.answer !== undefined) ledger.recordAgain(letter, again.answer);
  }

  const visits = Array.from({ length: count }, (_, index) => visit(index));
  return async () => {
    stopping = true;
    await Promise.all(visits);
  };
}
