/** `avatar-relay forget --session S`: removes what is known of one conversation. Counts first, and asks. */

import type { Forgotten } from "../core/store.ts";
import { exitCodes } from "../ending.ts";
import { type CliIo, dataFolder, refused, tell } from "./command.ts";
import { agrees } from "./kit/agrees.ts";
import { readArguments } from "./kit/arguments.ts";
import { type Desk, openDesk } from "./kit/desk.ts";
import { plural } from "./kit/lines.ts";
import { recordsFolder } from "./kit/place.ts";

export async function forget(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("forget", args);
  if (read.kind === "refused") return tell(read, io);
  const { data, session = "", yes = false } = read.values;
  if (session === "") return tell(refused(exitCodes.usage, "whom? Say --session S, as `avatar-relay events` lists it"), io);
  const desk = await openDesk(recordsFolder(dataFolder(data, io)), io);
  if (desk.kind === "refused") return tell(desk, io);
  try {
    return await countAskForget(desk, session, yes, io);
  } finally {
    await desk.close();
  }
}

async function countAskForget(desk: Desk, session: string, yes: boolean, io: CliIo): Promise<number> {
  const known = await desk.forget(session, true);
  if (known.kind === "refused") return tell(known, io);
  io.out(`${wordsOf(known)}\n`);
  const isNothing = known.events + known.deliveries + known.incidents + known.memories === 0;
  if (isNothing && !yes) return exitCodes.ok;
  if (!yes && !(await agrees("remove this for good?", io))) {
    io.out("nothing was removed: say --yes to remove it for good\n");
    return exitCodes.ok;
  }
  const gone = await desk.forget(session, false);
  if (gone.kind === "refused") return tell(gone, io);
  io.out(`removed: ${wordsOf(gone)}\n`);
  io.out(gone.left === undefined ? "nothing of it is left in the files of the data folder\n" : `left: ${gone.left}\n`);
  io.out("not reached: what was delivered already (Slack, mail, CRM, archives), backups, and other sessions of the same person\n");
  return exitCodes.ok;
}

function wordsOf({ events, pending, quarantined, deliveries, undelivered, incidents, memories }: Forgotten): string {
  return [
    `${plural(events, "event", "events")} (${pending} not evaluated yet, ${quarantined} quarantined)`,
    `${plural(deliveries, "delivery", "deliveries")} (${undelivered} not sent yet)`,
    plural(incidents, "incident", "incidents"),
    plural(memories, "memory", "memories"),
  ].join(", ");
}
