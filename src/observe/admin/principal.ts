/** Who calls: resolved for each request, here and nowhere else. */

import { createHash, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { type Access, adminName, isWeak, mayAct, type NamedToken, type Principal, type Role } from "../../core/principal.ts";
import type { Emit } from "../../core/signal.ts";
import { type Clock, minute, second } from "../../core/time.ts";
import type { ProblemCode, Refuse } from "./problem.ts";
import { createTries, defaultTries, type Tries } from "./tries.ts";

export type Resolved =
  | { readonly kind: "known"; readonly principal: Principal }
  /** Nothing was shown. */
  | { readonly kind: "unknown" }
  | { readonly kind: "wrong" }
  /** So many were wrong that this one was not believed. */
  | { readonly kind: "too_many" };

export type Resolve = (request: Request) => Resolved;

export interface ResolveOptions {
  readonly access: Access;
  /** Wrong tokens of one address in a minute. */
  readonly tries?: number | undefined;
  readonly now: Clock;
}

interface Kept {
  readonly principal: Principal;
  readonly digest: Buffer;
  readonly weak: boolean;
}

const everybody: Resolved = { kind: "known", principal: { name: adminName, role: "admin", via: "preview" } };

export function createResolve({ access, tries = defaultTries, now }: ResolveOptions): Resolve {
  if (access.tokens.length === 0) return () => everybody;
  const kept = access.tokens.map(keptOf);
  const budget = createTries(tries, now);
  return (request) => {
    const given = bearerOf(request);
    return given === undefined ? { kind: "unknown" } : believed(matching(given, kept), addressOf(request), budget);
  };
}

function keptOf(named: NamedToken): Kept {
  const { name, role, token } = named;
  return { principal: { name, role, via: "token" }, digest: digestOf(token), weak: isWeak(named) };
}

/** A long token cannot be guessed at any speed, so nobody's wrong tries lock its owner out. A short one is not believed meanwhile. */
function believed(found: Kept | undefined, address: string, tries: Tries): Resolved {
  const hasLeft = tries.hasLeft(address);
  if (found !== undefined && (hasLeft || !found.weak)) return { kind: "known", principal: found.principal };
  if (!hasLeft) return { kind: "too_many" };
  tries.take(address);
  return { kind: "wrong" };
}

/** Both sides are hashed first, and all tokens are compared: the time that it takes says nothing about them. */
function matching(given: string, kept: readonly Kept[]): Kept | undefined {
  const digest = digestOf(given);
  return kept.filter((each) => timingSafeEqual(each.digest, digest))[0];
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Undefined where no token is shown; a header of another form counts as a wrong one. */
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

/** Lets in who is known, and remembers for the request who it is. A wrong token is a line of the log. */
export function knownOnly(resolve: Resolve, refuse: Refuse, emit: Emit): RequestHandler {
  return (request, response, next) => {
    const resolved = resolve(request);
    if (resolved.kind === "known") {
      response.locals.principal = resolved.principal;
      return next();
    }
    const code = refusals[resolved.kind];
    if (resolved.kind !== "unknown") emit({ name: "admin.refused", code, call: callOf(request), address: addressOf(request) });
    if (code === "too_many_tries") response.setHeader("retry-after", String(minute / second));
    else response.setHeader("www-authenticate", "Bearer");
    refuse(response, code);
  };
}

/** Who was let in. */
export function principalOf({ locals }: Response): Principal {
  return locals.principal as Principal; // `knownOnly` stands before every call
}

/** Lets pass who has the role that a call needs. */
export function roleOnly(call: string, needed: Role, refuse: Refuse, emit: Emit): RequestHandler {
  return (request, response, next) => {
    const { name, role } = principalOf(response);
    if (mayAct(role, needed)) return next();
    emit({ name: "admin.refused", code: "role_required", call, address: addressOf(request), by: name });
    refuse(response, "role_required", `This call needs the role ${needed}; ${name} is a ${role}.`);
  };
}

/** What was asked for, bounded and without its query. */
function callOf({ method, path }: Request): string {
  return `${method} ${path}`.slice(0, 100);
}
