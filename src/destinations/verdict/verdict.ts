import { z } from "zod";
import { type Outcome, retryPolicy } from "../../core/delivery.ts";
import type { Configured, Destination, DestinationContext, Naming, Sender, SenderEnvironment, View } from "../../core/destination.ts";
import type { EventId } from "../../core/event.ts";
import { type Json, type JsonObject, objectOf } from "../../core/json.ts";
import { day, second } from "../../core/time.ts";
import { verdictEvent } from "../../core/verdict.ts";
import { classifyAnswer, classifyError } from "../../net/classify.ts";
import type { HttpClient } from "../../net/http-client.ts";
import { redactor } from "../../net/redact.ts";
import { rateLimit, text } from "../../rules/language/schema.ts";
import { RenderError, template } from "../../rules/templates/template.ts";
import { authorityKeys } from "../kit/authority.ts";
import { bareToken } from "../kit/bare-token.ts";
import { textAt } from "../kit/body.ts";
import { clientFor } from "../kit/client.ts";
import { discreet } from "../kit/discreet.ts";
import { endpoint, originOf, pathOf } from "../kit/endpoint.ts";
import { ownReceiver } from "../kit/own-receiver.ts";
import { guardKeys, policyKeys, policyOf } from "../kit/policy.ts";
import { tryAddress } from "../kit/reach.ts";
import { nameIn, namingRequestOf, requestOf, type SecondOpinion, usualQuestion, verdictIn } from "./answer.ts";
import { type AskBudget, openAskBudget } from "./ask-budget.ts";

const usualBudget = { count: 1_000, per: day };

const schema = z.strictObject({
  url: endpoint().meta({ description: "The whole address, such as `https://api.openai.com/v1/chat/completions`." }),
  model: text().meta({ description: "The model's name at that address." }),
  key: bareToken().optional().meta({ description: "Sent as `Authorization: Bearer`. A model on a server of your own may need none." }),
  ask: text()
    .optional()
    .meta({ description: `The question. Default: “${usualQuestion}”` }),
  budget: rateLimit()
    .optional()
    .meta({ description: "The most requests in a time. Default: `1000/d`. Messages beyond it are not judged." }),
  ...policyKeys,
  ...guardKeys,
  ...authorityKeys,
});

const action = z.strictObject({
  ask: text().optional().meta({ description: "Another question than the destination's." }),
  text: template({ escape: "none" }).optional().meta({ description: "The text to judge. Default: the visitor's message." }),
});

type Settings = z.output<typeof schema>;
type Action = z.output<typeof action>;

/** A language model's second opinion. Its verdict comes back as an event. */
export const verdict: Destination<Settings, Action> = {
  type: "verdict",
  summary:
    "Asks a language model (OpenAI's API, or a server with the same API) about a message. The answer comes back as the event `relay.verdict`.",
  example: {
    settings: { url: "https://api.openai.com/v1/chat/completions", model: "gpt-4o-mini", key: "sk-example", budget: "200/d" },
    action: {},
    renders: {
      path: "/v1/chat/completions",
      ask: usualQuestion,
      said: "I want to speak to a human",
      about: { rule: "asks-for-a-human", agent: "A80HVD8577", session: "session_xyz789" },
    },
  },
  schema,
  action,
  requires: () => [],
  tryOut: ({ url, allow_private, ca }, variable) => tryAddress({ origin: originOf(url), allow_private, ca, variable }),
  configure,
};

/** A late verdict helps nobody: three retries within a minute. */
const retry = retryPolicy({ attempts: 3, first: 2 * second, longest: 30 * second });

function configure(settings: Settings, context: DestinationContext): Configured<Action> {
  const usual = policyOf(settings, { concurrency: 4, timeout: 20 * second });
  const policy = settings.retry === undefined ? { ...usual, retry } : usual;
  const configured: Configured<Action> = {
    policy,
    render: (own, view) => [{ recipient: context.name, body: bodyOf(settings, own, view), thread: undefined }],
    open: (environment) => open(settings, context, environment, policy.concurrency),
    // A group of questions has no event that an address could be made of.
    ...(/\{[{%]/.test(settings.url.source) ? {} : { openNaming: (environment) => openNaming(settings, context, environment) }),
  };
  return discreet(configured, context);
}

function bodyOf(settings: Settings, own: Action, view: View): JsonObject {
  const { event, rule } = view;
  if (event.source === "relay") throw new RenderError("a verdict is of what a visitor said, and this event is the relay's own");
  const said = own.text?.render(view) ?? textAt(event, "message");
  if (said.trim() === "") throw new RenderError("there are no words to judge");
  const about = { rule: rule.name, agent: textAt(event, "agent"), session: event.session ?? null };
  return { path: pathOf(settings.url, view), ask: own.ask ?? settings.ask ?? usualQuestion, said, about };
}

/** The parts that all questions share. */
interface ModelConnection {
  readonly settings: Settings;
  readonly client: HttpClient;
  readonly budget: AskBudget;
  readonly environment: SenderEnvironment;
  readonly redact: (text: string) => string;
}

function connectionOf(
  settings: Settings,
  context: DestinationContext,
  environment: SenderEnvironment,
  connections: number,
): ModelConnection {
  const { url, allow_private, ca, key, budget = usualBudget } = settings;
  const secrets = key === undefined ? [] : [key];
  const client = clientFor({ origin: originOf(url), allow_private, ca, connections, secrets }, context, environment);
  const clean = redactor(secrets);
  return { settings, client, budget: openAskBudget(budget), environment, redact: (text) => context.seal(clean(text)) };
}

const noView: View = { event: {}, rule: { name: "", severity: "" }, finding: {}, session: {}, identity: {} };

/** It has a budget of its own, of the same size. */
function openNaming(settings: Settings, context: DestinationContext, environment: SenderEnvironment): Naming {
  const connection = connectionOf(settings, context, environment, 1);
  return {
    async name(quotes, signal) {
      if (!connection.budget.spend(environment.now())) return budgetSpent;
      const { model, url } = settings;
      const request = { path: pathOf(url, noView), body: namingRequestOf(model, quotes), hidden: quotes };
      const answered = await exchange(connection, request, { signal });
      if (answered.kind !== "answered") return answered;
      const name = nameIn(answered.body);
      return name === undefined
        ? { kind: "later", reason: "bad_answer", detail: 'expected {"name": "…"} in the answer and found none' }
        : { kind: "named", name };
    },
    close: () => connection.client.close(),
  };
}

function open(settings: Settings, context: DestinationContext, environment: SenderEnvironment, connections: number): Sender {
  const connection = connectionOf(settings, context, environment, connections);
  const { client } = connection;
  return {
    async send(message, { key: idempotencyKey, signal }) {
      const body = objectOf(message.body);
      const judged = await judge(connection, body, { idempotencyKey, signal });
      if (judged.kind !== "judged") return judged;
      const { about } = body;
      const { rule = null, agent = "", session = null } = objectOf(about ?? null);
      const data = { rule, score: judged.verdict.score, why: judged.verdict.why, model: settings.model };
      const from = { agent: String(agent), session: session === null ? undefined : String(session) };
      const taken = await environment.addEvent(
        verdictEvent({ of: message.event as EventId, delivery: message.id, at: environment.now(), data, ...from }),
      );
      // The answer is cached, so the retry costs nothing.
      return taken ? { kind: "delivered" } : { kind: "later", reason: "interrupted", detail: "the store cannot take the verdict now" };
    },
    load: () => client.load(),
    close: () => client.close(),
  };
}

type Judged = { readonly kind: "judged"; readonly verdict: SecondOpinion } | Outcome;

interface Sealed {
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
}

async function judge(connection: ModelConnection, body: JsonObject, sealed: Sealed): Promise<Judged> {
  const { budget, environment } = connection;
  const about = `${textAt(body, "ask")}\n${textAt(body, "said")}`;
  const known = budget.known(about);
  if (known !== undefined) return { kind: "judged", verdict: known };
  if (!budget.spend(environment.now())) return budgetSpent;
  const judged = await ask(connection, body, sealed);
  if (judged.kind === "judged") budget.learn(about, judged.verdict);
  return judged;
}

const budgetSpent: Outcome = { kind: "refused", reason: "permanent", detail: "the budget for verdicts is spent" };

async function ask(connection: ModelConnection, body: JsonObject, sealed: Sealed): Promise<Judged> {
  const said = textAt(body, "said");
  const request = { path: textAt(body, "path"), body: requestOf(connection.settings.model, textAt(body, "ask"), said), hidden: [said] };
  const answered = await exchange(connection, request, sealed);
  if (answered.kind !== "answered") return answered;
  const found = verdictIn(answered.body);
  return found === undefined
    ? { kind: "later", reason: "bad_answer", detail: 'expected {"score": 0..1} in the answer and found none' }
    : { kind: "judged", verdict: found };
}

interface ModelRequest {
  readonly path: string;
  readonly body: Json;
  /** Words of visitors, which no error may repeat. */
  readonly hidden: readonly string[];
}

type Answered = { readonly kind: "answered"; readonly body: string } | Outcome;

async function exchange(
  { settings, client, environment, redact }: ModelConnection,
  { path, body, hidden }: ModelRequest,
  { idempotencyKey, signal }: Pick<Sealed, "signal"> & Partial<Sealed>,
): Promise<Answered> {
  const headers = {
    "content-type": "application/json",
    ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
    "user-agent": environment.userAgent,
    ...(settings.key === undefined ? {} : { authorization: `Bearer ${settings.key}` }),
  };
  try {
    const answer = await client.roundTrip({ method: "POST", path, headers, body: JSON.stringify(body), signal });
    const hide = redactor(hidden);
    const outcome = classifyAnswer(answer, environment.now(), (text) => redact(hide(text)));
    const judged = ownReceiver(answer.status, outcome, { hasOnePath: true, unsure: false });
    return judged.kind === "delivered" || judged.kind === "onward" ? { kind: "answered", body: answer.body } : judged;
  } catch (error) {
    const outcome = classifyError(error, signal);
    if (outcome === undefined) throw error;
    return outcome;
  }
}
