/** The credentials of a preset's requests. */

import type { CompareAndSet } from "../../core/compare-and-set.ts";
import type { Json } from "../../core/json.ts";
import type { Clock } from "../../core/time.ts";
import type { HttpAnswer } from "../../net/classify.ts";
import type { HttpClient } from "../../net/http-client.ts";
import { sealedBox } from "../../net/sealed-box.ts";
import { type TokenShelf, tokenShelf } from "../../net/token-shelf.ts";
import { type Tokenless, type TokenSource, tokenSource } from "../../net/token-source.ts";
import type { Auth } from "./schema.ts";
import { readServiceAccount, signedClaim } from "./service-account.ts";

/** What is added to a request; `token` is one that can be renewed. */
export type Credentials =
  | {
      readonly kind: "credentials";
      readonly headers: Readonly<Record<string, string>>;
      readonly query: string;
      readonly token: string | undefined;
    }
  | Tokenless;

export interface Keyring {
  credentials(signal: AbortSignal): Promise<Credentials>;
  /** Whether a new token can be fetched. */
  readonly isRenewable: boolean;
  forget(token: string): void;
}

export interface KeyringSettings {
  readonly auth: Auth | undefined;
  /** A client for an origin. */
  readonly clientTo: (origin: string) => HttpClient;
  readonly now: Clock;
  readonly keep: CompareAndSet;
  readonly redact: (text: string) => string;
  readonly userAgent: string;
}

export function keyring(settings: KeyringSettings): Keyring {
  const { auth } = settings;
  if (auth?.oauth2 !== undefined) return renewable(sourceOf(auth.oauth2, settings), auth.oauth2.scheme);
  if (auth?.service_account !== undefined) return renewable(serviceSource(auth.service_account, settings));
  const fixed: Credentials = { kind: "credentials", ...fixedOf(auth), token: undefined };
  return { credentials: async () => fixed, isRenewable: false, forget: () => undefined };
}

type Fixed = { readonly headers: Readonly<Record<string, string>>; readonly query: string };

/** What fixed credentials add to a request. */
export function fixedOf({ bearer, basic, header, query }: Auth = {}): Fixed {
  const none: Fixed = { headers: {}, query: "" };
  if (bearer !== undefined) return { ...none, headers: { authorization: `Bearer ${bearer.replace(/^bearer\s+/i, "")}` } };
  if (basic !== undefined) return { ...none, headers: { authorization: `Basic ${base64(`${basic.user}:${basic.password}`)}` } };
  if (header !== undefined) return { ...none, headers: { [header.name.toLowerCase()]: header.value } };
  return query === undefined ? none : { ...none, query: new URLSearchParams({ [query.name]: query.value }).toString() };
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function renewable(source: TokenSource, scheme = "Bearer"): Keyring {
  return {
    isRenewable: true,
    forget: source.forget,
    async credentials(signal) {
      const fetched = await source.token(signal);
      if (fetched.kind !== "token") return fetched;
      const { token } = fetched;
      return { kind: "credentials", headers: { authorization: `${scheme} ${token}` }, query: "", token };
    },
  };
}

/** RFC 6749, 4.4.2 and 6, with the client's secret in the body (2.3.1). */
function sourceOf(oauth: NonNullable<Auth["oauth2"]>, settings: KeyringSettings): TokenSource {
  const { token_url, grant, client_id, client_secret, refresh_token = null, scope = null } = oauth;
  return tokenSource({
    ...settings,
    shelf: shelfOf([token_url, grant, client_id, refresh_token, scope], client_secret, settings),
    ask(signal, refresh = oauth.refresh_token) {
      const form = new URLSearchParams({ grant_type: grant, client_id, client_secret });
      if (grant === "refresh_token") form.set("refresh_token", refresh ?? "");
      if (scope !== null) form.set("scope", scope);
      return askFor(form, token_url, signal, settings);
    },
  });
}

/** RFC 7523, 2.1: the holder of the account's private key may ask for a token. */
function serviceSource({ key, token_url, scope }: NonNullable<Auth["service_account"]>, settings: KeyringSettings): TokenSource {
  const account = readServiceAccount(key);
  if (account === undefined) throw new Error("the schema lets no service account pass that cannot be read");
  const { email, privateKey } = account;
  return tokenSource({
    ...settings,
    shelf: shelfOf([token_url, email, scope], privateKey, settings),
    ask(signal) {
      const assertion = signedClaim(account, { audience: token_url, scope, now: settings.now() });
      const form = new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion });
      return askFor(form, token_url, signal, settings);
    },
  });
}

function askFor(form: URLSearchParams, url: string, signal: AbortSignal, { clientTo, userAgent }: KeyringSettings): Promise<HttpAnswer> {
  const { origin, pathname, search } = new URL(url);
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    accept: "application/json",
    "accept-encoding": "identity",
    "user-agent": userAgent,
  };
  return clientTo(origin).roundTrip({ method: "POST", path: pathname + search, headers, body: form.toString(), signal });
}

/** Requests with the same credentials share one shelf; other credentials, also another refresh token, begin a new one. */
function shelfOf(who: Json, secret: string, { now, keep }: Pick<KeyringSettings, "now" | "keep">): TokenShelf {
  const box = sealedBox(secret);
  const name = `tokens ${box.nameOf(JSON.stringify(who))}`;
  return tokenShelf({ keep: (text, instead) => keep(name, text, instead), box, now });
}
