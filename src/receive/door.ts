/** A source made ready for requests: keys, ranges and digests are derived once, not for each of them. */

import { createSecretKey, hash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { SignatureScheme, Source } from "../core/source.ts";
import { type AllowList, allowList, senderOf } from "./allow-list.ts";
import type { ErrorCode } from "./answer.ts";
import { type SignatureCheck, signatureHeader } from "./signature.ts";

export interface Door {
  readonly source: string;
  readonly signature: SignatureCheck;
  /** Why the request is refused, as far as it can be told before its body is read. */
  readonly refusal: (request: IncomingMessage) => ErrorCode | undefined;
}

export interface DoorOptions {
  readonly bodyBytes: number;
  /** Lets in what nobody has signed, where a source asks for nothing. For loopback only. */
  readonly insecure: boolean;
}

type Check = (request: IncomingMessage) => ErrorCode | undefined;

export function openDoor(source: Source, { bodyBytes, insecure }: DoorOptions): Door {
  const signature = signatureOf(source, insecure);
  const checks: readonly Check[] = [
    ({ method }) => (method === "POST" ? undefined : "method_not_allowed"),
    ...(source.allowIps.length === 0 ? [] : [address(source, allowList(source.allowIps))]),
    ({ headers }) => (Number(headers["content-length"] ?? 0) > bodyBytes ? "body_too_large" : undefined),
    plainBody,
    ...Object.entries(source.headers).map(([name, value]) => credential(name, value)),
    ...(signature.scheme === "none" ? [] : [signed]),
  ];
  return { source: source.name, signature, refusal: (request) => firstRefusal(checks, request) };
}

function firstRefusal(checks: readonly Check[], request: IncomingMessage): ErrorCode | undefined {
  for (const check of checks) {
    const code = check(request);
    if (code !== undefined) return code;
  }
  return undefined;
}

/** Without a signature the headers decide; without either, nobody gets in unless the operator insists. */
function signatureOf({ verify, headers }: Source, insecure: boolean): SignatureCheck {
  const secrets = verify?.secrets ?? [];
  // An empty secret would let everyone sign.
  const keys = secrets.filter((secret) => secret !== "").map((secret) => createSecretKey(Buffer.from(secret)));
  return { scheme: schemeOf(verify?.scheme ?? "none", insecure || Object.keys(headers).length > 0), keys };
}

function schemeOf(asked: SignatureScheme, mayBeUnsigned: boolean): SignatureScheme {
  return asked === "none" && !mayBeUnsigned ? "auto" : asked;
}

function address({ trustedHops: hops, trustedProxies }: Source, isAllowed: AllowList): Check {
  const trust = { hops, isProxy: allowList(trustedProxies) };
  return ({ socket, headers }) => {
    const sender = senderOf(socket.remoteAddress, textOf(headers["x-forwarded-for"]), trust);
    return sender !== undefined && isAllowed(sender) ? undefined : "ip_not_allowed";
  };
}

/** The signed bytes decide, so they must not be wrapped in anything. */
const plainBody: Check = ({ headers }) => {
  if ((headers["content-encoding"] ?? "identity") !== "identity") return "encoding_unsupported";
  return /^(multipart\/|application\/x-www-form-urlencoded)/i.test(headers["content-type"] ?? "") ? "media_type_unsupported" : undefined;
};

const signed: Check = ({ headers }) => (headers[signatureHeader] === undefined ? "signature_missing" : undefined);

/** Digests are compared, so that neither the time nor the length tells how near a guess was. */
function credential(name: string, value: string): Check {
  const expected = digestOf(value);
  return ({ headers }) =>
    timingSafeEqual(digestOf(textOf(headers[name.toLowerCase()]) ?? ""), expected) ? undefined : "credentials_invalid";
}

function digestOf(text: string): Buffer {
  return hash("sha256", text, "buffer");
}

function textOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === "object" ? header.join(",") : header;
}
