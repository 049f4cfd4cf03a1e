/** `/api/session`: signing in with a token, signing out, and the present sign-in. */

import express, { type Request, type RequestHandler, type Response, type Router } from "express";
import { z } from "zod";
import type { Principal } from "../../../core/access/principal.ts";
import { toIso } from "../../../core/time.ts";
import type { AdminParts } from "../parts.ts";
import type { Refuse } from "../problem.ts";
import { read } from "../queries.ts";
import { dropCookie, setCookie } from "./cookies.ts";
import { addressOf, isMeant, type ResolvePrincipal, refuseUnknown } from "./principal.ts";
import type { PublicAddress } from "./public-address.ts";
import type { Sessions, SignIn } from "./sessions.ts";

export interface SignInParts {
  readonly parts: Pick<AdminParts, "emit" | "publicAddress" | "oidc">;
  readonly resolve: ResolvePrincipal;
  readonly sessions: Sessions;
  readonly refuse: Refuse;
}

const body = z.strictObject({ token: z.string().min(1).max(1_024) });

/** Before the guard, because a person who signs in is not identified yet. */
export function sessionRoutes(signIn: SignInParts): Router {
  const routes = express.Router();
  routes.use((_request, response, next) => {
    response.setHeader("cache-control", "no-store");
    next();
  });
  const route = routes.route("/");
  route.get(showSession(signIn));
  route.post(express.json({ limit: "4kb", inflate: false }), beginSession(signIn));
  route.delete(endSession(signIn));
  route.all((_request, response) => {
    response.setHeader("allow", "GET, HEAD, POST, DELETE");
    signIn.refuse(response, "method_not_allowed");
  });
  return routes;
}

/** A person who has not signed in learns how to do it. */
function showSession({ parts, resolve, refuse }: SignInParts): RequestHandler {
  const ways = { sign_in: { token: true, oidc: parts.oidc !== undefined } };
  const refuseWithWays: Refuse = (response, code, message) => refuse(response, code, message, ways);
  return (request, response) => {
    const resolved = resolve(request);
    if (resolved.kind !== "known") return refuseUnknown(resolved.kind, { request, response, refuse: refuseWithWays, emit: parts.emit });
    const { principal, session } = resolved;
    const { name, role, via } = principal;
    response.json({
      name,
      role,
      via,
      csrf: session?.csrf ?? null,
      expires_at: session === undefined ? null : toIso(session.expiresAt),
    });
  };
}

/** In a preview nobody has to sign in, and the page need not know that. */
function beginSession({ parts, resolve, sessions, refuse }: SignInParts): RequestHandler {
  return (request, response) => {
    const given = read(body, request.body, ({ token }) => token);
    if (given.kind === "refused") return refuse(response, "invalid_request", given.message);
    const found = resolve.token(given.value, request);
    if (found.kind === "wrong" || found.kind === "too_many")
      return refuseUnknown(found.kind, { request, response, refuse, emit: parts.emit });
    if (found.kind === "known") begin({ via: "token", token: found.token }, { request, response, sessions, parts });
    response.status(204).end();
  };
}

interface Beginning {
  readonly request: Request;
  readonly response: Response;
  readonly sessions: Sessions;
  readonly parts: SignInParts["parts"];
}

/** Sets the two cookies. */
export function begin(signIn: SignIn, { request, response, sessions, parts }: Beginning): void {
  const { session, sealed, lasts } = sessions.begin(signIn);
  const names = sessions.cookieNames();
  const where = cookieScope(request, parts.publicAddress);
  setCookie(response, names.session, sealed, { ...where, lasts });
  setCookie(response, names.csrf, session.csrf, { ...where, lasts, isReadable: true });
  report("begun", session.principal, request, parts);
}

/** Ends the session everywhere and removes the cookies. Without a session, nothing is left to do. */
function endSession({ parts, resolve, sessions, refuse }: SignInParts): RequestHandler {
  return async (request, response) => {
    const resolved = resolve(request);
    const session = resolved.kind === "known" ? resolved.session : undefined;
    if (session !== undefined && !isMeant(request, session)) return refuse(response, "csrf_token_required");
    if (session !== undefined) {
      await sessions.end(session);
      report("ended", session.principal, request, parts);
    }
    const names = sessions.cookieNames();
    const where = cookieScope(request, parts.publicAddress);
    dropCookie(response, names.session, where);
    dropCookie(response, names.csrf, { ...where, isReadable: true });
    response.status(204).end();
  };
}

function report(action: "begun" | "ended", { name: by, role, via }: Principal, request: Request, { emit }: SignInParts["parts"]): void {
  emit({ name: "admin.session", action, by, role, via, address: addressOf(request) });
}

/** A browser names the origin of its request: the public address or the port itself. */
function cookieScope({ headers }: Request, address: PublicAddress | undefined): { readonly path: string; readonly isSecure: boolean } {
  const isSecure =
    headers.origin === undefined
      ? address?.origin.startsWith("https://") === true && isAt(address, headers.host)
      : headers.origin.startsWith("https://");
  return { path: address?.prefix || "/", isSecure };
}

function isAt({ origin }: PublicAddress, host: string | undefined): boolean {
  return new URL(origin).host === host?.toLowerCase();
}
