/** The public address of the page (PUBLIC_ADMIN_URL), also behind a proxy that adds a path. */

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

/** Removes the prefix from each path that has it: one proxy keeps it, another removes it, and a tunnel has none. */
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
