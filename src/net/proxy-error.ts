/** An attempt through a proxy without an answer. */

export class ProxyError extends Error {
  override readonly name = "ProxyError";
  /** The variable that names the proxy. */
  readonly variable: string;
  /** The proxy's answer, where it did not forward the request; undefined where it gave none, or forwarded it. */
  readonly status: number | undefined;
  constructor(variable: string, cause: unknown, status = statusIn(cause)) {
    super("the attempt through the proxy failed", { cause });
    this.variable = variable;
    this.status = status;
  }
}

/** undici's words for the answer to CONNECT, and for 407. */
const answered = /^Proxy (?:response \((\d{3})\)|Authentication Required \((\d{3})\))/;

function statusIn(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, refused, unknown] = answered.exec(error.message) ?? [];
  const found = refused ?? unknown;
  return found === undefined ? undefined : Number(found);
}

/** The proxy hung up before there was a way to the host. */
export class TunnelClosed extends Error {
  readonly code = "ETUNNEL";

  constructor(cause: Error) {
    super("the proxy closed the connection", { cause });
  }
}
