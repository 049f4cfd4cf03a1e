/** `avatar-relay forget --session S`: deletes the data of one conversation. It counts first, and asks. */

import { exitCodes } from "../app/ending.ts";
import type { Forgotten } from "../core/store.ts";
import { type CliIo, dataFolder, refused, reportRefusal } from "./command.ts";
import { agrees } from "./kit/agrees.ts";
import { readArguments } from "./kit/arguments.ts";
import { plural } from "./kit/lines.ts";
import { openRelayData } from "./kit/open-relay-data.ts";
import type { RelayData } from "./kit/relay-data.ts";
import { recordsFolder } from "./kit/running-relay.ts";

export async function forget(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("forget", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const { data, session = "", yes = false } = read.values;
  if (session === "") return reportRefusal(refused(exitCodes.usage, "whom? Say --session S, as `avatar-relay events` lists it"), io);
  const relay = await openRelayData(recordsFolder(dataFolder(data, io)), io);
  if (relay.kind === "refused") return reportRefusal(relay, io);
  try {
    return await countAskForget(relay, session, yes, io);
  } finally {
    await relay.close();
  }
}

async function countAskForget(relay: RelayData, session: string, yes: boolean, io: CliIo): Promise<number> {
  const known = await relay.forget(session, true);
  if (known.kind === "refused") return reportRefusal(known, io);
  io.out(`${forgottenWords(known)}\n`);
  const isNothing = known.events + known.deliveries + known.incidents + known.memories === 0;
  if (isNothing && !yes) return exitCodes.ok;
  if (!yes && !(await agrees("remove this for good?", io))) {
    io.out("nothing was removed: say --yes to remove it for good\n");
    return exitCodes.ok;
  }
  const gone = await relay.forget(session, false);
  if (gone.kind === "refused") return reportRefusal(gone, io);
  io.out(`removed: ${forgottenWords(gone)}\n`);
  io.out(gone.left === undefined ? "nothing of it is left in the files of the data folder\n" : `left: ${gone.left}\n`);
  io.out(
    "not reached: what was delivered already (Slack, mail, CRM, archives, bitHuman's Knowledge), backups, and other sessions of the same person\n",
  );
  return exitCodes.ok;
}

function forgottenWords({ events, pending, quarantined, deliveries, undelivered, incidents, memories }: Forgotten): string {
  return [
    `${plural(events, "event", "events")} (${pending} not evaluated yet, ${quarantined} quarantined)`,
    `${plural(deliveries, "delivery", "deliveries")} (${undelivered} not sent yet)`,
    plural(incidents, "incident", "incidents"),
    plural(memories, "memory", "memories"),
  ].join(", ");
}
