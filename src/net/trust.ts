/** Which certificate authorities a connection believes. */

import tls, { type SecureContext } from "node:tls";

/** What `tls.connect` takes; nothing where the usual authorities are believed. */
export interface Trust {
  readonly secureContext?: SecureContext;
}

/** Believes an authority's certificate (PEM) beside the usual ones. It is made once, since all certificates are read for it. */
export function trusting(ca: string | undefined): Trust {
  return ca === undefined ? {} : { secureContext: tls.createSecureContext({ ca: [...usual(), ca] }) };
}

/** Node takes an own list in the place of its own. Before Node 22.15 nobody tells what NODE_EXTRA_CA_CERTS has added. */
function usual(): readonly string[] {
  const { getCACertificates = () => tls.rootCertificates } = tls as Later; // Node's documentation of tls
  return getCACertificates("default");
}

/** What types of Node 20 do not have. */
type Later = typeof tls & { readonly getCACertificates?: (type: "default") => readonly string[] };
