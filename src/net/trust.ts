/** The certificate authorities that a connection trusts. */

import tls, { type SecureContext } from "node:tls";

/** Options of `tls.connect`; none for the usual authorities. */
export interface Trust {
  readonly secureContext?: SecureContext;
}

/** Trusts an authority's certificate (PEM) beside the usual ones. It is made once, because it reads all certificates. */
export function trusting(ca: string | undefined): Trust {
  return ca === undefined ? {} : { secureContext: tls.createSecureContext({ ca: [...usual(), ca] }) };
}

/** A list of our own replaces Node's. Before Node 22.15 the additions of NODE_EXTRA_CA_CERTS cannot be read. */
function usual(): readonly string[] {
  const { getCACertificates = () => tls.rootCertificates } = tls as Later; // Node's documentation of tls
  return getCACertificates("default");
}

/** Missing in the types of Node 20. */
type Later = typeof tls & { readonly getCACertificates?: (type: "default") => readonly string[] };
