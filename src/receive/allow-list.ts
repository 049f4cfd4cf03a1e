/** Which addresses may send, and the address of a request. */

import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

export type ClientAddress = ipaddr.IPv4 | ipaddr.IPv6;

export type AllowList = (address: ClientAddress) => boolean;

/** Takes CIDR ranges and single addresses. Any other text allows nobody. */
export function allowList(ranges: readonly string[]): AllowList {
  const known = ranges.map(rangeOf).filter((range) => range !== undefined);
  return (address) => known.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}

/** The proxies that may name the sender. */
export interface TrustedProxies {
  /** This many proxies in front, whatever their addresses. */
  readonly hops: number;
  /** In addition, every proxy with such an address. */
  readonly isProxy: AllowList;
}

/** The sender: the peer, or the address that the last trusted proxy names. Undefined where a trusted proxy names none. */
export function senderOf(
  peer: string | undefined,
  forwardedFor: string | undefined,
  { hops, isProxy }: TrustedProxies,
): ClientAddress | undefined {
  // Each proxy adds its peer at the right. What is left of the trusted proxies is the sender's own claim.
  const hopsSeen = [...(forwardedFor?.split(",") ?? []), peer ?? ""];
  let at = hopsSeen.length - 1 - hops;
  let sender = addressOf(hopsSeen[at]);
  while (at > 0 && sender !== undefined && isProxy(sender)) {
    at -= 1;
    sender = addressOf(hopsSeen[at]);
  }
  return sender;
}

/** The headers that name the way of a request: `X-Forwarded-For` and `Forwarded`. */
export interface RequestWay {
  readonly forwardedFor: string | undefined;
  readonly forwarded: string | undefined;
}

/**
 * The same for whichever header is there. A proxy writes one of them and forwards the client's other one unchanged, so neither is
 * trusted where they name two senders.
 */
export function senderBy(
  peer: string | undefined,
  { forwardedFor, forwarded }: RequestWay,
  trust: TrustedProxies,
): ClientAddress | undefined {
  if (forwarded === undefined) return senderOf(peer, forwardedFor, trust);
  const named = senderOf(peer, forIn(forwarded).join(","), trust);
  if (forwardedFor === undefined) return named;
  const listed = senderOf(peer, forwardedFor, trust);
  return named?.toString() === listed?.toString() ? listed : undefined;
}

/** The value of `for=` in each element of `Forwarded` (RFC 7239, 4); empty where it is missing or hidden (`_gateway`). */
function forIn(forwarded: string): readonly string[] {
  return unquotedParts(forwarded, ",").map((element) => {
    const pairs = unquotedParts(element, ";").map((pair) => pair.trim());
    const named = pairs.find((pair) => /^for\s*=/i.test(pair)) ?? "";
    return named.slice(named.indexOf("=") + 1).replaceAll(",", " ");
  });
}

/** Splits where the sign is not inside quotes. */
function unquotedParts(text: string, sign: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (isQuoted && text[at] === "\\") at += 1;
    else if (text[at] === '"') isQuoted = !isQuoted;
    else if (text[at] === sign && !isQuoted) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** An address as proxies write it: in quotes, in brackets, with a port after it (RFC 7239, 6). */
const written = /^"?(?:\[([^[\]"]*)\](?::\d{1,5})?|(\d[\d.]*):\d{1,5}|([^[\]"]*))"?$/;

/** Reads one address, also an IPv4 address in its IPv6 form. The zone of a link-local address (`%eth0`) is ignored. */
function addressOf(text = ""): ClientAddress | undefined {
  const [, bracketed, beforePort, bare] = written.exec(text.trim()) ?? [];
  return parsed((bracketed ?? beforePort ?? bare ?? "").replace(/%.*$/s, ""));
}

/** Undefined where one of the two parsers refuses the text: each of them accepts texts that the other does not. */
function parsed(text: string): ClientAddress | undefined {
  return isIP(text) !== 0 && ipaddr.isValid(text) ? ipaddr.process(text) : undefined;
}

function rangeOf(text: string): readonly [ClientAddress, number] | undefined {
  const [, start, size] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const network = parsed(start ?? "");
  if (start === undefined || network === undefined) return undefined;
  const mapped = isIP(start) === 6 && network.kind() === "ipv4";
  const widest = network.kind() === "ipv4" ? 32 : 128;
  const bits = size === undefined ? widest : Number(size) - (mapped ? 96 : 0);
  return bits >= 0 && bits <= widest ? [network, bits] : undefined;
}
