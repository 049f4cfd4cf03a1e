/** One format of a sender, compiled: turns a body into the events that it describes. Pure. */

import { isJsonObject, type Json, type JsonObject, ownValue } from "../../core/json.ts";
import type { BodyReading, Doubt, ReadBody, ReadProblem } from "../../core/source.ts";
import type { Instant } from "../../core/time.ts";
import { instantOf } from "../event/event-time.ts";
import { accountOf, type FoundAccount, type Pointers } from "./account.ts";
import { type Check, compileChecks } from "./check.ts";
import { compileMoment, type Moment } from "./moment.ts";
import { expectedName, idOf, keyOf, nameOf, roleOf } from "./readers.ts";
import type { FormatFile, MakeFile } from "./schema.ts";
import { compileValue, type MappedValue, pointerOf, type Scope, type WrittenValue } from "./value.ts";

export interface Format {
  readonly name: string;
  /** Whether the body's keys are those of this format. */
  fits(body: JsonObject): boolean;
  /**
   * The conversation of a body in this format, whatever else is wrong with it, so that its quarantined bytes can be deleted with the
   * conversation.
   */
  sessionOf(body: JsonObject): string | undefined;
  read(body: JsonObject): readonly BodyReading[];
}

/** An entry of `makes:`, compiled. */
interface Make {
  readonly applies: Check;
  readonly each: MappedValue | undefined;
  readonly type: string | undefined;
  readonly session: MappedValue;
  readonly agent: MappedValue;
  readonly moment: Moment;
  readonly key: readonly MappedValue[] | undefined;
  readonly keyTime: MappedValue | undefined;
  readonly data: MappedValue | undefined;
  readonly facts: Readonly<Record<string, MappedValue>> | undefined;
  readonly found: Readonly<Record<Part, MappedValue | undefined>>;
  readonly pointers: Pointers;
  readonly file: MakeFile;
}

const parts = ["role", "message", "room", "participants", "reason", "code", "error"] as const;
type Part = (typeof parts)[number];

/** What a format reads from a body once, for all of its events. */
interface Envelope {
  readonly scope: Scope & { readonly body: JsonObject };
  readonly type: string;
  readonly id: string | undefined;
  /** Whether the id alone identifies the event, whatever its time. */
  readonly idAlone: boolean;
}

const saysNothing = "a known fact, such as email or name, or what the visitor or the agent said";

/** This many elements at the end of a list may still change. */
const mayChange = 20;

const nothing: MappedValue = () => undefined;

export function compileFormat(file: FormatFile): Format {
  const { has = [], lacks = [], names = {} } = file;
  const type = compileValue(file.type);
  const id = compileValueIf(file.id);
  const makes = (file.makes ?? []).map((make) => compileMake(make, file));
  const rest = compileMake({}, file);
  const dataOf = compileData(file);
  return {
    name: file.name,
    fits: (body) => has.every((key) => Object.hasOwn(body, key)) && !lacks.some((key) => Object.hasOwn(body, key)),
    sessionOf: (body) => idOf(rest.session({ body })),
    read(body) {
      const scope = { body };
      const own = nameOf(type(scope));
      if (own === undefined) return [problem(pointerOf(file.type), expectedName)];
      if (own.startsWith("relay.")) return [problem(pointerOf(file.type), 'a name that does not begin with "relay."')];
      const vendorId = file.needs_id === true ? nameOf(id(scope)) : keyOf(id(scope));
      if (vendorId === undefined && file.needs_id === true) return [problem(pointerOf(file.id), expectedName)];
      const envelope = {
        scope,
        type: ownValue(names, own) ?? own,
        id: vendorId,
        idAlone: file.id_alone === true,
      };
      const readings: BodyReading[] = [];
      for (const make of makes) if (make.applies(scope)) readMake(make, envelope, dataOf, readings);
      if (readings.length > 0) return distinct(readings);
      return [readOne(rest, scope, envelope, dataOf) ?? problem("", saysNothing)];
    },
  };
}

function compileMake(make: MakeFile, file: FormatFile): Make {
  const session = make.session ?? file.session;
  return {
    applies: compileChecks(make.when),
    each: make.each === undefined ? undefined : compileValue(make.each),
    type: make.as,
    session: compileValueIf(session),
    agent: compileValueIf(make.agent ?? file.agent),
    moment: compileMoment(make.time ?? file.time),
    key: make.key?.map(compileValue),
    keyTime: make.key_time === undefined ? undefined : compileValue(make.key_time),
    data: make.data === undefined ? undefined : compileValue(make.data),
    facts: make.facts && Object.fromEntries(Object.entries(make.facts).map(([name, value]) => [name, compileValue(value)])),
    found: Object.fromEntries(parts.map((part) => [part, make[part] && compileValue(make[part])])) as Make["found"], // of all parts
    pointers: { session: pointerOf(session), message: pointerOf(make.message) },
    file: make,
  };
}

function compileValueIf(written: WrittenValue | undefined): MappedValue {
  return written === undefined ? nothing : compileValue(written);
}

/** Reads data from a body: the object at its path and the other keys beside the envelope, or a problem. */
function compileData({ envelope = [], data }: FormatFile): (body: JsonObject, needed: boolean) => JsonObject | ReadProblem {
  const outer = new Set(data === undefined ? envelope : [...envelope, data]);
  return (body, needed) => {
    const inner = data === undefined ? undefined : body[data];
    if (data !== undefined && !isJsonObject(inner) && (needed || inner !== undefined)) return problem(`/${data}`, "an object");
    const others = Object.keys(body).filter((key) => !outer.has(key));
    if (others.length === 0) return isJsonObject(inner) ? inner : {};
    const rest = Object.fromEntries(others.map((key) => [key, body[key] ?? null]));
    return isJsonObject(inner) ? { ...rest, ...inner } : rest;
  };
}

type DataOf = ReturnType<typeof compileData>;

/** Appends to a list, because every webhook passes here. */
function readMake(make: Make, envelope: Envelope, dataOf: DataOf, readings: BodyReading[]): void {
  const items = make.each?.(envelope.scope);
  const scopes: readonly Scope[] = make.each === undefined ? [envelope.scope] : Array.isArray(items) ? scopesOf(envelope.scope, items) : [];
  for (const scope of scopes) {
    const reading = readOne(make, scope, envelope, dataOf);
    if (reading !== undefined) readings.push(reading);
  }
}

function scopesOf({ body }: Scope, items: readonly Json[]): readonly Scope[] {
  const open = items.length - mayChange;
  return items.map((item, index) => ({ body, item, index, settled: index < open }));
}

/** Undefined where the event would be empty: an identity without facts, words of neither side. */
function readOne(make: Make, scope: Scope, envelope: Envelope, dataOf: DataOf): BodyReading | undefined {
  const type = make.type ?? envelope.type;
  const data = dataIn(make, scope, envelope, dataOf);
  if (isProblem(data)) return data;
  const session = idOf(make.session(scope));
  const found = foundIn(make, scope, { type, agent: idOf(make.agent(scope)) ?? "", session, data });
  if (type === "chat.push" && make.file.any_role !== true && roleOf(found.role) === "other") return undefined;
  if (make.each !== undefined && type === "chat.push" && (found.message ?? "") === "") return undefined;
  const account = accountOf(found, make.pointers);
  if (account === "nobody") return undefined;
  if ("pointer" in account) return { ...account, part: scope.item, session };
  return readOf(make, scope, envelope, account);
}

function dataIn({ data, file }: Make, scope: Scope, { scope: { body } }: Envelope, dataOf: DataOf): JsonObject | ReadProblem {
  if (scope.item !== undefined && data === undefined) return isJsonObject(scope.item) ? scope.item : {};
  if (data === undefined) return dataOf(body, file.needs_data === true);
  const value = data(scope);
  return isJsonObject(value) ? value : {};
}

function foundIn({ found, facts }: Make, scope: Scope, { type, agent, session, data }: FoundAccount): FoundAccount {
  return {
    type,
    agent,
    session,
    data,
    role: found.role?.(scope),
    message: found.message?.(scope),
    room: found.room?.(scope),
    participants: found.participants?.(scope),
    reason: found.reason?.(scope),
    code: found.code?.(scope),
    error: found.error?.(scope),
    facts: facts && Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, value(scope)])),
  };
}

function readOf(make: Make, scope: Scope, { id, idAlone, type }: Envelope, account: ReadBody["account"]): ReadBody {
  const { file, key, moment, keyTime } = make;
  const at = moment(scope);
  const known = key === undefined ? id : keyIn(key, scope);
  const stable = keyTime === undefined ? undefined : instantOf(keyTime(scope));
  return {
    account: file.after_call === true ? { ...account, afterCall: true } : account,
    at: at === "arrival" ? undefined : at,
    onArrival: at === "arrival",
    key: known,
    keyAt: idAlone && key === undefined ? undefined : keyAtOf(file, at, stable),
    doubt: scope.settled === true && file.changes === true ? undefined : doubtOf(file, type),
    part: scope.item,
  };
}

function doubtOf({ unseen, changes }: MakeFile, type: string): Doubt | undefined {
  if (changes === true) return { kind: "changed", type };
  if (unseen === undefined) return undefined;
  return unseen === true ? { kind: "said" } : { kind: "reported" };
}

/** The time in the event's key. An event that occurs once in a conversation has none, unless the conversation has one. */
function keyAtOf({ once, key_time }: MakeFile, at: Instant | "arrival" | undefined, stable: Instant | undefined): Instant | undefined {
  if (key_time !== undefined) return stable;
  return once === true || at === "arrival" ? undefined : at;
}

/** Undefined where the first value, which names the owner, is missing: events without an owner are never the same. */
function keyIn(key: readonly MappedValue[], scope: Scope): string | undefined {
  const values = key.map((value) => value(scope));
  return values[0] === undefined ? undefined : values.map(textIn).join("\n");
}

function textIn(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

/** Events of one body with the same key, or without one, differ by their name and their index. */
function distinct(readings: readonly BodyReading[]): readonly BodyReading[] {
  if (readings.length < 2) return readings;
  const taken = new Set<string>();
  return readings.map((reading) => {
    if (isProblem(reading) || reading.key === undefined) return reading;
    const key = taken.has(reading.key) ? `${reading.key}\n${reading.account.type}` : reading.key;
    taken.add(reading.key);
    return key === reading.key ? reading : { ...reading, key };
  });
}

function problem(pointer: string, expected: string): ReadProblem {
  return { pointer, expected, part: undefined, session: undefined };
}

function isProblem(value: object): value is ReadProblem {
  return "pointer" in value && "expected" in value;
}
