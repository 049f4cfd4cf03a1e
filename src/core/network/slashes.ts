/** Trims slashes at the ends of paths and addresses. It looks at each character once; a pattern with `+$` would take quadratic time. */

export function withoutSlashesBehind(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === "/") end -= 1;
  return text.slice(0, end);
}

export function withoutSlashesBefore(text: string): string {
  let start = 0;
  while (text[start] === "/") start += 1;
  return text.slice(start);
}
