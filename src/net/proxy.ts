/** Finds the proxy of a request. */

import ipaddr from "ipaddr.js";
import { type Direct, type HttpProxy, type ProxyVariable, readProxies } from "../core/network/proxy.ts";

/** Undefined where the request goes directly to its host. */
export type ProxyFor = (url: URL) => HttpProxy | undefined;

/** The proxies of the environment. A start refuses unreadable values, so nothing is reported here. */
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

/** Only an address in the URL is checked, because the proxy resolves names. */
function isWithin(host: string, range: string): boolean {
  if (!ipaddr.isValid(host)) return false;
  const address = ipaddr.process(host);
  const [network, bits] = ipaddr.parseCIDR(range);
  return address.kind() === network.kind() && address.match(network, bits);
}
