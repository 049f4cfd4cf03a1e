/** The relay's name for mail servers (RFC 5321, 4.1.4): some refuse a client without a name, and a container has none. */

import { domainOf, type Mailbox } from "./address.ts";

/** The sender's domain, otherwise the host of PUBLIC_URL; undefined where neither can be looked up. */
export function ehloNameOf({ address }: Mailbox, publicUrl: string | undefined): string | undefined {
  const host = publicUrl !== undefined && URL.canParse(publicUrl) ? new URL(publicUrl).hostname : "";
  return [domainOf(address), host].find(isName);
}

/** A name with a dot that is no address. */
export function isName(host: string): boolean {
  return /^(?=.{1,255}$)([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{0,62}$/i.test(host);
}
