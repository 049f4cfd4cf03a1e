/** A source preset, compiled from its file. Pure. */

import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import {
  type BodyReading,
  type HmacSignature,
  isReadProblem,
  type ReadProblem,
  type SignatureRule,
  type SourcePreset,
} from "../../core/source.ts";
import { minute, parseDuration } from "../../core/time.ts";
import { compileFormat, type Format } from "./format.ts";
import { sampleBody } from "./sample.ts";
import type { SourcePresetFile } from "./schema.ts";

/** The most events that one body may hold. */
export const mostInBatch = 1_000;

/** Compiles a preset. The first format that fits a body reads it. */
export function compilePreset(file: SourcePresetFile): SourcePreset {
  const formats = file.formats.map(compileFormat);
  const expected = expectedOf(file);
  const signatures = (file.signatures ?? []).map(signatureOf);
  return {
    name: file.name,
    signatures,
    shownIn: file.secret_in ?? [],
    needsKey: signatures.some(({ kind }) => kind === "jwt"),
    preflight: file.preflight === true,
    batch: file.batch === true,
    repeatsFor: file.repeats_for === undefined ? 0 : (parseDuration(file.repeats_for) ?? 0),
    many: file.batch === true || file.formats.some(({ makes = [] }) => makes.length > 1 && file.name !== "bithuman"),
    saysWho: holdsText(file.formats, "session.identity"),
    sampleTypes: Object.keys(file.samples ?? {}),
    sample: (type, facts) => sampleBody(file, type, facts),
    formatOf: (body) => (isJsonObject(body) ? formats.find((format) => format.fits(body))?.name : undefined),
    read: (body) => readBody(body, { formats, expected, batch: file.batch === true }),
  };
}

/** Whether a text occurs anywhere in a part of a preset. */
function holdsText(piece: unknown, text: string): boolean {
  if (typeof piece !== "object" || piece === null) return piece === text;
  return Object.values(piece).some((each) => holdsText(each, text));
}

interface Reader {
  readonly formats: readonly Format[];
  /** The expected body, for messages. */
  readonly expected: string;
  readonly batch: boolean;
}

function readBody(body: Json, reader: Reader): readonly BodyReading[] {
  if (isJsonObject(body)) return readObject(body, reader);
  if (!Array.isArray(body) || !reader.batch) return [wrong("", "an object", undefined)];
  if (body.length > mostInBatch) return [wrong("", `a list of at most ${mostInBatch} events`, undefined)];
  if (body.length === 0) return [wrong("", "a list with at least one event", undefined)];
  return body.flatMap((item: Json, index) => readItem(item, index, reader));
}

/** The item's place in the list comes before the place of the mistake in the item. */
function readItem(item: Json, index: number, reader: Reader): readonly BodyReading[] {
  if (!isJsonObject(item)) return [wrong(`/${index}`, "an object", item)];
  return readObject(item, reader).map((reading) =>
    "pointer" in reading ? { ...reading, pointer: `/${index}${reading.pointer}`, part: item } : { ...reading, part: item },
  );
}

function readObject(body: JsonObject, { formats, expected }: Reader): readonly BodyReading[] {
  const readings = formats.find((format) => format.fits(body))?.read(body) ?? [wrong("", expected, undefined)];
  return readings.map((reading) =>
    isReadProblem(reading) ? { ...reading, session: reading.session ?? sessionIn(body, formats) } : reading,
  );
}

function sessionIn(body: JsonObject, formats: readonly Format[]): string | undefined {
  for (const format of formats) {
    const session = format.sessionOf(body);
    if (session !== undefined) return session;
  }
  return undefined;
}

function wrong(pointer: string, expected: string, part: Json | undefined): ReadProblem {
  return { pointer, expected, part, session: undefined };
}

/** The fewest keys that would be enough, in words. */
function expectedOf({ formats }: SourcePresetFile): string {
  const all = formats.map(({ has = [] }) => has).filter(({ length }) => length > 0);
  const fewest = all.filter((keys) => !all.some((other) => other.length < keys.length && other.every((key) => keys.includes(key))));
  const ways = [...new Set(fewest.map((keys) => keys.join(" and ")))];
  return ways.length === 0 ? "an object" : `an object with ${ways.join(", or with ")}`;
}

function signatureOf(written: NonNullable<SourcePresetFile["signatures"]>[number]): SignatureRule {
  if ("bithuman" in written) return { kind: "bithuman", scheme: written.bithuman };
  if ("jwt" in written) {
    const { header, digest, leeway } = written.jwt;
    return { kind: "jwt", header, digestClaim: digest, leeway: parseDuration(leeway) ?? minute };
  }
  return hmacOf(written.hmac);
}

type WrittenHmac = Extract<NonNullable<SourcePresetFile["signatures"]>[number], { readonly hmac: unknown }>["hmac"];

function hmacOf({ header, item, timestamp, signs, algorithm, encoding }: WrittenHmac): HmacSignature {
  const window = timestamp === undefined ? 0 : (parseDuration(timestamp.window) ?? 5 * minute);
  return {
    kind: "hmac",
    header,
    item,
    timestamp: timestamp && { header: timestamp.header, item: timestamp.item, unit: timestamp.unit, window },
    signs,
    algorithm,
    encoding,
  };
}
