/** An answer that the other side did not let come to its end. */

/** The connection broke, or what came next over it is not HTTP: a file on its way was not sent, and no bug of ours is in that. */
export function isBroken(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown }; // of Node's errors, a text
  return typeof code === "string" && /^(HPE_|ECONNRESET$|ECONNABORTED$|EPIPE$|ERR_STREAM_)/.test(code);
}
