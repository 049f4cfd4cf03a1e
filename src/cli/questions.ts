/** `avatar-relay questions`: what visitors ask, grouped; `questions answer ID FILE|-`: an answer for the avatar's knowledge. */

import { text as wholeText } from "node:stream/consumers";
import { exitCodes } from "../app/ending.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import { type CliIo, dataFolder, type Refused, refused, reportRefusal } from "./command.ts";
import { misused, readArguments } from "./kit/arguments.ts";
import { harmless, jsonLine, plural } from "./kit/lines.ts";
import { filtersOf, showRows } from "./kit/listing.ts";
import { readText } from "./kit/load-file.ts";
import { openRelayData } from "./kit/open-relay-data.ts";
import type { RelayData } from "./kit/relay-data.ts";
import { recordsFolder } from "./kit/running-relay.ts";

const head = ["ID", "TIMES", "BEFORE", "SESSIONS", "ANSWERED", "QUESTION"];

export async function questions(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("questions", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const { data, json = false, unanswered = false, question, ...filters } = read.values;
  const [verb, id, file] = read.positionals;
  if (verb !== undefined && (verb !== "answer" || id === undefined || file === undefined)) return reportRefusal(misused("questions"), io);
  const text = file === undefined ? undefined : await answerIn(file, io);
  if (typeof text === "object") return reportRefusal(text, io);
  const relay = await openRelayData(recordsFolder(dataFolder(data, io)), io);
  if (relay.kind === "refused") return reportRefusal(relay, io);
  if (id !== undefined && text !== undefined)
    return storeAnswer(relay, { id, json, body: { text, ...(question !== undefined && { question }) } }, io);
  const wanted = { ...filtersOf(filters), ...(unanswered ? { sort: "unanswered" } : {}) };
  const found = await relay.questions(wanted).finally(() => relay.close());
  if (found.kind === "refused") return reportRefusal(found, io);
  showRows({ rows: found.rows, head, cells, json, empty: "nobody has asked anything" }, io);
  return exitCodes.ok;
}

async function answerIn(file: string, io: CliIo): Promise<string | Refused> {
  const text = file === "-" ? await wholeText(io.stdin) : readText(file);
  return text ?? refused(exitCodes.usage, `cannot read ${file}: name a file with the answer, or - for standard input`);
}

interface Written {
  readonly id: string;
  readonly json: boolean;
  readonly body: JsonObject;
}

async function storeAnswer(relay: RelayData, { id, json, body }: Written, io: CliIo): Promise<number> {
  const written = await relay.answerQuestion(id, body).finally(() => relay.close());
  if (written.kind === "refused") return reportRefusal(written, io);
  const [row = {}] = written.rows;
  if (json) io.out(jsonLine(row));
  else io.out(`${harmless(answerLine(id, row))}\n`);
  return exitCodes.ok;
}

function answerLine(id: string, { revision, upload }: JsonObject): string {
  const stored = `stored as answer ${revision} of question ${id}`;
  if (!isJsonObject(upload)) return `${stored}; not sent to bitHuman`;
  return upload.state === "uploaded"
    ? `${stored}; bitHuman has it as the file ${upload.file}`
    : `${stored}; ${upload.detail ?? upload.state}`;
}

function cells({ id, times, before, sessions, answered, unanswered, text }: JsonObject): readonly string[] {
  const earlier = isJsonObject(before) ? before.times : 0;
  const share = `${Math.round(Number(answered) * 100)} %${Number(unanswered) > 0 ? ` (${plural(Number(unanswered), "gap", "gaps")})` : ""}`;
  return [String(id), String(times), String(earlier), String(sessions), share, String(text)];
}
