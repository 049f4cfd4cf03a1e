/** An OpenID provider on this machine (npm's oidc-provider), whose people sign in by their name alone. */

import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pathToFileURL } from "node:url";
import { requireFrom } from "./packages.ts";

export interface OidcProvider {
  readonly issuer: string;
  close(): Promise<void>;
}

export interface ProviderOptions {
  readonly redirectUris: readonly string[];
  /** The groups of each person, by the name of the account. */
  readonly people: Readonly<Record<string, readonly string[]>>;
  /** None: a public client. */
  readonly secret?: string;
  /** Claims stand in the ID token, too; else at the userinfo endpoint only. */
  readonly inIdToken?: boolean;
  /** `localhost` is another site than 127.0.0.1, where the relay is: a browser's rules about cookies of other sites hold then. */
  readonly port?: number;
}

/** The part of oidc-provider that is used here; it has no types of its own. */
interface Provider {
  callback(): (request: IncomingMessage, response: ServerResponse) => void;
  interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<{ readonly uid: string }>;
  interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
  readonly Grant: new (facts: {
    readonly accountId: string;
    readonly clientId: string;
  }) => { addOIDCScope(scope: string): void; save(): Promise<string> };
}

export const clientId = "relay";

export async function startProvider(options: ProviderOptions): Promise<OidcProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`; // it listens on a port, not on a pipe
  const provider = await openProvider(issuer, options);
  const answer = provider.callback();
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith("/interaction/")) void interact(provider, request, response);
    else answer(request, response);
  });
  return { issuer, close: () => closed(server) };
}

async function openProvider(issuer: string, { redirectUris, people, secret, inIdToken = true }: ProviderOptions): Promise<Provider> {
  const path = requireFrom("oidc").resolve("oidc-provider");
  const { Provider: Made } = (await import(pathToFileURL(path).href)) as { Provider: new (issuer: string, settings: object) => Provider }; // its documentation
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: "jwk" }), kid: "one", use: "sig", alg: "RS256" };
  const proof = secret === undefined ? { token_endpoint_auth_method: "none" } : { client_secret: secret };
  return new Made(issuer, {
    clients: [
      { client_id: clientId, ...proof, redirect_uris: redirectUris, response_types: ["code"], grant_types: ["authorization_code"] },
    ],
    pkce: { required: () => true },
    scopes: ["openid", "profile", "groups"],
    claims: { openid: ["sub"], profile: ["name"], groups: ["groups"] },
    conformIdTokenClaims: !inIdToken,
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, name: `${id} of the team`, ...(people[id] === undefined ? {} : { groups: people[id] }) }),
    }),
    jwks: { keys: [key] },
    cookies: { keys: ["a key for the provider's own cookies"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
  });
}

/** A form with one field; `?account=` signs in at once, for those who are no browser. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await provider.interactionDetails(request, response);
  const accountId = new URL(request.url ?? "", "http://localhost").searchParams.get("account");
  if (accountId === null) {
    response.setHeader("content-type", "text/html");
    response.end('<!doctype html><title>Sign in</title><form><label>Account <input name="account"></label><button>Sign in</button></form>');
    return;
  }
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope("openid profile groups");
  await provider.interactionFinished(request, response, { login: { accountId }, consent: { grantId: await grant.save() } });
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => void server.close(() => resolve()));
}
