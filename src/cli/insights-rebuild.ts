/** `avatar-relay insights rebuild`: counts the figures of all stored conversations again. */

import { exitCodes } from "../app/ending.ts";
import { type CliIo, dataFolder, reportRefusal } from "./command.ts";
import { readArguments } from "./kit/arguments.ts";
import { plural } from "./kit/lines.ts";
import { openRelayData } from "./kit/open-relay-data.ts";
import { recordsFolder } from "./kit/running-relay.ts";

export async function insightsRebuild(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("insights rebuild", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const relay = await openRelayData(recordsFolder(dataFolder(read.values.data, io)), io);
  if (relay.kind === "refused") return reportRefusal(relay, io);
  try {
    const rebuilt = await relay.rebuildInsights();
    if (rebuilt.kind === "refused") return reportRefusal(rebuilt, io);
    const conversations = plural(rebuilt.conversations, "conversation", "conversations");
    io.out(
      relay.isRunning
        ? `the relay counts ${conversations} again in the background; \`uncounted\` in GET /api/insights says how many are left\n`
        : `counted ${conversations} again\n`,
    );
    return exitCodes.ok;
  } finally {
    await relay.close();
  }
}
