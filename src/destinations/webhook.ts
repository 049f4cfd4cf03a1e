import { z } from "zod";
import type { Configured, Destination, DestinationContext, Edge, Sender } from "../core/destination.ts";
import { oneOrMany } from "../rules/schema.ts";
import { tree } from "../rules/template.ts";
import { objectOf, usualBody } from "./body.ts";
import { clientFor } from "./client.ts";
import { discreet, textsOf } from "./discreet.ts";
import { endpoint, originOf, pathOf } from "./endpoint.ts";
import { guardKeys, policyKeys, policyOf } from "./policy.ts";
import { signatureOf, signingSecret } from "./signing.ts";

const schema = z.strictObject({
  url: endpoint(),
  secret: oneOrMany(signingSecret()).meta({ description: "One, or several while you change from one to the other." }),
  json: tree().optional().meta({ description: "The body; without it, the rule, the event and the session." }),
  ...policyKeys,
  ...guardKeys,
});

const action = z.strictObject({ json: tree().optional() });

type Settings = z.output<typeof schema>;
type Action = z.output<typeof action>;

/** A receiver of your own: every request is signed, so that it can know who sent it. */
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
  configure,
};

function configure(settings: Settings, context: DestinationContext): Configured<Action> {
  const policy = policyOf(settings, { concurrency: 32 });
  const configured: Configured<Action> = {
    policy,
    render(own, view) {
      const json = own.json ?? settings.json;
      const body = { path: pathOf(settings.url, view), json: json === undefined ? usualBody(view) : json.render(view) };
      return [{ recipient: context.name, body, thread: undefined }];
    },
    open: (edge) => open(settings, context, edge, policy.concurrency),
  };
  return discreet(configured, context);
}

function open(settings: Settings, context: DestinationContext, edge: Edge, connections: number): Sender {
  const { url, allow_private, secret } = settings;
  const client = clientFor({ origin: originOf(url), allow_private, connections, secrets: secret }, context, edge);
  return {
    send(message, { key, signal }) {
      const { path, json = null } = objectOf(message.body);
      const body = JSON.stringify(json);
      const timestamp = Math.floor(edge.now() / 1_000);
      const headers = {
        "content-type": "application/json",
        "idempotency-key": key,
        "user-agent": edge.userAgent,
        "webhook-id": key,
        "webhook-timestamp": String(timestamp),
        "webhook-signature": signatureOf({ id: key, timestamp, body }, secret),
      };
      return client.attempt({ method: "POST", path: String(path), headers, body, signal, told: () => textsOf(json) });
    },
    close: () => client.close(),
  };
}
