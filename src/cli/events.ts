/** `avatar-relay events`: what came in, and which rules held. */

import { exitCodes } from "../app/ending.ts";
import type { JsonObject } from "../core/json.ts";
import { type CliIo, dataFolder, reportRefusal } from "./command.ts";
import { readArguments } from "./kit/arguments.ts";
import { filtersOf, showRows } from "./kit/listing.ts";
import { openRelayData } from "./kit/open-relay-data.ts";
import { recordsFolder } from "./kit/running-relay.ts";

const head = ["RECEIVED", "EVENT", "TYPE", "SESSION", "STATUS", "RULES THAT HELD"];

export async function events(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("events", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const { data, json = false, ...filters } = read.values;
  const relay = await openRelayData(recordsFolder(dataFolder(data, io)), io);
  if (relay.kind === "refused") return reportRefusal(relay, io);
  const found = await relay.events(filtersOf(filters)).finally(() => relay.close());
  if (found.kind === "refused") return reportRefusal(found, io);
  showRows({ rows: found.rows, head, cells, json, empty: "no event matches" }, io);
  return exitCodes.ok;
}

function cells({ received_at, id, type, session, status, findings }: JsonObject): readonly string[] {
  const rules = Array.isArray(findings) ? findings.map((finding) => String((finding as JsonObject).rule)) : []; // as the API lists them
  return [String(received_at), String(id), String(type), String(session ?? "-"), String(status), rules.join(", ") || "-"];
}
