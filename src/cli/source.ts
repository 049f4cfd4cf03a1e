/** `avatar-relay source …`: the known senders, the content of a preset's file, and the events of a body. */

import { readFileSync } from "node:fs";
import { exitCodes } from "../app/ending.ts";
import type { JsonObject } from "../core/json.ts";
import { type BodyReading, isReadProblem, type SourcePreset } from "../core/source.ts";
import { toIso } from "../core/time.ts";
import { parseJson } from "../receive/body/json-text.ts";
import { presetText, readPresetFile, sourceShelf } from "../receive/mapping/shelf.ts";
import { defaultLimits } from "../receive/receiver.ts";
import { type CliIo, type Refused, refused, reportRefusal } from "./command.ts";
import { misused, readArguments } from "./kit/arguments.ts";
import { jsonLine } from "./kit/lines.ts";
import { listNames } from "./kit/listing.ts";

export function sourceList(args: readonly string[], io: CliIo): number {
  const read = readArguments("source list", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  return listNames(sourceShelf.names, { summaryOf, json: read.values.json === true }, io);
}

function summaryOf(name: string): string {
  const read = readPresetFile(presetText(name) ?? "");
  return read.kind === "read" ? read.file.summary : "";
}

export function sourceShow(args: readonly string[], io: CliIo): number {
  const read = readArguments("source show", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const [name = ""] = read.positionals;
  const taken = takeSource(name, "source show");
  if (taken.kind === "refused") return reportRefusal(taken, io);
  io.out(presetText(name) ?? "");
  return exitCodes.ok;
}

export function sourceTest(args: readonly string[], io: CliIo): number {
  const read = readArguments("source test", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const [name = "", file = ""] = read.positionals;
  const taken = takeSource(name, "source test");
  if (taken.kind === "refused") return reportRefusal(taken, io);
  const body = readBodyFile(file, taken.preset);
  if (!("value" in body)) return reportRefusal(body, io);
  const readings = taken.preset.read(body.value);
  for (const reading of readings) io.out(jsonLine(shownReading(reading)));
  return readings.some(isReadProblem) ? exitCodes.mistakes : exitCodes.ok;
}

type Found = { readonly kind: "found"; readonly preset: SourcePreset } | Refused;

function takeSource(name: string, command: "source show" | "source test"): Found {
  if (name === "") return misused(command);
  const taken = sourceShelf.take(name);
  if (taken.kind === "taken") return { kind: "found", preset: taken.preset };
  if (taken.kind === "unknown") return refused(exitCodes.usage, `${taken.text}: ${taken.hint}`);
  return refused(
    exitCodes.mistakes,
    taken.faults.map(({ line, column, text }) => `${name}:${line}:${column}: error E_PRESET (file): ${text}`).join("\n"),
  );
}

type Body = Extract<ReturnType<typeof parseJson>, { readonly kind: "json" }> | Refused;

function readBodyFile(file: string, preset: SourcePreset): Body {
  if (file === "") return misused("source test");
  const raw = readFileBytes(file);
  if (raw === undefined) return refused(exitCodes.usage, `${file} cannot be read: is the path right?`);
  const parsed = parseJson(raw, defaultLimits.depth, preset.batch);
  if (parsed.kind === "json") return parsed;
  return refused(exitCodes.mistakes, `${file} is no body of a webhook: ${parsed.reason}; it would be put aside with its bytes`);
}

function readFileBytes(file: string): Buffer | undefined {
  try {
    return readFileSync(file === "-" ? 0 : file);
  } catch {
    return undefined; // the caller reports the missing file
  }
}

/** An event as rules would see it, as far as the body alone decides. */
function shownReading(reading: BodyReading): JsonObject {
  if (isReadProblem(reading)) return { problem: `${reading.pointer === "" ? "" : `${reading.pointer}: `}expected ${reading.expected}` };
  const { account, at, onArrival, doubt } = reading;
  const { kind: _, afterCall, ...facts } = account;
  const time = at === undefined ? (onArrival ? "when it comes" : null) : toIso(at);
  return JSON.parse(JSON.stringify({ ...facts, time, after_call: afterCall, only_if_unseen: doubt?.kind === "said" || undefined })); // events are JSON
}
