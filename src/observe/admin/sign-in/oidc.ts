/**
 * Signing in with a provider: authorization code with PKCE. The provider is first asked when somebody signs in, so the relay starts without
 * it.
 */

import { createHash } from "node:crypto";
import type * as OpenId from "openid-client";
import { type OidcSettings, roleOfGroups } from "../../../core/access/oidc.ts";
import type { AdminRole } from "../../../core/access/principal.ts";
import { type Clock, type Instant, minute, plus, second } from "../../../core/time.ts";
import { retried } from "../../../net/retried.ts";
import type { Tickets } from "../../../net/ticket.ts";

export interface OidcParts {
  readonly settings: OidcSettings;
  /** How requests reach the provider, perhaps through a proxy. */
  readonly openFetch: () => Promise<typeof fetch>;
}

export interface OidcVisit {
  readonly kind: "begun";
  /** Where the browser goes. */
  readonly url: string;
  /** What the browser brings back in a cookie. */
  readonly carried: string;
}

export type OidcEnding =
  | { readonly kind: "known"; readonly name: string; readonly role: AdminRole; readonly returnTo: string }
  | { readonly kind: "no_role"; readonly name: string }
  | OidcFailure;

export interface OidcFailure {
  readonly kind: "failed";
  /** For the person and the log. It contains nothing of the other side's text, except a code. */
  readonly detail: string;
  /** The provider could not be asked. */
  readonly isAway?: true;
}

export interface OidcFlow {
  begin(returnTo: string, redirectUri: string): Promise<OidcVisit | OidcFailure>;
  /** `shown` is the address that the browser came back to. */
  finish(shown: URL, carried: string): Promise<OidcEnding>;
  /** Identifies the settings. Other settings end the sessions. */
  readonly provider: string;
}

export const loginLasts = 10 * minute;

/** The provider's time limit for each answer, in seconds. */
const timeout = 10;

/** After a failure the provider is not asked for this long, however many people try to sign in. */
const pauseAfterFailure = 5 * second;

interface Carried {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly returnTo: string;
  readonly until: Instant;
}

/** The prefix of each sealed text, so that it is not taken for another kind. */
const kind = "admin-login.";

type OpenTickets = Pick<Tickets, "seal" | "open">;

export function createOidcFlow(parts: OidcParts, tickets: OpenTickets, now: Clock): OidcFlow {
  const { settings } = parts;
  const provider = pausing(
    retried(() => discover(parts)),
    now,
  );
  return {
    provider: createHash("sha256")
      .update(JSON.stringify([settings.issuer, settings.clientId, settings.groups]))
      .digest("base64url"),
    async begin(returnTo, redirectUri) {
      try {
        const { client, config } = await provider();
        const carried = carriedOf(client, returnTo, plus(now(), loginLasts));
        const url = client.buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          scope: scopeOf(config),
          code_challenge: await client.calculatePKCECodeChallenge(carried.verifier),
          code_challenge_method: "S256",
          state: carried.state,
          nonce: carried.nonce,
        });
        return { kind: "begun", url: url.href, carried: sealCarried(carried, tickets) };
      } catch (error) {
        return failureOf(error);
      }
    },
    async finish(shown, text) {
      const carried = openCarried(text, tickets);
      if (carried === undefined || carried.until <= now()) return { kind: "failed", detail: tooLate };
      try {
        return await endingOf(await provider(), settings, shown, carried);
      } catch (error) {
        return failureOf(error);
      }
    },
  };
}

const tooLate = "it was begun more than ten minutes ago, or in another browser; open the page and sign in again";

interface Provider {
  readonly client: typeof OpenId;
  readonly config: OpenId.Configuration;
}

/** Reads the provider's configuration. Throws openid-client's errors. */
export async function discover({ settings, openFetch }: OidcParts): Promise<Provider> {
  const [client, fetchThrough] = await Promise.all([import("openid-client"), openFetch()]);
  const { issuer, clientId, clientSecret } = settings;
  const isPlain = new URL(issuer).protocol === "http:"; // settings allow that on loopback only
  const config = await client.discovery(new URL(issuer), clientId, clientSecret, clientSecret === undefined ? client.None() : undefined, {
    timeout: timeout,
    execute: isPlain ? [client.allowInsecureRequests] : [],
    [client.customFetch]: (url, options) => fetchThrough(url, { ...options, redirect: "manual" } as RequestInit), // the same standard
  });
  return { client, config };
}

/** A provider that is down is not asked for each person who tries. */
function pausing(open: () => Promise<Provider>, now: Clock): () => Promise<Provider> {
  let failed: { readonly at: Instant; readonly error: unknown } | undefined;
  return async () => {
    if (failed !== undefined && Math.abs(now() - failed.at) < pauseAfterFailure) throw failed.error;
    try {
      return await open();
    } catch (error) {
      failed = { at: now(), error };
      throw error;
    }
  };
}

function carriedOf(client: typeof OpenId, returnTo: string, until: Instant): Carried {
  const { randomPKCECodeVerifier, randomState, randomNonce } = client;
  return { verifier: randomPKCECodeVerifier(), state: randomState(), nonce: randomNonce(), returnTo, until };
}

function sealCarried({ verifier, state, nonce, returnTo, until }: Carried, { seal }: OpenTickets): string {
  const text = Buffer.from(JSON.stringify([verifier, state, nonce, returnTo, until])).toString("base64url");
  return seal(`${kind}${text}`).slice(kind.length);
}

function openCarried(text: string, { open }: OpenTickets): Carried | undefined {
  const opened = open(`${kind}${text}`);
  if (opened === undefined) return undefined;
  const [verifier, state, nonce, returnTo, until] = JSON.parse(Buffer.from(opened.slice(kind.length), "base64url").toString());
  return { verifier, state, nonce, returnTo, until }; // what is sealed was written by `sealCarried`
}

/** Some providers refuse an unknown scope. */
function scopeOf(config: OpenId.Configuration): string {
  const { scopes_supported: known } = config.serverMetadata();
  return ["openid", "profile", ...(known === undefined ? [] : ["email", "groups"].filter((scope) => known.includes(scope)))].join(" ");
}

async function endingOf({ client, config }: Provider, settings: OidcSettings, shown: URL, carried: Carried): Promise<OidcEnding> {
  const { verifier, state, nonce, returnTo } = carried;
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true } as const;
  const tokens = await client.authorizationCodeGrant(config, shown, checks);
  const own = tokens.claims();
  if (own === undefined) throw new TypeError("the provider sent no ID token"); // `idTokenExpected` has made sure of it
  const isWhole = own.groups !== undefined || config.serverMetadata().userinfo_endpoint === undefined;
  const claims = isWhole ? own : { ...own, ...(await client.fetchUserInfo(config, tokens.access_token, own.sub)) };
  const name = nameOf(claims);
  const role = roleOfGroups(textsOf(claims.groups), settings.groups);
  return role === undefined ? { kind: "no_role", name } : { kind: "known", name, role, returnTo };
}

type Claims = Readonly<Record<string, unknown>> & { readonly sub: string };

/** The person's name at the provider; `sub` is always there, and seldom a name. */
function nameOf(claims: Claims): string {
  const named = [claims.preferred_username, claims.name, claims.email, claims.sub].find(
    (each) => typeof each === "string" && each.trim() !== "",
  );
  return String(named)
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .trim()
    .slice(0, 64);
}

function textsOf(claim: unknown): readonly string[] {
  return [claim].flat().filter((each) => typeof each === "string");
}

/**
 * The mistake, with its remedy where it is known. The provider's own words are not shown, because they may quote anything. Throws for a bug
 * of ours.
 */
export function failureOf(error: unknown): OidcFailure {
  if (!(error instanceof Error)) throw error;
  const { code, error: answered } = error as Error & { readonly code?: unknown; readonly error?: unknown }; // openid-client's errors have them
  const word = [answered, code].find((each): each is string => typeof each === "string" && /^[\w.-]{1,60}$/.test(each));
  if (error.message === "fetch failed" || word === "OAUTH_TIMEOUT" || word === "OAUTH_ABORT")
    return { kind: "failed", detail: away, isAway: true };
  if (word === undefined) throw error;
  return {
    kind: "failed",
    detail: `the provider or its answer was not as expected (${word}): ${cures[word] ?? "the provider's log may say why"}`,
  };
}

const away = "the provider of OIDC_ISSUER cannot be reached; try again, and look whether the address is right";

const again = "open the page and sign in again";

const cures: Readonly<Record<string, string>> = {
  invalid_client: "OIDC_CLIENT_ID or OIDC_CLIENT_SECRET is not what the provider has",
  unauthorized_client: "the provider does not let this client use an authorization code",
  invalid_scope: "the provider does not give the scopes openid and profile to this client",
  invalid_grant: again,
  access_denied: "the provider did not let this person in",
  OAUTH_INVALID_RESPONSE: again,
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: again,
  OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED: "OIDC_ISSUER is not what the provider calls itself, letter by letter",
  OAUTH_RESPONSE_IS_NOT_CONFORM: "OIDC_ISSUER is probably not the address of the provider",
  OAUTH_RESPONSE_IS_NOT_JSON: "OIDC_ISSUER is probably not the address of the provider",
};
