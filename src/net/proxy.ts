/** Which proxy a request goes through. */

import ipaddr from "ipaddr.js";
import { type Direct, type HttpProxy, type ProxyVariable, readProxies } from "../core/network/proxy.ts";

/** Undefined where the request goes straight to its host. */
export type ProxyFor = (url: URL) => HttpProxy | undefined;

/** What the environment says of it. A start refuses what it cannot read, so nothing is told here. */
export function proxyFor(variable: ProxyVariable): ProxyFor {
  const { https, http, direct } = readProxies(variable);
  return (url) => {
    const proxy = isSecure(url) ? https : http;
    return proxy === undefined || direct.some((entry) => isMeant(entry, url)) ? undefined : proxy;
  };
}

function isSecure({ protocol }: URL): boolean {
  return protocol === "https:" || protocol === "wss:";
}

function isMeant(entry: Direct, url: URL): boolean {
  const host = bare(url.hostname);
  switch (entry.kind) {
    case "all":
      return true;
    case "range":
      return isWithin(host, entry.text);
    case "host":
      return (entry.port === undefined || entry.port === portOf(url)) && isNamed(host, entry.host);
    default:
      return entry satisfies never;
  }
}

function portOf(url: URL): string {
  return url.port || (isSecure(url) ? "443" : "80");
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

function isNamed(host: string, named: string): boolean {
  if (ipaddr.isValid(host)) return ipaddr.isValid(named) && sameAddress(host, named);
  return host === named || host.endsWith(`.${named}`);
}

function sameAddress(one: string, other: string): boolean {
  return ipaddr.process(one).toString() === ipaddr.process(other).toString();
}

/** Only an address that stands in the URL is looked at: the proxy asks for the addresses of names. */
function isWithin(host: string, range: string): boolean {
  if (!ipaddr.isValid(host)) return false;
  const address = ipaddr.process(host);
  const [network, bits] = ipaddr.parseCIDR(range);
  return address.kind() === network.kind() && address.match(network, bits);
}
