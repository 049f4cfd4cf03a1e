/**
 * Whether a setting is the placeholder of a preview for a missing variable. It need not have the right form, because nothing is
 * sent with it.
 */
export function isPlaceholder(text: string): boolean {
  return text.startsWith("preview-");
}
