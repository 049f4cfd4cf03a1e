import { z } from "zod";
import type { Configured, Destination, DestinationContext, Sender, SenderEnvironment } from "../../core/destination.ts";
import { objectOf } from "../../core/json.ts";
import { oneOrMany } from "../../rules/language/schema.ts";
import { tree } from "../../rules/templates/template.ts";
import { fixedPath, requestIn } from "../kit/adopt.ts";
import { authorityKeys } from "../kit/authority.ts";
import { clientFor } from "../kit/client.ts";
import { discreet, textsOf } from "../kit/discreet.ts";
import { endpoint, hasOnePath, originOf, pathOf } from "../kit/endpoint.ts";
import { inOrder, orderKeys } from "../kit/ordered.ts";
import { type Judge, ownReceiver } from "../kit/own-receiver.ts";
import { guardKeys, policyKeys, policyOf } from "../kit/policy.ts";
import { tryAddress } from "../kit/reach.ts";
import { faultOfSecret, signatureHeaders, signatures } from "../kit/signing.ts";
import { formats, formed } from "./format.ts";

/** Failures in a row after which a receiver is paused. Waiting messages are not lost, and people get a report. */
const usualDisableAfter = 100;

const schema = z
  .strictObject({
    url: endpoint(),
    secret: oneOrMany(z.string()).meta({ description: "One secret, or several while you change it." }),
    signature: z
      .enum(signatures)
      .optional()
      .meta({ description: "How requests are signed: `standard-webhooks`, or `bithuman-v1` for code that was written for bitHuman." }),
    format: z.enum(formats).optional().meta({
      description:
        "The form of the body: `plain`, one of the two forms of CloudEvents, or bitHuman's own, which is the default with `bithuman-v1`.",
    }),
    json: tree().optional().meta({ description: "The body (with CloudEvents, its `data`). Default: the rule, the event and the session." }),
    disable_after: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .meta({
        description: `After this many failures in a row nothing more is sent, and people get an alert. Default: ${usualDisableAfter}.`,
      }),
    ...orderKeys,
    ...policyKeys,
    ...guardKeys,
    ...authorityKeys,
  })
  .superRefine(({ secret, signature = "standard-webhooks" }, context) => {
    for (const each of secret) {
      const fault = faultOfSecret(each, signature);
      if (fault !== undefined)
        context.addIssue({ code: "custom", path: ["secret"], message: fault.text, params: { code: "E_VALUE", hint: fault.hint } });
    }
    if (signature === "standard-webhooks" || secret.length === 1) return;
    const params = { code: "E_VALUE", hint: "standard-webhooks carries a signature for each secret" };
    context.addIssue({ code: "custom", path: ["secret"], message: "bithuman-v1 has room for one secret", params });
  });

const action = z.strictObject({ json: tree().optional() });

type Settings = z.output<typeof schema>;
type Action = z.output<typeof action>;

/** Your own receiver. Every request is signed, so that it can verify the sender. */
export const webhook: Destination<Settings, Action> = {
  type: "webhook",
  summary: "Sends a signed request (Standard Webhooks) to a receiver of your own.",
  example: {
    settings: { url: "https://example.com/in", secret: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD" },
    action: {},
    renders: {
      path: "/in",
      json: {
        rule: "asks-for-a-human",
        event: { type: "chat.push", agent: "A80HVD8577", session: "session_xyz789", time: "2026-03-02T09:00:00.000Z" },
      },
    },
  },
  schema,
  action,
  requires: () => [],
  tryOut: ({ url, allow_private, ca }, variable) => tryAddress({ origin: originOf(url), allow_private, ca, variable }),
  configure,
};

function configure(settings: Settings, context: DestinationContext): Configured<Action> {
  const { signature, format = signature === "bithuman-v1" ? "bithuman" : "plain" } = settings;
  const policy = { ...policyOf(settings, { concurrency: 32 }), disableAfter: settings.disable_after ?? usualDisableAfter };
  const configured: Configured<Action> = {
    policy,
    render(own, view) {
      const body = { path: pathOf(settings.url, view), ...formed(format, (own.json ?? settings.json)?.render(view), view) };
      return [{ recipient: context.name, body, thread: undefined }];
    },
    adopt(body) {
      const [sent, path] = [requestIn(body), fixedPath(settings.url)];
      if (sent === undefined || path === undefined) return undefined;
      return { path, json: sent.json, ...(sent.headers === undefined ? {} : { headers: sent.headers }) };
    },
    open: (environment) => open(settings, context, environment, policy.concurrency),
  };
  return inOrder(discreet(configured, context), settings);
}

function open(settings: Settings, context: DestinationContext, environment: SenderEnvironment, connections: number): Sender {
  const { url, allow_private, ca, secret, signature = "standard-webhooks" } = settings;
  const client = clientFor({ origin: originOf(url), allow_private, ca, connections, secrets: secret }, context, environment);
  return {
    async send(message, { key, signal, unsure = false }) {
      const { path, headers: formedHeaders = {}, json = null } = objectOf(message.body);
      const body = JSON.stringify(json);
      const timestamp = Math.floor(environment.now() / 1_000);
      const headers = {
        "content-type": "application/json",
        ...textsIn(formedHeaders),
        "idempotency-key": key,
        "user-agent": environment.userAgent,
        ...signatureHeaders({ id: key, timestamp, body }, signature, secret),
      };
      const sentTexts = () => [...textsOf(json), ...textsOf(formedHeaders)];
      const judge: Judge = (status, usual) => ownReceiver(status, usual, { hasOnePath: hasOnePath(url), unsure });
      return await client.attempt({ method: "POST", path: String(path), headers, body, signal, sentTexts, judge });
    },
    load: () => client.load(),
    close: () => client.close(),
  };
}

/** The headers that `formed` has made, as the queue stored them. */
function textsIn(headers: unknown): Readonly<Record<string, string>> {
  return headers as Readonly<Record<string, string>>; // `render` made them, and the queue keeps JSON as it is
}
