/** Keeps URLs of rules.yaml out of the operator's own network. The address of the actual connection is checked. */

import { type LookupAddress, type LookupOptions, lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { ipv4Inside, isatapInside } from "./embedded-ipv4.ts";

/** The code of the error for a connection to a forbidden address. */
export const addressBlocked = "ERR_ADDRESS_BLOCKED";

/** The code for a name with such an address. A name's address may change by itself. */
export const nameBlocked = "ERR_NAME_BLOCKED";

/** Whether a connection to an address is allowed. */
export type AddressGuard = (address: string) => boolean;

/** For addresses from the environment, which the operator has chosen. */
export const anyAddress: AddressGuard = () => true;

/**
 * Allows public unicast addresses and these ranges (CIDR, or single addresses). For an IPv6 address with an IPv4 address inside, the inner
 * one decides.
 */
export function addressGuard(allowed: readonly string[]): AddressGuard {
  const ranges = allowed.map(toRange);
  const isNamed = (address: Address) => ranges.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
  const isPermitted = (address: Address) => isNamed(address) || isPublic(address);
  return (text) => {
    if (!ipaddr.isValid(bare(text))) return false;
    const address = ipaddr.process(bare(text)); // unwraps ::ffff:127.0.0.1
    if (isNamed(address) || address instanceof ipaddr.IPv4) return isPermitted(address);
    const inside = ipv4Inside(address);
    const tunnel = isatapInside(address);
    const ways = inside ?? [address];
    return ways.length > 0 && [...ways, ...(tunnel === undefined ? [] : [tunnel])].every(isPermitted);
  };
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

function toRange(text: string): [Address, number] {
  if (text.includes("/")) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

/** Azure's own services inside a virtual machine ("What is IP address 168.63.129.16?"). The address looks public. */
const azure = "168.63.129.16";

function isPublic(address: Address): boolean {
  return address.range() === "unicast" && address.toString() !== azure;
}

/** Without the brackets of a URL. */
function bare(host: string): string {
  return host.replace(/^\[|\]$/g, "");
}

/**
 * Whether a host of a URL is forbidden without a lookup. `localhost` and all names under it are
 * loopback (RFC 6761, 6.3), whatever a name server answers.
 */
export function isForbiddenHost(host: string, guard: AddressGuard): boolean {
  const name = bare(host);
  if (ipaddr.isValid(name)) return !guard(name);
  return isOwnHost(name) && !guard("127.0.0.1") && !guard("::1");
}

function isOwnHost(host: string): boolean {
  return /(^|\.)localhost\.?$/i.test(host);
}

/** `host` is that of a URL. The message is for people. */
export function blockedError(host: string): NodeJS.ErrnoException {
  const name = bare(host);
  const range = permitting(name);
  const cure = range === undefined ? "" : `: if it is meant, permit it with allow_private: ${range}`;
  return Object.assign(new Error(`the address ${name} is not public${cure}`), { code: addressBlocked });
}

/** Undefined for link-local addresses: clouds answer there with credentials of the machine. */
function permitting(host: string): string | undefined {
  if (isOwnHost(host)) return "127.0.0.0/8";
  if (!ipaddr.isValid(host)) return undefined;
  const address = ipaddr.process(host);
  return address.range() === "linkLocal" ? undefined : `${address.toString()}/${address.kind() === "ipv4" ? 32 : 128}`;
}

export function nameBlockedError(): NodeJS.ErrnoException {
  return Object.assign(new Error("the name leads to an address that is not public"), { code: nameBlocked });
}

/** Resolves the addresses of a name. */
export type ResolveName = (host: string, options: LookupOptions, callback: Resolved) => void;

type Resolved = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** A lookup for `net.connect` that fails where any address of the name is forbidden. */
export function guardedLookup(guard: AddressGuard, resolve: ResolveName = systemLookup): LookupFunction {
  return (host, options, callback) => {
    // Many resolvers do not know the names under `localhost`, and no name server may be asked for them.
    resolve(isOwnHost(host) ? "localhost" : host, options, (error, address, family) => {
      const addresses = typeof address === "string" ? [address] : (address ?? []).map((each) => each.address);
      if (error === null && !addresses.every(guard)) callback(nameBlockedError(), "", 0);
      else callback(error, address, family);
    });
  };
}
