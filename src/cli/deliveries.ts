/** `avatar-relay deliveries [--dead]`: deliveries and their results; `deliveries show ID`: one with its attempts and body. */

import { exitCodes } from "../app/ending.ts";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { type CliIo, dataFolder, refused, reportRefusal } from "./command.ts";
import { readArguments } from "./kit/arguments.ts";
import { harmless, jsonLine } from "./kit/lines.ts";
import { filtersOf, showRows } from "./kit/listing.ts";
import { openRelayData } from "./kit/open-relay-data.ts";
import type { FoundRows, RelayData } from "./kit/relay-data.ts";
import { recordsFolder } from "./kit/running-relay.ts";

const head = ["DUE", "DELIVERY", "TO", "RULE", "STATE", "TRIED", "WHY"];

export async function deliveries(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("deliveries", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const { data, json = false, dead = false, ...filters } = read.values;
  const [verb, id] = read.positionals;
  if (verb !== undefined && (verb !== "show" || id === undefined)) return reportRefusal(refused(exitCodes.usage, usage), io);
  const relay = await openRelayData(recordsFolder(dataFolder(data, io)), io);
  if (relay.kind === "refused") return reportRefusal(relay, io);
  if (id !== undefined) return showOne(relay, id, json, io);
  const wanted = { ...filtersOf(filters), ...(dead ? { state: "dead" } : {}) };
  const found = await relay.deliveries(wanted).finally(() => relay.close());
  if (found.kind === "refused") return reportRefusal(found, io);
  showRows({ rows: found.rows, head, cells, json, empty: dead ? "nothing is dead" : "no delivery matches" }, io);
  return exitCodes.ok;
}

const usage = "usage: avatar-relay deliveries [--dead], or avatar-relay deliveries show ID";

async function showOne(relay: RelayData, id: string, json: boolean, io: CliIo): Promise<number> {
  const found = await delivery(relay, id).finally(() => relay.close());
  if (found.kind === "refused") return reportRefusal(found, io);
  const [row = {}] = found.rows;
  if (json) io.out(jsonLine(row));
  else for (const line of deliveryLines(row)) io.out(`${harmless(line)}\n`);
  return exitCodes.ok;
}

/** This much of an id is enough where no other of the newest deliveries begins so. */
const shortestId = 8;
const newest = 500;

async function delivery(relay: RelayData, id: string): Promise<FoundRows> {
  const exact = await relay.delivery(id);
  if (exact.kind === "found" || id.length < shortestId) return exact;
  const listed = await relay.deliveries({ limit: String(newest) });
  const ids = listed.kind === "refused" ? [] : listed.rows.map((row) => String(row.id)).filter((each) => each.startsWith(id));
  const [only, ...others] = ids;
  if (others.length > 0) return refused(exitCodes.usage, `several deliveries begin with ${harmless(id)}: ${ids.join(", ")}`);
  return only === undefined ? exact : relay.delivery(only);
}

function deliveryLines({
  id,
  to,
  rule,
  event,
  state,
  due_at,
  waits_for,
  attempts,
  reason,
  detail,
  idempotency_key,
  history,
  earlier_attempts,
  body,
}: JsonObject): readonly string[] {
  const tries = Array.isArray(history) ? (history as readonly JsonObject[]) : []; // as the API shows it
  const why = whyOf({ reason, detail });
  const since = state === "waiting" || state === "sending" ? `due ${due_at}` : `ended ${tries.at(-1)?.at ?? due_at}`;
  return [
    `${id}  to ${to}, by the rule ${rule}, for the event ${event}`,
    `${state}${why === "" ? "" : ` (${why})`}, ${triedWords(Number(attempts), tries.length + Number(earlier_attempts ?? 0))}, ${since}, idempotency key ${idempotency_key}`,
    ...(isJsonObject(waits_for) ? [`  ${to} accepts nothing now: ${waitWords(waits_for)}`] : []),
    ...tries.map((each) => `  ${each.at}  ${each.took_ms} ms  ${each.outcome}  ${[each.reason, each.detail].filter(Boolean).join(": ")}`),
    ...(JSON.stringify(body, null, 2) ?? "null").split("\n"),
  ];
}

function madeWords(counted: number, all: number): string {
  return counted >= all ? String(counted) : `${all}, ${counted} counted`;
}

/** Only attempts that the other side looked at count for `retry:`. */
function triedWords(counted: number, all: number): string {
  const attempts = `${all} attempt${all === 1 ? "" : "s"}`;
  return counted >= all ? attempts : `${attempts}, ${counted} of them counted`;
}

function cells({ due_at, id, to, rule, state, attempts, attempts_made, waits_for, ...last }: JsonObject): readonly string[] {
  const why = isJsonObject(waits_for) ? waitWords(waits_for) : whyOf(last);
  return [
    String(due_at),
    String(id),
    String(to),
    String(rule),
    String(state),
    madeWords(Number(attempts), Number(attempts_made ?? attempts)),
    why || "-",
  ];
}

interface Why {
  readonly reason?: Json | undefined;
  readonly detail?: Json | undefined;
}

/** Why a destination accepts nothing, and when one message tries it again. */
function waitWords({ next_try_at, ...why }: JsonObject): string {
  return `${whyOf(why)}; ${next_try_at === null ? "no message tries before a change of it" : `one message tries at ${next_try_at}`}`;
}

function whyOf({ reason, detail }: Why): string {
  return [reason, detail].filter((each) => typeof each === "string").join(": ");
}
