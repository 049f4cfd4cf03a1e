/** Tests a preset's credentials with the harmless requests of its `probe:`. Nothing is created, and no secret is shown. */

import type { CompareAndSet } from "../../core/compare-and-set.ts";
import type { SenderEnvironment, Tried } from "../../core/destination.ts";
import { isJsonObject, type Json, type JsonObject, valueAt } from "../../core/json.ts";
import { type Duration, type Instant, second } from "../../core/time.ts";
import { classifyAnswer, classifyError, type HttpAnswer } from "../../net/classify.ts";
import type { HttpClient } from "../../net/http-client.ts";
import { redactor } from "../../net/redact.ts";
import { clientFor } from "../kit/client.ts";
import { isPage } from "./answers.ts";
import { type Keyring, keyring } from "./credentials.ts";
import { encoded } from "./encode.ts";
import { filledIn, type Given, treeWithInputs, withInputs } from "./inputs.ts";
import type { Recipe } from "./recipe.ts";
import type { PresetFile, Probe } from "./schema.ts";

export interface Trial {
  readonly file: PresetFile;
  readonly given: Given;
  readonly recipe: Recipe;
  readonly allow_private: readonly string[] | undefined;
  readonly ca: string | undefined;
  readonly variable: SenderEnvironment["variable"];
}

/** The time limit of one request. */
const timeout: Duration = 15 * second;

/** Descriptions of whole objects are long. */
const longestAnswer = 2 << 20;

const userAgent = "avatar-relay (doctor)";

/** The result of one request; undefined where it shows nothing. */
type Shown = Tried | undefined;

/** Ends with the first failure, because the next requests would fail, too. */
export async function tryPreset(trial: Trial): Promise<readonly Tried[]> {
  const connection = openLine(trial);
  const tried: Tried[] = [];
  for (const probe of trial.file.probe ?? []) {
    const shown = await once(probe, trial, connection);
    if (shown !== undefined) tried.push(shown);
    if (shown?.ok === false) break;
  }
  await connection.close();
  return tried;
}

/** The result for a vendor without a harmless call. */
export function untriedBy({ id, untried }: Trial["file"]): readonly Tried[] {
  return untried === undefined ? [] : [{ ok: true, what: `${id} is not tried: ${untried}` }];
}

interface TrialConnection {
  readonly clientTo: (origin: string) => HttpClient;
  readonly keys: Keyring;
  readonly redact: (text: string) => string;
  close(): Promise<void>;
}

function openLine({ recipe, allow_private, ca, variable }: Trial): TrialConnection {
  const clients = new Map<string, HttpClient>();
  const { secrets, auth } = recipe;
  const now = () => Date.now() as Instant; // milliseconds since 1970
  const seal = (text: string) => text;
  const clientTo = (origin: string) => {
    const known = clients.get(origin) ?? clientFor({ origin, allow_private, ca, connections: 1, secrets }, { seal }, { now, variable });
    clients.set(origin, known);
    return known;
  };
  const redact = redactor(secrets);
  const keys = keyring({ auth, clientTo, now, keep: forgetful(), redact, userAgent });
  return { clientTo, keys, redact, close: async () => void (await Promise.all([...clients.values()].map((each) => each.close()))) };
}

/** Keeps texts while the trial runs. */
function forgetful(): CompareAndSet {
  const kept = new Map<string, string>();
  return async (name, text, instead) => {
    const before = kept.get(name);
    if (before === undefined || before === instead) kept.set(name, text);
    return kept.get(name) ?? text;
  };
}

async function once(probe: Probe, trial: Trial, connection: TrialConnection): Promise<Shown> {
  const { file } = trial;
  const signal = AbortSignal.timeout(timeout);
  const credentials = await connection.keys.credentials(signal);
  if (credentials.kind !== "credentials") return wrong(file, credentials.detail, cureOf(file));
  try {
    const answer = await request(probe, trial, { ...credentials, client: connection.clientTo, signal });
    return shownBy(probe, answer, { file, redact: connection.redact });
  } catch (error) {
    const outcome = classifyError(error, signal);
    if (outcome === undefined || !("detail" in outcome)) throw error;
    return wrong(file, `the vendor cannot be reached: ${outcome.detail}`, "is the address right, and the network open to it?");
  }
}

interface Sending {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
  readonly client: (origin: string) => HttpClient;
  readonly signal: AbortSignal;
}

function request(probe: Probe, { file, given, recipe }: Trial, { headers, query, client, signal }: Sending): Promise<HttpAnswer> {
  const inputs = filledIn(file, given);
  const { origin, pathname, search } = new URL(withInputs(probe.url, inputs));
  const source = probe.form ?? probe.json;
  const filled = source === undefined ? undefined : treeWithInputs(source, inputs);
  const body = filled === undefined ? undefined : encoded(filled, probe.form === undefined ? "json" : "form");
  const type = body === undefined ? {} : { "content-type": body.type };
  const path = `${pathname}${search}${query === "" ? "" : `${search === "" ? "?" : "&"}${query}`}`;
  const sent = { accept: "application/json", ...type, ...recipe.headers, ...headers, "user-agent": userAgent };
  return client(origin).roundTrip({ method: probe.method, path, headers: sent, body: body?.text, signal, longest: longestAnswer });
}

interface Judging {
  readonly file: PresetFile;
  readonly redact: (text: string) => string;
}

function shownBy(probe: Probe, answer: HttpAnswer, { file, redact }: Judging): Shown {
  if (isPage(answer))
    return wrong(file, "a web page came in the place of an answer", "is the address right, and does no login stand between?");
  const json = jsonIn(answer.body);
  const { status } = answer;
  if (status >= 200 && status < 300) return shownByGood(probe, json, file);
  const lacking = (probe.missing ?? []).flatMap((path) => textsAt(json, path));
  if (lacking.length > 0) return wrong(file, lacks(lacking), cureOfScopes(lacking));
  if (probe.optional === true && status !== 401) return undefined;
  const outcome = classifyAnswer({ ...answer, status: 400 }, 0 as Instant, redact); // the clock is for waits only, and nothing waits here
  const detail = "detail" in outcome ? outcome.detail.replace(/^HTTP 400/, `HTTP ${status}`) : `HTTP ${status}`;
  if (status === 401 || status === 403) return wrong(file, `the credentials are refused: ${detail}`, cureOf(file));
  if (status === 404) return wrong(file, `what it sends to is not there: ${detail}`, cureOf(file));
  if (status === 429 || status >= 500) return { ok: true, what: `${file.id} is not tried: the vendor is busy just now (HTTP ${status})` };
  return wrong(file, `the vendor refuses: ${detail}`, cureOf(file));
}

function shownByGood(probe: Probe, json: Json, file: PresetFile): Shown {
  for (const { at, is, not, else: otherwise } of probe.expect ?? []) {
    const value = valueAt(json, at.split(".")) ?? null;
    const holds = is === undefined ? value !== not : value === is;
    if (!holds) return wrong(file, otherwise, cureOf(file));
  }
  const { scopes } = probe;
  if (scopes !== undefined) {
    const there = textsAt(json, scopes.at);
    const lacking = there.length === 0 ? [] : scopes.needs.filter((each) => !there.includes(each));
    if (lacking.length > 0) return wrong(file, lacks(lacking), cureOfScopes(lacking));
  }
  return { ok: true, what: `${file.id}: ${probe.proves}` };
}

function lacks(scopes: readonly string[]): string {
  return `the token lacks ${scopes.length === 1 ? "the scope" : "the scopes"} ${scopes.join(", ")}`;
}

function cureOfScopes(scopes: readonly string[]): string {
  return `add ${scopes.join(" and ")} where the token was made, and take the new token where the vendor makes one`;
}

/** The secret inputs, in the preset's words. */
function cureOf({ inputs, docs }: PresetFile): string {
  const secrets = Object.entries(inputs).filter(([, { secret }]) => secret === true);
  const asked = secrets.map(([name, { about }]) => `${name}: ${about}`).join("; ");
  return `${asked === "" ? "look at its settings" : asked}${docs === undefined ? "" : ` (${docs})`}`;
}

function wrong({ id }: PresetFile, what: string, cure: string): Tried {
  return { ok: false, what: `${id}: ${what}`, cure };
}

function jsonIn(text: string): JsonObject | readonly Json[] {
  try {
    const value = JSON.parse(text) as Json; // what JSON.parse returns is JSON
    return isJsonObject(value) || Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

/** A list of texts, or the words of one. */
function textsAt(json: Json, path: string): readonly string[] {
  const value = valueAt(json, path.split("."));
  if (typeof value === "string") return value.split(/[\s,]+/).filter((each) => each !== "");
  return Array.isArray(value) ? (value as readonly Json[]).filter((each) => typeof each === "string") : []; // isArray has no type for readonly lists
}
