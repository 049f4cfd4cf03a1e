/** `avatar-relay events`: received events, and the rules that held. */

import { setTimeout as pause } from "node:timers/promises";
import { exitCodes } from "../app/ending.ts";
import type { JsonObject } from "../core/json.ts";
import { second } from "../core/time.ts";
import { type CliIo, dataFolder, type Refused, refused, reportRefusal } from "./command.ts";
import { readArguments } from "./kit/arguments.ts";
import { filtersOf, showRows } from "./kit/listing.ts";
import { openRelayData } from "./kit/open-relay-data.ts";
import type { DataFilters, RelayData } from "./kit/relay-data.ts";
import { recordsFolder } from "./kit/running-relay.ts";

const head = ["RECEIVED", "EVENT", "TYPE", "SESSION", "STATUS", "RULES THAT HELD"];

export async function events(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("events", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const { data, json = false, follow = false, ...filters } = read.values;
  const relay = await openRelayData(recordsFolder(dataFolder(data, io)), io);
  if (relay.kind === "refused") return reportRefusal(relay, io);
  const list = follow ? followed : listed;
  const refusal = await list({ relay, filters: filtersOf(filters), json }, io).finally(() => relay.close());
  return refusal === undefined ? exitCodes.ok : reportRefusal(refusal, io);
}

interface Wanted {
  readonly relay: RelayData;
  readonly filters: DataFilters;
  readonly json: boolean;
}

async function listed({ relay, filters, json }: Wanted, io: CliIo): Promise<Refused | undefined> {
  const found = await relay.events(filters);
  if (found.kind === "refused") return found;
  showRows({ rows: found.rows, head, cells, json, empty: "no event matches" }, io);
  return undefined;
}

const lookEach = second;
/** As many as the admin port lists at once. */
const most = 500;

/** The existing ones and then each evaluated one, oldest first. Ends only with a refusal, e.g. when the relay stops. */
async function followed({ relay, filters, json }: Wanted, io: CliIo): Promise<Refused> {
  if (!relay.isRunning)
    return refused(exitCodes.usage, "--follow needs a relay that runs: without --follow the events of the data folder are listed");
  let shown: ReadonlySet<unknown> | undefined;
  for (;;) {
    const found = await relay.events(shown === undefined ? filters : { ...filters, limit: String(most) });
    if (found.kind === "refused") return found;
    const known = shown;
    const rows = found.rows.filter(({ id, status }) => status !== "pending" && known?.has(id) !== true).toReversed();
    if (known !== undefined && rows.length === most) io.error(`more than ${most} events came in at once: \`events\` lists them\n`);
    if (rows.length > 0) showRows({ rows, head: shown === undefined ? head : undefined, cells, json, empty: "" }, io);
    shown = new Set(found.rows.filter(({ status }) => status !== "pending").map(({ id }) => id));
    await pause(lookEach);
  }
}

function cells({ received_at, id, type, session, status, findings }: JsonObject): readonly string[] {
  const rules = Array.isArray(findings) ? findings.map((finding) => String((finding as JsonObject).rule)) : []; // as the API lists them
  return [String(received_at), String(id), String(type), String(session ?? "-"), String(status), rules.join(", ") || "-"];
}
