/** Finds out who calls: for each request, here and nowhere else. */

import { createHash, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { type Access, type AdminRole, adminName, isWeak, mayAct, type NamedToken, type Principal } from "../../../core/access/principal.ts";
import type { Emit } from "../../../core/signal.ts";
import { type Clock, minute, second } from "../../../core/time.ts";
import type { ProblemCode, Refuse } from "../problem.ts";
import { createTries, defaultTries, type Tries } from "../tries.ts";
import { cookieOf } from "./cookies.ts";
import type { PageSession, Sessions } from "./sessions.ts";

export type Resolved =
  /** `session`: by a cookie, which a browser sends with any page's requests. */
  | { readonly kind: "known"; readonly principal: Principal; readonly session?: PageSession }
  /** The request has neither a token nor a cookie. */
  | { readonly kind: "unknown" }
  | { readonly kind: "wrong" }
  /** There were so many wrong ones that this one is not accepted. */
  | { readonly kind: "too_many" };

/** A token that is one of ours. */
export type Believed =
  | { readonly kind: "known"; readonly principal: Principal; readonly token: NamedToken }
  | { readonly kind: "wrong" | "too_many" };

export interface ResolvePrincipal {
  (request: Request): Resolved;
  /** For a token in a body; `preview` where no token is needed. */
  token(given: string, request: Request): Believed | { readonly kind: "preview" };
}

export interface ResolveOptions {
  readonly access: Access;
  readonly sessions: Sessions;
  /** Wrong tokens of one address in a minute. */
  readonly tries?: number | undefined;
  readonly now: Clock;
}

interface Kept {
  readonly named: NamedToken;
  readonly digest: Buffer;
}

const everybody: Resolved = { kind: "known", principal: { name: adminName, role: "admin", via: "preview" } };

export function createResolve({ access, sessions, tries = defaultTries, now }: ResolveOptions): ResolvePrincipal {
  if (access.tokens.length === 0) return Object.assign(() => everybody, { token: () => ({ kind: "preview" }) as const });
  const kept = access.tokens.map((named): Kept => ({ named, digest: digestOf(named.token) }));
  const budget = createTries(tries, now);
  const token = (given: string, request: Request) => believed(matching(given, kept), addressOf(request), budget);
  const resolve = (request: Request): Resolved => {
    const given = bearerOf(request);
    if (given !== undefined) return token(given, request);
    const session = sessions.find(cookieOf(request, sessions.cookieNames().session) ?? "");
    return session === undefined ? { kind: "unknown" } : { kind: "known", principal: session.principal, session };
  };
  return Object.assign(resolve, { token });
}

/** A long token cannot be guessed at any speed, so wrong tries of others do not lock its owner out. A short one is refused meanwhile. */
function believed(found: Kept | undefined, address: string, tries: Tries): Believed {
  const hasLeft = tries.hasLeft(address);
  if (found !== undefined && (hasLeft || !isWeak(found.named))) {
    const { name, role } = found.named;
    return { kind: "known", principal: { name, role, via: "token" }, token: found.named };
  }
  if (!hasLeft) return { kind: "too_many" };
  tries.take(address);
  return { kind: "wrong" };
}

/** Both sides are hashed first, and all tokens are compared, so the time reveals nothing about them. */
function matching(given: string, kept: readonly Kept[]): Kept | undefined {
  const digest = digestOf(given);
  return kept.filter((each) => timingSafeEqual(each.digest, digest))[0];
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Undefined without a token; a header in another form counts as a wrong token. */
function bearerOf({ headers: { authorization } }: Request): string | undefined {
  if (authorization === undefined) return undefined;
  const [, given = ""] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
  return given;
}

export function addressOf({ socket }: Request): string {
  return socket.remoteAddress ?? "";
}

const refusals = { unknown: "unauthorized", wrong: "unauthorized", too_many: "too_many_tries" } as const satisfies Record<
  Exclude<Resolved["kind"], "known">,
  ProblemCode
>;

/** Lets identified callers pass, and stores their identity for the request. A wrong token is logged. */
export function knownOnly(resolve: ResolvePrincipal, refuse: Refuse, emit: Emit): RequestHandler {
  return (request, response, next) => {
    const resolved = resolve(request);
    if (resolved.kind !== "known") return refuseUnknown(resolved.kind, { request, response, refuse, emit });
    if (resolved.session !== undefined && !isMeant(request, resolved.session)) return refuse(response, "csrf_token_required");
    response.locals.principal = resolved.principal;
    next();
  };
}

interface Refusing {
  readonly request: Request;
  readonly response: Response;
  readonly refuse: Refuse;
  readonly emit: Emit;
}

/** Answers an unidentified caller, and logs what was wrong. */
export function refuseUnknown(kind: Exclude<Resolved["kind"], "known">, { request, response, refuse, emit }: Refusing): void {
  const code = refusals[kind];
  if (kind !== "unknown") emit({ name: "admin.refused", code, call: callOf(request), address: addressOf(request) });
  if (code === "too_many_tries") response.setHeader("retry-after", String(minute / second));
  else response.setHeader("www-authenticate", "Bearer");
  refuse(response, code);
}

/**
 * A browser also sends the cookie with requests of other pages on this host, because SameSite looks at neither ports nor paths. Only our
 * page
 * can read the second cookie, and browsers name the origin of each changing request; guard.ts has compared it.
 */
export function isMeant(request: Request, { csrf }: PageSession): boolean {
  if (request.method === "GET" || request.method === "HEAD") return true;
  const shown = request.headers["x-csrf-token"];
  return request.headers.origin !== undefined && typeof shown === "string" && timingSafeEqual(digestOf(shown), digestOf(csrf));
}

/** The identified caller. */
export function principalOf({ locals }: Response): Principal {
  return locals.principal as Principal; // `knownOnly` stands before every call
}

/** Passes callers with the role that a call needs. */
export function roleOnly(call: string, needed: AdminRole, refuse: Refuse, emit: Emit): RequestHandler {
  return (request, response, next) => {
    const { name, role } = principalOf(response);
    if (mayAct(role, needed)) return next();
    emit({ name: "admin.refused", code: "role_required", call, address: addressOf(request), by: name });
    refuse(response, "role_required", `This call needs the role ${needed}; ${name} is a ${role}.`);
  };
}

/** The call, shortened and without its query. */
function callOf({ method, baseUrl, path }: Request): string {
  return `${method} ${baseUrl}${path === "/" && baseUrl !== "" ? "" : path}`.slice(0, 100);
}
