/** A source that is ready for requests: keys, ranges and digests are derived once. */

import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Source } from "../core/source.ts";
import { type AllowList, allowList, type ClientAddress, senderBy } from "./allow-list.ts";
import type { WebhookErrorCode } from "./answer.ts";
import { digestOf, type ProofCheck, proofCheck, type Sighting } from "./proof/check.ts";

export interface SourceEndpoint {
  readonly source: Source;
  readonly proof: ProofCheck;
  /** The sender's address behind the source's trusted proxies; undefined where they name none. */
  readonly senderOf: (request: IncomingMessage) => ClientAddress | undefined;
  /** Whether a request's path is this source's; a secret in it is compared in constant time. */
  readonly isAt: (path: string) => boolean;
  /** Why the headers alone refuse the request; otherwise how it is proven. */
  readonly sight: (request: IncomingMessage) => WebhookErrorCode | Sighting;
}

export interface EndpointOptions {
  readonly bodyBytes: number;
  /** Accepts unsigned requests where a source asks for no proof. For loopback only. */
  readonly insecure: boolean;
}

type Check = (request: IncomingMessage) => WebhookErrorCode | undefined;

export function openEndpoint(source: Source, { bodyBytes, insecure }: EndpointOptions): SourceEndpoint {
  const proof = proofCheck(source, insecure);
  const sender = senderIn(source);
  const isAllowed = allowList(source.allowIps);
  const checks: readonly Check[] = [
    ({ method }) => (method === "POST" ? undefined : "method_not_allowed"),
    ...(source.allowIps.length === 0 ? [] : [address(sender, isAllowed)]),
    ({ headers }) => (Number(headers["content-length"] ?? 0) > bodyBytes ? "body_too_large" : undefined),
    plainBody,
    ...(source.proof.kind === "none" ? [ownPage] : []),
    ...Object.entries(source.headers).map(([name, value]) => credential(name, value)),
  ];
  const sight = (request: IncomingMessage) => firstRefusal(checks, request) ?? proof.sight(request.headers);
  return { source, proof, senderOf: sender, isAt: pathOf(source), sight };
}

function pathOf({ path, proof }: Source): (path: string) => boolean {
  if (proof.kind !== "path") return (asked) => asked === path;
  const expected = digestOf(path);
  return (asked) => timingSafeEqual(digestOf(asked), expected);
}

function firstRefusal(checks: readonly Check[], request: IncomingMessage): WebhookErrorCode | undefined {
  for (const check of checks) {
    const code = check(request);
    if (code !== undefined) return code;
  }
  return undefined;
}

function senderIn({ trustedHops: hops, trustedProxies }: Source): (request: IncomingMessage) => ClientAddress | undefined {
  const trust = { hops, isProxy: allowList(trustedProxies) };
  return ({ socket, headers }) => {
    const way = { forwardedFor: headerText(headers["x-forwarded-for"]), forwarded: headerText(headers.forwarded) };
    return senderBy(socket.remoteAddress, way, trust);
  };
}

function address(sender: SourceEndpoint["senderOf"], isAllowed: AllowList): Check {
  return (request) => {
    const from = sender(request);
    return from !== undefined && isAllowed(from) ? undefined : "ip_not_allowed";
  };
}

/** Without a proof any open web page on this machine could send: a browser names the page, and a program sends neither header. */
const ownPage: Check = ({ headers }) => {
  const site = headers["sec-fetch-site"];
  const isOwn =
    site === undefined
      ? headers.origin === undefined || isOriginOf(headers.origin, headers.host)
      : site === "same-origin" || site === "none";
  return isOwn ? undefined : "origin_not_allowed";
};

function isOriginOf(origin: string, host: string | undefined): boolean {
  return origin === `http://${host}` || origin === `https://${host}`;
}

/** The signed bytes decide, so they must not be wrapped in anything. */
const plainBody: Check = ({ headers }) => {
  if ((headers["content-encoding"] ?? "identity") !== "identity") return "encoding_unsupported";
  return /^(multipart\/|application\/x-www-form-urlencoded)/i.test(headers["content-type"] ?? "") ? "media_type_unsupported" : undefined;
};

/** Digests are compared, so that neither time nor length shows how near a guess was. */
function credential(name: string, value: string): Check {
  const expected = digestOf(value);
  return ({ headers }) =>
    timingSafeEqual(digestOf(headerText(headers[name.toLowerCase()]) ?? ""), expected) ? undefined : "credentials_invalid";
}

function headerText(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === "object" ? header.join(",") : header;
}
