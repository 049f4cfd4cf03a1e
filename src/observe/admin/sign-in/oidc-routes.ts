/** `/auth/login` and `/auth/callback`: a person goes to the provider and comes back. */

import express, { type Request, type RequestHandler, type Response, type Router } from "express";
import { cookieOf, dropCookie, setCookie } from "./cookies.ts";
import { loginLasts, type OidcFailure, type OidcFlow } from "./oidc.ts";
import { begin, type SignInParts } from "./sign-in.ts";

export interface OidcRouteParts extends SignInParts {
  readonly flow: OidcFlow;
}

/** The most people at once who come back from the provider, because each costs a request to it. */
const mostAtOnce = 20;

export function oidcRoutes(routing: OidcRouteParts): Router {
  const routes = express.Router();
  routes.use((_request, response, next) => {
    response.setHeader("cache-control", "no-store");
    next();
  });
  routes.get("/login", login(routing));
  routes.get("/callback", callback(routing));
  return routes;
}

function login({ flow, sessions, parts }: OidcRouteParts): RequestHandler {
  return async (request, response) => {
    const begun = await flow.begin(safePath(request.query.return), addressIn(request, parts));
    if (begun.kind === "failed") return fail(begun, response, parts);
    setCookie(response, loginCookie(sessions), begun.carried, { ...addressOfPage(request, parts), lasts: loginLasts, sameSite: "lax" });
    response.redirect(302, begun.url);
  };
}

function callback(routing: OidcRouteParts): RequestHandler {
  const { flow, sessions, parts } = routing;
  let underWay = 0;
  return async (request, response) => {
    if (underWay >= mostAtOnce) return say(response, 503, "Too many people sign in at this moment; try again in a minute.");
    underWay += 1;
    try {
      const shown = new URL(`${addressIn(request, parts)}${request.url.slice(request.path.length)}`);
      const ending = await flow.finish(shown, cookieOf(request, loginCookie(sessions)) ?? "");
      dropCookie(response, loginCookie(sessions), { ...addressOfPage(request, parts), sameSite: "lax" });
      if (ending.kind === "failed") return fail(ending, response, parts);
      if (ending.kind === "no_role") return refuseRole(ending.name, request, response, routing);
      const { name, role, returnTo } = ending;
      begin({ via: "oidc", name, role, provider: flow.provider }, { request, response, sessions, parts });
      response.redirect(302, withPrefix(returnTo, parts.publicAddress?.prefix ?? ""));
    } finally {
      underWay -= 1;
    }
  };
}

function loginCookie(sessions: SignInParts["sessions"]): string {
  return sessions.cookieNames().session.replace("session", "login");
}

/** The address to which the provider sends people back. Without a public address it is the port's own, which guard.ts has checked. */
function addressIn({ headers: { host = "" } }: Request, { publicAddress: address }: SignInParts["parts"]): string {
  return address === undefined ? `http://${host}/auth/callback` : `${address.origin}${address.prefix}/auth/callback`;
}

function addressOfPage(
  _request: Request,
  { publicAddress: address }: SignInParts["parts"],
): { readonly path: string; readonly isSecure: boolean } {
  return { path: `${address?.prefix ?? ""}/auth`, isSecure: address?.origin.startsWith("https://") === true };
}

/** A path of this page and of no other site: browsers read `//host` and `/\host` as another site. */
export function safePath(given: unknown): string {
  return typeof given === "string" && given.length <= 1_000 && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(given) ? given : "/";
}

function withPrefix(path: string, prefix: string): string {
  return path === prefix || path.startsWith(`${prefix}/`) ? path : `${prefix}${path}`;
}

function fail({ detail, isAway }: OidcFailure, response: Response, { emit }: SignInParts["parts"]): void {
  emit({ name: "admin.oidc_failed", detail });
  say(response, isAway === true ? 502 : 403, `Signing in failed: ${detail}.`);
}

function refuseRole(name: string, request: Request, response: Response, { parts: { emit } }: OidcRouteParts): void {
  emit({ name: "admin.refused", code: "role_required", call: "GET /auth/callback", address: request.socket.remoteAddress ?? "", by: name });
  say(
    response,
    403,
    `You are signed in as ${name}, and none of your groups may open this page. Whoever runs the relay gives a group a role with OIDC_GROUPS.`,
  );
}

/** For a person in a browser, not for a program. */
function say(response: Response, status: number, words: string): void {
  response.status(status).type("text/plain").send(`${words}\n`);
}
