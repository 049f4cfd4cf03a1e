/** `avatar-relay deliveries [--dead]`: what is sent where, and what came of it. */

import type { JsonObject } from "../core/json.ts";
import { exitCodes } from "../ending.ts";
import { type CliIo, dataFolder, tell } from "./command.ts";
import { flag, readArguments, text } from "./kit/arguments.ts";
import { openDesk } from "./kit/desk.ts";
import { filtersOf, showRows } from "./kit/listing.ts";
import { recordsFolder } from "./kit/place.ts";

const options = { data: text, dead: flag, state: text, to: text, rule: text, event: text, limit: text, json: flag };
const head = ["DUE", "DELIVERY", "TO", "RULE", "STATE", "TRIED", "WHY"];

export async function deliveries(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, 0);
  if (read.kind === "refused") return tell(read, io);
  const { data, json = false, dead = false, ...filters } = read.values;
  const desk = await openDesk(recordsFolder(dataFolder(data, io)), io);
  if (desk.kind === "refused") return tell(desk, io);
  const wanted = { ...filtersOf(filters), ...(dead ? { state: "dead" } : {}) };
  const found = await desk.deliveries(wanted).finally(() => desk.close());
  if (found.kind === "refused") return tell(found, io);
  showRows({ rows: found.rows, head, cells, json, empty: dead ? "nothing is dead" : "no delivery matches" }, io);
  return exitCodes.ok;
}

function cells({ due_at, id, to, rule, state, attempts, reason, detail }: JsonObject): readonly string[] {
  const why = [reason, detail].filter((each) => each !== null).join(": ");
  return [String(due_at), String(id), String(to), String(rule), String(state), String(attempts), why || "-"];
}
