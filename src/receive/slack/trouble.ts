/** Trouble between the relay and Slack, in words without an address or anybody's text. */

/** Slack's own code, e.g. invalid_auth; a sentence of ours for anything else. */
export function troubleOf(error: unknown): string {
  const data = typeof error === "object" && error !== null && "data" in error ? error.data : undefined;
  const code = typeof data === "object" && data !== null && "error" in data ? String(data.error) : "";
  return /^[a-z_]{1,60}$/.test(code) ? `Slack said ${code}` : "Slack cannot be reached";
}
