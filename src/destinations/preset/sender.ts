/** Sends a preset's message: one request in each attempt. What it has found is kept for the next. */

import type { Outcome } from "../../core/delivery.ts";
import type { DestinationContext, SendContext, Sender, SenderEnvironment, View } from "../../core/destination.ts";
import type { JsonObject } from "../../core/json.ts";
import { classifyError } from "../../net/classify.ts";
import type { HttpClient } from "../../net/http-client.ts";
import { loadHttp } from "../../net/http-client.ts";
import { redactor } from "../../net/redact.ts";
import { clientFor } from "../kit/client.ts";
import { textsOf } from "../kit/discreet.ts";
import { pathWith } from "./address.ts";
import { type Meaning, meaningOf } from "./answers.ts";
import { filled } from "./body.ts";
import { type Credentials, type Keyring, keyring } from "./credentials.ts";
import { type Encoded, encoded } from "./encode.ts";
import { drawnOf, type PresetProgress, progressOf, type QueuedStep, queuedSteps } from "./queued.ts";
import type { Recipe, RecipeStep } from "./recipe.ts";

export interface SenderOpening {
  readonly recipe: Recipe;
  readonly context: Pick<DestinationContext, "seal">;
  readonly environment: SenderEnvironment;
  readonly connections: number;
  readonly allow_private: readonly string[] | undefined;
  readonly ca: string | undefined;
}

export function openRecipe({ recipe, context, environment, connections, allow_private, ca }: SenderOpening): Sender {
  const clients = new Map<string, HttpClient>();
  const { secrets } = recipe;
  function clientTo(origin: string): HttpClient {
    const known = clients.get(origin) ?? clientFor({ origin, allow_private, ca, connections, secrets }, context, environment);
    clients.set(origin, known);
    return known;
  }
  const clean = redactor(secrets);
  const redact = (text: string) => context.seal(clean(text));
  const keys = keyring({
    auth: recipe.auth,
    clientTo,
    now: environment.now,
    keep: environment.keep,
    redact,
    userAgent: environment.userAgent,
  });
  const connection: PresetConnection = { recipe, keys, clientTo, environment, redact };
  return {
    send: (message, sending) => send(connection, queuedSteps(message.body), sending),
    load: loadHttp,
    close: async () => void (await Promise.all([...clients.values()].map((client) => client.close()))),
  };
}

interface PresetConnection {
  readonly recipe: Recipe;
  readonly keys: Keyring;
  readonly clientTo: (origin: string) => HttpClient;
  readonly environment: SenderEnvironment;
  readonly redact: (text: string) => string;
}

async function send(connection: PresetConnection, queued: readonly QueuedStep[], sending: SendContext): Promise<Outcome> {
  const { recipe } = connection;
  const { next, saved } = begun(recipe, queued, sending);
  const index = nextStep(recipe, queued, { next, saved });
  const wanted = queued[index];
  if (wanted === undefined) return delivered(recipe, saved, {});
  const step = recipe.steps.find(({ id }) => id === wanted.id);
  if (step === undefined) return refused(`the preset ${recipe.id} has no step "${wanted.id}" any more`);
  const prepared = prepare(step, wanted, { saved, concealed: recipe.concealed });
  if (prepared === undefined) return refused(`the step "${step.id}" needs a value that no answer had`);
  // Each request of a delivery has its own key; otherwise the second would count as a repetition of the first.
  const key = index === 0 ? sending.key : `${sending.key}-${step.id}`;
  const meaning = await request(connection, prepared, { key, signal: sending.signal });
  if (meaning.kind === "ended") return afresh(step, index, meaning.outcome);
  if (meaning.kind === "renew") return { kind: "pause", reason: "credentials", detail: "HTTP 401, also with a new access token" };
  const after: PresetProgress = { next: index + 1, saved: { ...saved, ...meaning.saved } };
  const { detail } = meaning;
  return nextStep(recipe, queued, after) < queued.length
    ? { kind: "onward", progress: after, detail }
    : delivered(recipe, after.saved, { detail });
}

/** The progress of the delivery. An attempt without an answer may have created a record, so the record is searched again. */
function begun(recipe: Recipe, queued: readonly QueuedStep[], { progress, unsure }: SendContext): PresetProgress {
  const before = progressOf(progress);
  const at = nextStep(recipe, queued, before);
  const step = recipe.steps.find(({ id }) => id === queued[at]?.id);
  return unsure === true && step?.does === "create" ? atTheStart : before;
}

const atTheStart: PresetProgress = { next: 0, saved: {} };

/** A record may exist by the time a create is repeated, so it begins with the step that searches for it. */
function afresh({ does }: RecipeStep, index: number, outcome: Ended): Outcome {
  const waits = outcome.kind === "later" || outcome.kind === "pause";
  return does === "create" && index > 0 && waits ? { ...outcome, progress: atTheStart } : outcome;
}

type Ended = (Meaning & { readonly kind: "ended" })["outcome"];

/** The next step whose conditions hold; the number of steps where none does. */
function nextStep(recipe: Recipe, queued: readonly QueuedStep[], { next, saved }: PresetProgress): number {
  const index = queued.findIndex(
    ({ id }, at) =>
      at >= next &&
      isWanted(
        recipe.steps.find((step) => step.id === id),
        saved,
      ),
  );
  return index < 0 ? queued.length : index;
}

function isWanted(step: RecipeStep | undefined, saved: JsonObject): boolean {
  const isSaved = (name: string) => saved[name] !== undefined;
  if (step === undefined) return true;
  return (step.if.length === 0 || step.if.some(isSaved)) && !step.unless.some(isSaved);
}

function delivered({ reference }: Recipe, saved: JsonObject, answered: { readonly detail?: string }): Outcome {
  const value = reference.map((name) => saved[name]).find((each) => each !== undefined);
  return { kind: "delivered", ...answered, ...(value === undefined ? {} : { reference: String(value) }) };
}

function refused(detail: string): Outcome & { readonly kind: "refused" } {
  return { kind: "refused", reason: "permanent", detail };
}

/** A request that lacks only its credentials. */
interface Prepared {
  readonly step: RecipeStep;
  readonly path: string;
  readonly body: Encoded | undefined;
  /** Texts of people in the request. */
  readonly texts: readonly string[];
}

/** The values for the gaps of a queued request. */
interface Filling {
  readonly saved: JsonObject;
  readonly concealed: JsonObject;
}

/** Undefined where a saved value is missing. */
function prepare(step: RecipeStep, queued: QueuedStep, { saved, concealed }: Filling): Prepared | undefined {
  const path = pathWith(queued.path ?? step.address.path(nobody, step.method), saved);
  if (path === undefined) return undefined;
  const json = queued.json === undefined ? undefined : filled(drawnOf(queued), { ...saved, ...concealed });
  return { step, path, body: json === undefined ? undefined : encoded(json, step.encoding), texts: textsOf(json ?? null) };
}

/** Nothing in a fixed URL reads it. */
const nobody: View = { event: {}, rule: { name: "", severity: "" }, finding: {}, session: {}, identity: {} };

interface Sealed {
  readonly key: string;
  readonly signal: AbortSignal;
}

/** Sends one request, and once more where its token was no longer valid. */
async function request(connection: PresetConnection, prepared: Prepared, sealed: Sealed): Promise<Meaning> {
  const first = await connection.keys.credentials(sealed.signal);
  if (first.kind !== "credentials") return { kind: "ended", outcome: first };
  const meaning = await exchange(connection, prepared, first, sealed);
  if (meaning.kind !== "renew" || first.token === undefined) return meaning;
  connection.keys.forget(first.token);
  const second = await connection.keys.credentials(sealed.signal);
  if (second.kind !== "credentials") return { kind: "ended", outcome: second };
  const again = await exchange(connection, prepared, second, sealed);
  if (again.kind === "renew" && second.token !== undefined) connection.keys.forget(second.token);
  return again;
}

/** Some answers repeat the whole request, several times. */
const longestAnswer = 1_024 * 1_024;

/** Without it a server may compress its answers (RFC 9110, 12.5.3). */
const plain = { "accept-encoding": "identity" };

function withQuery(path: string, query: string): string {
  if (query === "") return path;
  return `${path}${path.includes("?") ? "&" : "?"}${query}`;
}

type Granted = Credentials & { readonly kind: "credentials" };

async function exchange(connection: PresetConnection, prepared: Prepared, granted: Granted, { key, signal }: Sealed): Promise<Meaning> {
  const { recipe, keys, clientTo, environment, redact } = connection;
  const { step, body, texts } = prepared;
  const type = body === undefined ? {} : { "content-type": body.type };
  const headers = { ...type, ...recipe.headers, ...granted.headers, "idempotency-key": key, "user-agent": environment.userAgent, ...plain };
  const path = withQuery(prepared.path, granted.query);
  try {
    const answer = await clientTo(step.address.origin).roundTrip({
      method: step.method,
      path,
      headers,
      body: body?.text,
      signal,
      once: step.does === "create",
      longest: longestAnswer,
    });
    const hide = redactor(texts);
    const { isRenewable } = keys;
    const { answers, save } = step;
    return meaningOf(answer, {
      answers,
      save,
      waits: recipe.waits,
      isRenewable,
      now: environment.now(),
      redact: (text) => redact(hide(text)),
    });
  } catch (error) {
    const outcome = classifyError(error, signal);
    if (outcome === undefined || outcome.kind === "delivered" || outcome.kind === "onward") throw error;
    return { kind: "ended", outcome };
  }
}
