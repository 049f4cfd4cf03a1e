/** How people reach the page (PUBLIC_ADMIN_URL), also through a proxy that adds a path. */

import type { RequestHandler } from "express";
import { withoutSlashesBehind } from "../../../core/network/slashes.ts";

export interface PublicAddress {
  /** E.g. `https://relay.example.com`. */
  readonly origin: string;
  /** Without the port. */
  readonly host: string;
  /** E.g. `/relay`; empty where the page is at the root. */
  readonly prefix: string;
}

/** Undefined where it is not set, or is no address. */
export function publicAddressOf(written: string | undefined): PublicAddress | undefined {
  if (written === undefined || !/^https?:\/\//i.test(written) || !URL.canParse(written)) return undefined;
  const { origin, hostname, pathname } = new URL(written);
  return { origin, host: hostname, prefix: withoutSlashesBehind(pathname) };
}

/** Takes the prefix off each path that begins with it: one proxy keeps it, another takes it off, and a tunnel has none. */
export function withoutPrefix(address: PublicAddress | undefined): RequestHandler {
  const prefix = address?.prefix ?? "";
  return (request, _response, next) => {
    const { url } = request;
    const rest = url.slice(prefix.length);
    if (prefix !== "" && url.startsWith(prefix) && (rest === "" || /^[/?]/.test(rest)))
      request.url = rest.startsWith("/") ? rest : `/${rest}`;
    next();
  };
}
