/** The description of a plug-in's error: only its kind, because a message may contain a secret or a visitor's words. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return "it threw something that is no error";
  const code = "code" in error && typeof error.code === "string" && /^[A-Z0-9_]{1,40}$/.test(error.code) ? ` (${error.code})` : "";
  return `it threw ${/^[A-Za-z]{1,40}$/.test(error.name) ? error.name : "an error"}${code}`;
}
