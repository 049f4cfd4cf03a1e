/** `avatar-relay export`: recorded events as lines of JSON. It only reads the data, also while a relay uses it. */

import { exitCodes } from "../app/ending.ts";
import type { Event } from "../core/event.ts";
import type { JsonObject } from "../core/json.ts";
import { parseDuration, toIso } from "../core/time.ts";
import { ownKey } from "../rules/trials/replay.ts";
import { eachRecorded } from "./backtest/history.ts";
import { type CliIo, dataFolder, refused, reportRefusal } from "./command.ts";
import { openRecords } from "./explain/records.ts";
import { readArguments } from "./kit/arguments.ts";
import { harmless, jsonLine } from "./kit/lines.ts";
import { recordsFolder } from "./kit/running-relay.ts";

/** Oldest first, in the order of acceptance. `--since` counts from the newest event, so that a repetition gives the same. */
export async function exportEvents(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("export", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const { data, session, type, since } = read.values;
  const span = since === undefined ? Number.POSITIVE_INFINITY : parseDuration(since);
  if (span === undefined)
    return reportRefusal(refused(exitCodes.usage, `--since takes a span like 7d or 12h, found "${harmless(since ?? "")}"`), io);
  const opened = await openRecords(recordsFolder(dataFolder(data, io)));
  if (opened.kind === "refused") return reportRefusal(opened, io);
  const { records } = opened;
  try {
    const from = since === undefined ? 0 : (await newest(records)) - span;
    for await (const { event } of eachRecorded(records)) {
      const isMeant = (session === undefined || event.session === session) && (type === undefined || event.type === type);
      if (isMeant && isExported(event) && event.receivedAt >= from) io.out(jsonLine(lineOf(event)));
    }
  } finally {
    await records.close();
  }
  return exitCodes.ok;
}

async function newest(records: Parameters<typeof eachRecorded>[0]): Promise<number> {
  let last = 0;
  for await (const { event } of eachRecorded(records)) last = Math.max(last, event.receivedAt);
  return last;
}

/** Timers are internal; the end that the relay makes of a silent session is exported. */
function isExported(event: Event): boolean {
  return event.kind !== "due";
}

function lineOf(event: Event): JsonObject {
  const { id, type, source, agent, session, occurredAt, receivedAt, data } = event;
  const times = { occurred_at: toIso(occurredAt), received_at: toIso(receivedAt) };
  const said = event.kind === "chat" ? { role: event.role, message: event.message } : {};
  return { id, type, source, agent, session: session ?? null, ...times, ...said, made_here: ownKey(event) !== undefined, data };
}
