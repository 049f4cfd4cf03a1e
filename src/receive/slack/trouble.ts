/** What went wrong between us and Slack, in words that hold no address and nothing that anybody wrote. */

/** Slack's own word for it, e.g. invalid_auth; a sentence of ours for anything else. */
export function troubleOf(error: unknown): string {
  const data = typeof error === "object" && error !== null && "data" in error ? error.data : undefined;
  const code = typeof data === "object" && data !== null && "error" in data ? String(data.error) : "";
  return /^[a-z_]{1,60}$/.test(code) ? `Slack said ${code}` : "Slack cannot be reached";
}
