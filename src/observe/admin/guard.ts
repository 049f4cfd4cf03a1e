/**
 * The requests that the admin port reads at all: to its own names, from its own pages or from programs. principal.ts decides who gets
 * access.
 */

import { isIP } from "node:net";
import type { Request, RequestHandler } from "express";
import type { Refuse } from "./problem.ts";
import type { PublicAddress } from "./sign-in/public-address.ts";

/** `any`: the surrounding program's server decides who reaches the port. */
export type AllowedHosts = readonly string[] | "any";

/**
 * Refuses a request for a host name that is not ours. A page can point its own name to 127.0.0.1 and so reach this port from the
 * visitor's browser (DNS rebinding). It cannot do that with an address instead of a name, nor with `localhost`.
 */
export function allowHosts(names: AllowedHosts, address: PublicAddress | undefined, refuse: Refuse): RequestHandler {
  if (names === "any") return (_request, _response, next) => next();
  const allowed = new Set(["localhost", ...names.map((name) => name.toLowerCase()), address?.host]);
  return (request, response, next) => {
    const name = hostName(request.headers.host);
    if (name !== undefined && (allowed.has(name) || isIP(name) !== 0)) next();
    else refuse(response, "host_not_allowed");
  };
}

/** The name in a Host header, without port and brackets; undefined where it is missing or no host. */
function hostName(header: string | undefined): string | undefined {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(header ?? "") ?? [];
  return (bracketed ?? plain)?.toLowerCase();
}

/** Refuses paths that another program on the way may read differently. */
export function plainPaths(refuse: Refuse): RequestHandler {
  return (request, response, next) => {
    const [path = ""] = request.url.split("?");
    if (/(^|[/\\])(\.|%2e){1,2}([/\\]|%2f|%5c|$)|\\|%5c|%00/i.test(path)) refuse(response, "path_not_allowed");
    else next();
  };
}

/**
 * Refuses requests from pages of other sites. Browsers name the page's origin, or say that it is another site; programs send neither. A
 * page
 * cannot look like a program, because JSON to another site needs a pre-flight request, and nothing here answers those.
 */
export function ownOrigin(address: PublicAddress | undefined, refuse: Refuse): RequestHandler {
  return (request, response, next) => {
    if (isForeign(request, address)) refuse(response, "origin_not_allowed");
    else next();
  };
}

/** A proxy may forward another Host than the browser's, so the public address counts as well. */
function isForeign(request: Request, address: PublicAddress | undefined): boolean {
  const { origin, host } = request.headers;
  if (origin !== undefined) return origin !== address?.origin && !isOriginOf(origin, host);
  const site = request.headers["sec-fetch-site"];
  const isVisit = request.method === "GET" && request.headers["sec-fetch-mode"] === "navigate";
  return site !== undefined && site !== "same-origin" && site !== "none" && !isVisit;
}

function isOriginOf(origin: string, host: string | undefined): boolean {
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}

/** Requires JSON in every body, because a form of another site cannot send it. */
export function jsonOnly(refuse: Refuse): RequestHandler {
  return (request, response, next) => {
    const isEmpty = request.headers["transfer-encoding"] === undefined && Number(request.headers["content-length"] ?? 0) === 0;
    const isJson = /^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? "");
    const isBare = isEmpty && request.headers["content-type"] === undefined;
    if (request.method === "GET" || request.method === "HEAD" || isJson || isBare) next();
    else refuse(response, "media_type_unsupported");
  };
}
