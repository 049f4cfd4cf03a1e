/** `avatar-relay events`: received events, and the rules that held. */

import { setTimeout as pause } from "node:timers/promises";
import { exitCodes } from "../app/ending.ts";
import type { JsonObject } from "../core/json.ts";
import { second } from "../core/time.ts";
import { type CliIo, dataFolder, type Refused, refused, reportRefusal } from "./command.ts";
import { readArguments, readCount } from "./kit/arguments.ts";
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

/** The newest ones and then each evaluated one, oldest first. Ends only with a refusal, e.g. when the relay stops. */
async function followed({ relay, filters, json }: Wanted, io: CliIo): Promise<Refused> {
  if (!relay.isRunning)
    return refused(exitCodes.usage, "--follow needs a relay that runs: without --follow the events of the data folder are listed");
  const atFirst = readCount("limit", filters.limit, 50, most);
  if (typeof atFirst !== "number") return atFirst;
  for (let before: readonly JsonObject[] | undefined; ; await pause(lookEach)) {
    const found = await relay.events({ ...filters, limit: String(most) });
    if (found.kind === "refused") return found;
    const fresh = before === undefined ? found.rows.filter(isEvaluated).slice(0, atFirst) : freshIn(found.rows, before);
    if (before !== undefined && fresh.length === most) io.error(`more than ${most} events came in at once: \`events\` lists them\n`);
    if (fresh.length > 0) showRows({ rows: fresh.toReversed(), head: before === undefined ? head : undefined, cells, json, empty: "" }, io);
    before = found.rows;
  }
}

function isEvaluated({ status }: JsonObject): boolean {
  return status !== "pending";
}

/** Evaluated since the page before. What stands below all of that page is older: it moved up where others were removed. */
function freshIn(rows: readonly JsonObject[], before: readonly JsonObject[]): readonly JsonObject[] {
  const known = new Map(before.map((row) => [row.id, isEvaluated(row)]));
  const lastKnown = rows.findLastIndex(({ id }) => known.has(id));
  return rows.slice(0, lastKnown < 0 ? rows.length : lastKnown + 1).filter((row) => isEvaluated(row) && known.get(row.id) !== true);
}

function cells({ received_at, id, type, session, status, findings }: JsonObject): readonly string[] {
  const rules = Array.isArray(findings) ? findings.map((finding) => String((finding as JsonObject).rule)) : []; // as the API lists them
  return [String(received_at), String(id), String(type), String(session ?? "-"), String(status), rules.join(", ") || "-"];
}
