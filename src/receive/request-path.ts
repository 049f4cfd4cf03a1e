/** The path of a request, in all forms that HTTP allows. */

/** Without query, host (absolute form: RFC 9112, 3.2.2), doubled leading slashes and one trailing slash. */
export function requestPath(url: string): string {
  const path = withOneSlash(withoutHost(withoutQuery(url)));
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

function withoutQuery(url: string): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}

function withoutHost(url: string): string {
  if (url.startsWith("/")) return url;
  return /^https?:\/\/[^/]*(\/.*)?$/is.exec(url)?.[1] ?? url;
}

function withOneSlash(path: string): string {
  let start = 0;
  while (path[start] === "/" && path[start + 1] === "/") start += 1;
  return start === 0 ? path : path.slice(start);
}
