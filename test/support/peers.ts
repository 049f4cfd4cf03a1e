/** What senders and receivers of webhooks use themselves, with the part of their types that the tests use. */

import { requireFrom } from "./packages.ts";

const load = requireFrom("peers");

interface SvixVerifier {
  verify(body: string, headers: Readonly<Record<string, string>>): unknown;
}

// docs.svix.com/receiving/verifying-payloads/how
export const { Webhook: SvixWebhook } = load("svix") as { readonly Webhook: new (secret: string) => SvixVerifier };

interface CloudEventReader {
  toEvent(request: { readonly headers: object; readonly body: unknown }): unknown;
}

// github.com/cloudevents/sdk-javascript, "Receiving Events"
export const { HTTP } = load("cloudevents") as { readonly HTTP: CloudEventReader };

interface LivekitToken {
  sha256: string | undefined;
  toJwt(): Promise<string>;
}

interface LivekitReceiver {
  receive(body: string, authorization: string | undefined, skipAuth: boolean, clockTolerance: number): Promise<{ readonly event: string }>;
}

// docs.livekit.io/home/server/webhooks
export const { AccessToken, WebhookReceiver } = load("livekit-server-sdk") as {
  readonly AccessToken: new (key: string, secret: string, options: { readonly ttl: string }) => LivekitToken;
  readonly WebhookReceiver: new (key: string, secret: string) => LivekitReceiver;
};
