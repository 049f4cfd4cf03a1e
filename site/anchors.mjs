/** The anchor of a heading, as GitHub makes it: small letters, no punctuation, hyphens for spaces. The site and the link checker use it. */
export function anchorOf(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
}
