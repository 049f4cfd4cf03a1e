/** What an operator does meanwhile, and how the sink's moods swing. */

import { setTimeout as wait } from "node:timers/promises";
import { type Admin, adminAt } from "./admin.ts";
import type { Random } from "./random.ts";
import { type Stage, writeRules } from "./stage.ts";

/** Redrives and reloads, again and again; the answer stops it. */
export function startPoking(stage: Stage, chance: Random, admin: Admin = adminAt(stage.adminPort)): () => Promise<void> {
  let stopping = false;
  async function poke(): Promise<void> {
    for (let edition = 1; !stopping; edition += 1) {
      await wait(chance.between(80, 250));
      await admin.redrive();
      if (chance.happens(0.5)) writeRules(stage, edition);
      await admin.reload();
      stage.sink.setMood(edition % 40 > 34 ? "down" : "faulty");
    }
  }
  const poking = poke();
  return async () => {
    stopping = true;
    await poking;
  };
}
