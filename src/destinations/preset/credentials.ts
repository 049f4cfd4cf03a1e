/** How a preset's requests say who they come from. */

import type { Keep } from "../../core/store.ts";
import type { Clock } from "../../core/time.ts";
import type { HttpClient } from "../../net/http-client.ts";
import { sealedBox } from "../../net/sealed-box.ts";
import { type TokenShelf, tokenShelf } from "../../net/token-shelf.ts";
import { type Tokenless, type TokenSource, tokenSource } from "../../net/token-source.ts";
import type { Auth } from "./schema.ts";

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
  /** Whether there is a way to a new token. */
  readonly isRenewable: boolean;
  forget(token: string): void;
}

export interface KeyringSettings {
  readonly auth: Auth | undefined;
  /** A client for an origin. */
  readonly clientTo: (origin: string) => HttpClient;
  readonly now: Clock;
  readonly keep: Keep;
  readonly redact: (text: string) => string;
  readonly userAgent: string;
}

export function keyring(settings: KeyringSettings): Keyring {
  const { auth } = settings;
  if (auth?.oauth2 !== undefined) return renewable(auth.oauth2, settings);
  const fixed: Credentials = { kind: "credentials", ...fixedOf(auth), token: undefined };
  return { credentials: async () => fixed, isRenewable: false, forget: () => undefined };
}

type Fixed = { readonly headers: Readonly<Record<string, string>>; readonly query: string };

/** What credentials that never change add to a request. */
export function fixedOf({ bearer, basic, header, query }: Auth = {}): Fixed {
  const none: Fixed = { headers: {}, query: "" };
  if (bearer !== undefined) return { ...none, headers: { authorization: `Bearer ${bearer}` } };
  if (basic !== undefined) return { ...none, headers: { authorization: `Basic ${base64(`${basic.user}:${basic.password}`)}` } };
  if (header !== undefined) return { ...none, headers: { [header.name.toLowerCase()]: header.value } };
  return query === undefined ? none : { ...none, query: new URLSearchParams({ [query.name]: query.value }).toString() };
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function renewable(oauth: NonNullable<Auth["oauth2"]>, settings: KeyringSettings): Keyring {
  const source = sourceOf(oauth, settings);
  const { scheme = "Bearer" } = oauth;
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
function sourceOf(oauth: NonNullable<Auth["oauth2"]>, { clientTo, now, keep, redact, userAgent }: KeyringSettings): TokenSource {
  const { origin, pathname, search } = new URL(oauth.token_url);
  return tokenSource({
    now,
    redact,
    shelf: shelfOf(oauth, { now, keep }),
    ask(signal, refresh = oauth.refresh_token) {
      const form = new URLSearchParams({ grant_type: oauth.grant, client_id: oauth.client_id, client_secret: oauth.client_secret });
      if (oauth.grant === "refresh_token") form.set("refresh_token", refresh ?? "");
      if (oauth.scope !== undefined) form.set("scope", oauth.scope);
      const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json", "user-agent": userAgent };
      return clientTo(origin).roundTrip({ method: "POST", path: pathname + search, headers, body: form.toString(), signal });
    },
  });
}

/** Everybody with the same credentials shares one; with others, also with another refresh token, it begins anew. */
function shelfOf(oauth: NonNullable<Auth["oauth2"]>, { now, keep }: Pick<KeyringSettings, "now" | "keep">): TokenShelf {
  const { token_url, grant, client_id, client_secret, refresh_token = null, scope = null } = oauth;
  const box = sealedBox(client_secret);
  const name = `tokens ${box.nameOf(JSON.stringify([token_url, grant, client_id, refresh_token, scope]))}`;
  return tokenShelf({ keep: (text, instead) => keep(name, text, instead), box, now });
}
