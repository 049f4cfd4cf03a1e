/**
 * Whether a setting is what stands, in a preview, for a variable that is not set: it has no form of its own, and nothing is
 * ever sent with it.
 */
export function isPlaceholder(text: string): boolean {
  return text.startsWith("preview-");
}
