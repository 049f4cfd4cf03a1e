import { z } from "zod";
import type { Configured, Destination, DestinationContext, Sender, SenderEnvironment, Tried, View } from "../core/destination.ts";
import { isJsonObject, type Json, type JsonObject, objectOf } from "../core/json.ts";
import { type Template, type Tree, template, tree } from "../rules/templates/template.ts";
import { fixedPath, requestIn } from "./kit/adopt.ts";
import { authorityKeys } from "./kit/authority.ts";
import { usualBody } from "./kit/body.ts";
import { clientFor } from "./kit/client.ts";
import { discreet, textsOf } from "./kit/discreet.ts";
import { endpoint, hasOnePath, originOf, pathOf } from "./kit/endpoint.ts";
import { fixedHeaders, headers, renderedHeaders, variedHeaders } from "./kit/headers.ts";
import { inOrder, orderKeys } from "./kit/ordered.ts";
import { type Judge, ownReceiver } from "./kit/own-receiver.ts";
import { guardKeys, policyKeys, policyOf } from "./kit/policy.ts";
import { tryAddress } from "./kit/reach.ts";
import { renderer } from "./preset/render.ts";
import { openRecipe } from "./preset/sender.ts";
import { asksOf, type Chosen, checkPreset, givenIn, presetKeys, recipeOf, recipientIdentityOf } from "./preset/settings.ts";
import { tryPreset, untriedBy } from "./preset/trial.ts";

const schema = z
  .strictObject({
    url: endpoint().optional().meta({ description: "Where to send; after the host it may hold templates." }),
    method: z.enum(["POST", "PUT", "PATCH", "GET", "DELETE"]).optional().meta({ description: "Default: POST." }),
    headers: headers()
      .optional()
      .meta({ description: "Sent with every request. Values may hold templates; a value without a template is never stored." }),
    json: tree().optional().meta({ description: "The body. Every text in it is a template." }),
    ...presetKeys,
    ...orderKeys,
    ...policyKeys,
    ...guardKeys,
    ...authorityKeys,
  })
  .superRefine(({ url, method, headers, json, ...settings }, context) => {
    const complain = (path: readonly PropertyKey[], message: string, params: object) =>
      context.addIssue({ code: "custom", path: [...path], message, params });
    checkPreset(settings, complain);
    if (settings.preset === undefined && url === undefined)
      complain([], 'missing key "url"', { code: "E_MISSING_KEY", hint: "name a url, or a preset" });
    if (settings.preset === undefined) return;
    const { inputs } = settings.preset.file;
    const own = { url, method, headers, json };
    for (const [key, value] of Object.entries(own))
      if (value !== undefined) complain([key], `"${key}" and "preset" exclude each other`, { hint: instead(key, inputs) });
  });

/** A preset may take the address under another key. */
function instead(key: string, inputs: object): string {
  const other = key === "url" ? ["webhook_url", "base"].find((each) => each in inputs) : undefined;
  return other === undefined ? "copy the preset's file to change it" : `write ${other}: in the place of url:`;
}

const action = z.strictObject({
  json: tree().optional().meta({ description: "The body, instead of the destination's. Not for a preset." }),
  title: template({ escape: "none" }).optional().meta({ description: "For a preset: the subject, in one line." }),
  text: template({ escape: "none" }).optional().meta({ description: "For a preset: the text." }),
});

type Settings = z.output<typeof schema>;
type Action = z.output<typeof action>;

/** Any HTTP interface: a CRM, a ticket system, a workflow. */
export const http: Destination<Settings, Action> = {
  type: "http",
  summary: "Sends a request with a JSON body that you write, or the requests of a preset for a CRM, a help desk or a chat.",
  example: {
    settings: {
      method: "PUT",
      url: "https://crm.example.com/v1/sessions/{{ event.session }}",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of rules.yaml, not of JavaScript
      headers: { authorization: "Bearer ${CRM_TOKEN}" },
      json: { agent: "{{ event.agent }}", said: "{{ event.message }}", at: "{{ event.time | iso }}" },
    },
    action: {},
    renders: {
      method: "PUT",
      path: "/v1/sessions/session_xyz789",
      json: { agent: "A80HVD8577", said: "I want to speak to a human", at: "2026-03-02T09:00:00.000Z" },
    },
  },
  schema,
  action,
  requires: () => [],
  tryOut,
  asks: asksOf,
  configure,
};

/** The user's own request is not sent, because its effect is unknown. Only its host is tested. */
async function tryOut({ preset, ...settings }: Settings, variable: SenderEnvironment["variable"]): Promise<readonly Tried[]> {
  const { url, allow_private, ca } = settings;
  if (preset === undefined) return url === undefined ? [] : await tryAddress({ origin: originOf(url), allow_private, ca, variable });
  const [recipe, given] = [recipeOf(preset, settings), givenIn(settings)];
  if (preset.file.probe !== undefined) return await tryPreset({ file: preset.file, given, recipe, allow_private, ca, variable });
  const origins = [...new Set(recipe.steps.map(({ address }) => address.origin))];
  const reached = await Promise.all(origins.map((origin) => tryAddress({ origin, allow_private, ca, variable })));
  return [...reached.flat(), ...untriedBy(preset.file)];
}

function configure(settings: Settings, context: DestinationContext): Configured<Action> {
  const { url, preset } = settings;
  if (preset !== undefined) return inOrder(discreet(ofPreset(preset, settings, context), context), settings);
  if (url === undefined) throw new Error("the schema lets nothing pass that has neither a url nor a preset");
  return inOrder(discreet(ofOwn({ ...settings, url }, context), context), settings);
}

function ofPreset(preset: Chosen, settings: Settings, context: DestinationContext): Configured<Action> {
  const recipe = recipeOf(preset, settings);
  const { limit } = recipe;
  const policy = policyOf(settings, { concurrency: 8, ...(limit === undefined ? {} : { limit }) });
  const { allow_private, ca } = settings;
  const recipientIdentity = recipientIdentityOf(recipe, settings.on_missing_identity);
  return {
    policy,
    ...(recipientIdentity && { recipientIdentity }),
    fingerprint: preset.digest,
    render: renderer(recipe, context.name),
    adopt: (body) => (isJsonObject(body) && body.preset === recipe.id ? body : undefined),
    open: (environment) => openRecipe({ recipe, context, environment, connections: policy.concurrency, allow_private, ca }),
  };
}

type Own = Settings & { readonly url: Template };

function ofOwn(settings: Own, context: DestinationContext): Configured<Action> {
  const policy = policyOf(settings, { concurrency: 32 });
  return {
    policy,
    render: (own, view) => [{ recipient: context.name, body: bodyOf(settings, own, view), thread: undefined }],
    adopt(body) {
      const [sent, path] = [requestIn(body), fixedPath(settings.url)];
      const varied = sent && headersIn(sent, variedHeaders(settings.headers ?? {}));
      if (sent === undefined || path === undefined || varied === undefined) return undefined;
      return { method: settings.method ?? "POST", path, json: sent.json, ...varied };
    },
    open: (environment) => open(settings, context, environment, policy.concurrency),
  };
}

/** Without the host: a secret in `headers` goes only to the host beside it in the file. */
function bodyOf(settings: Own, own: Action, view: View): Json {
  const { method = "POST" } = settings;
  const varied = renderedHeaders(settings.headers ?? {}, view);
  const queued = { method, path: pathOf(settings.url, view, method), json: jsonOf(own.json ?? settings.json, method, view) };
  return Object.keys(varied).length === 0 ? queued : { ...queued, headers: varied };
}

function jsonOf(json: Tree | undefined, method: string, view: View): Json {
  if (json !== undefined) return json.render(view);
  return method === "GET" || method === "DELETE" ? null : usualBody(view);
}

function open(settings: Own, context: DestinationContext, environment: SenderEnvironment, connections: number): Sender {
  const { url, allow_private, ca } = settings;
  const own = fixedHeaders(settings.headers ?? {});
  const secrets = Object.values(own).flatMap(secretsOf);
  const client = clientFor({ origin: originOf(url), allow_private, ca, connections, secrets }, context, environment);
  return {
    send(message, { key, signal, unsure = false }) {
      const { method, path, json = null, headers: varied = {} } = objectOf(message.body);
      const body = json === null ? undefined : JSON.stringify(json);
      const type = body === undefined ? {} : { "content-type": "application/json" };
      const sent = { ...type, ...own, ...textsIn(varied), "idempotency-key": key, "user-agent": environment.userAgent };
      const sentTexts = () => [...textsOf(json), ...textsOf(varied)];
      const judge: Judge = (status, usual) => ownReceiver(status, usual, { hasOnePath: hasOnePath(url), unsure });
      return client.attempt({ method: String(method), path: String(path), headers: sent, body, signal, sentTexts, judge });
    },
    load: () => client.load(),
    close: () => client.close(),
  };
}

/** The headers of a queued request that depend on the event; undefined where one is missing. */
function headersIn({ headers: queued = {} }: JsonObject, names: readonly string[]): JsonObject | undefined {
  if (names.length === 0) return {};
  const known = textsIn(queued);
  const found = names.flatMap((name) => (known[name] === undefined ? [] : [[name, known[name]] as const]));
  return found.length === names.length ? { headers: Object.fromEntries(found) } : undefined;
}

function textsIn(headers: Json): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(objectOf(headers)).map(([name, each]) => [name, String(each)]));
}

/** A header's value, and the part after the scheme in a value like `Bearer abc`. */
function secretsOf(value: string): readonly string[] {
  const [, credentials] = /^\S+\s+(\S.*)$/.exec(value) ?? [];
  return credentials === undefined ? [value] : [value, credentials];
}
