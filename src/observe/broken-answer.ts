/** An answer that the other side interrupted. */

/** The connection broke, or what came next is not HTTP. A file could not be sent, but that is no bug of ours. */
export function isBroken(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown }; // a text in Node's errors
  return typeof code === "string" && /^(HPE_|ECONNRESET$|ECONNABORTED$|EPIPE$|ERR_STREAM_)/.test(code);
}
