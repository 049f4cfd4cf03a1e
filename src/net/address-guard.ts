/** Keeps URLs of rules.yaml from reaching into the operator's own network: what is checked is the address that is connected to. */

import { type LookupAddress, type LookupOptions, lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { ipv4Inside, isatapInside } from "./embedded-ipv4.ts";

/** The code of the error by which a connection to a forbidden address fails. */
export const addressBlocked = "ERR_ADDRESS_BLOCKED";

/** The same of a name that leads to one: what it leads to may change by itself. */
export const nameBlocked = "ERR_NAME_BLOCKED";

/** Whether an address may be connected to. */
export type AddressGuard = (address: string) => boolean;

/** For addresses that come from the environment: they are the operator's own. */
export const anyAddress: AddressGuard = () => true;

/** Public unicast addresses, and what these ranges (CIDR, or single addresses) add. Of an IPv6 address that holds an IPv4 address, that one is judged. */
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

/** Azure's own services within a virtual machine ("What is IP address 168.63.129.16?"), an address like any other to look at. */
const azure = "168.63.129.16";

function isPublic(address: Address): boolean {
  return address.range() === "unicast" && address.toString() !== azure;
}

/** Without the brackets of a URL. */
function bare(host: string): string {
  return host.replace(/^\[|\]$/g, "");
}

/**
 * Whether a host of a URL is known, without asking anybody, to be forbidden. `localhost` and everything under it is
 * loopback (RFC 6761, 6.3), whatever a name server says.
 */
export function isForbiddenHost(host: string, guard: AddressGuard): boolean {
  const name = bare(host);
  if (ipaddr.isValid(name)) return !guard(name);
  return isOwnHost(name) && !guard("127.0.0.1") && !guard("::1");
}

function isOwnHost(host: string): boolean {
  return /(^|\.)localhost\.?$/i.test(host);
}

export function blockedError(): NodeJS.ErrnoException {
  return Object.assign(new Error("the address is not public"), { code: addressBlocked });
}

export function nameBlockedError(): NodeJS.ErrnoException {
  return Object.assign(new Error("the name leads to an address that is not public"), { code: nameBlocked });
}

/** Asks for the addresses of a name. */
export type ResolveName = (host: string, options: LookupOptions, callback: Resolved) => void;

type Resolved = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** A lookup for `net.connect` that fails where any address of the name is forbidden. */
export function guardedLookup(guard: AddressGuard, resolve: ResolveName = systemLookup): LookupFunction {
  return (host, options, callback) => {
    // Many resolvers do not know the names under `localhost`, and no name server is to be asked for them.
    resolve(isOwnHost(host) ? "localhost" : host, options, (error, address, family) => {
      const addresses = typeof address === "string" ? [address] : (address ?? []).map((each) => each.address);
      if (error === null && !addresses.every(guard)) callback(nameBlockedError(), "", 0);
      else callback(error, address, family);
    });
  };
}
