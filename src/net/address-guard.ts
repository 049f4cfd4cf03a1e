/** Keeps URLs of rules.yaml from reaching into the operator's own network: what is checked is the address that is connected to. */

import { type LookupAddress, type LookupOptions, lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** The code of the error by which a connection to a forbidden address fails. */
export const addressBlocked = "ERR_ADDRESS_BLOCKED";

/** Whether an address may be connected to. */
export type AddressGuard = (address: string) => boolean;

/** For addresses that come from the environment: they are the operator's own. */
export const anyAddress: AddressGuard = () => true;

/** Public unicast addresses, and what these ranges (CIDR, or single addresses) add. */
export function addressGuard(allowed: readonly string[]): AddressGuard {
  const ranges = allowed.map(toRange);
  return (address) => {
    if (!ipaddr.isValid(bare(address))) return false;
    const parsed = ipaddr.process(bare(address)); // unwraps ::ffff:127.0.0.1
    return isPublic(parsed) || ranges.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits));
  };
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

function toRange(text: string): [Address, number] {
  if (text.includes("/")) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

/** Deprecated IPv4-compatible addresses (RFC 4291, 2.5.5.1), which ipaddr.js takes for ordinary ones. */
const compatible = ipaddr.IPv6.parseCIDR("::/96");

/** Azure's own services within a virtual machine ("What is IP address 168.63.129.16?"), an address like any other to look at. */
const azure = "168.63.129.16";

function isPublic(address: Address): boolean {
  if (address.toString() === azure) return false;
  return address.range() === "unicast" && !(address.kind() === "ipv6" && address.match(compatible));
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
  const name = bare(host).replace(/\.$/, "").toLowerCase();
  if (ipaddr.isValid(name)) return !guard(name);
  return (name === "localhost" || name.endsWith(".localhost")) && !guard("127.0.0.1") && !guard("::1");
}

export function blockedError(): NodeJS.ErrnoException {
  return Object.assign(new Error("the address is not public"), { code: addressBlocked });
}

/** Asks for the addresses of a name. */
export type Resolve = (host: string, options: LookupOptions, callback: Resolved) => void;

type Resolved = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** A lookup for `net.connect` that fails where any address of the name is forbidden. */
export function guardedLookup(guard: AddressGuard, resolve: Resolve = systemLookup): LookupFunction {
  return (host, options, callback) => {
    resolve(host, options, (error, address, family) => {
      const addresses = typeof address === "string" ? [address] : (address ?? []).map((each) => each.address);
      if (error === null && !addresses.every(guard)) callback(blockedError(), "", 0);
      else callback(error, address, family);
    });
  };
}
