/** `avatar-relay redrive`: sends dead letters again. It counts first, and asks. */

import { exitCodes } from "../app/ending.ts";
import type { JsonObject } from "../core/json.ts";
import { type CliIo, dataFolder, reportRefusal } from "./command.ts";
import { agrees } from "./kit/agrees.ts";
import { readArguments, readCount } from "./kit/arguments.ts";
import { plural } from "./kit/lines.ts";
import { filtersOf } from "./kit/listing.ts";
import { openRelayData } from "./kit/open-relay-data.ts";
import type { RelayData } from "./kit/relay-data.ts";
import { recordsFolder } from "./kit/running-relay.ts";

export async function redrive(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("redrive", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const { data, rate: rateText, "new-key": newKey = false, "send-to": sendTo, yes = false, ...filters } = read.values;
  const rate = readCount("rate", rateText, 0, 10_000);
  if (typeof rate !== "number") return reportRefusal(rate, io);
  const relay = await openRelayData(recordsFolder(dataFolder(data, io)), io);
  if (relay.kind === "refused") return reportRefusal(relay, io);
  const wanted = {
    state: "dead",
    ...filtersOf(filters),
    new_key: newKey,
    ...(rate === 0 ? {} : { rate }),
    ...(sendTo === undefined ? {} : { send_to: sendTo }),
  };
  try {
    return await countAskSend(relay, wanted, yes, io);
  } finally {
    await relay.close();
  }
}

async function countAskSend(relay: RelayData, wanted: JsonObject, yes: boolean, io: CliIo): Promise<number> {
  const counted = await relay.redrive({ ...wanted, dry_run: true });
  if (counted.kind === "refused") return reportRefusal(counted, io);
  io.out(`${plural(counted.matched, "dead delivery matches", "dead deliveries match")}\n`);
  const { matched, unfit = 0 } = counted;
  if (unfit > 0) io.out(`${unfit} of them are of another kind than that destination sends, and stay dead\n`);
  if (matched === unfit) return exitCodes.ok;
  if (!yes && !(await agrees("send them again?", io))) {
    io.out("nothing was sent: say --yes to send them again\n");
    return exitCodes.ok;
  }
  const sent = await relay.redrive(wanted);
  if (sent.kind === "refused") return reportRefusal(sent, io);
  io.out(`${sent.queued} queued again${relay.isRunning ? "" : ": they go out when the relay starts"}\n`);
  return exitCodes.ok;
}
