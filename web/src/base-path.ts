/** Where the page stands: empty, or the path prefix under which a proxy serves it, e.g. `/relay`. The address of this module says it. */
export const basePath = basePathOf(import.meta.url, location.href);

/** A page that was opened past the proxy stands at the root, although its modules are named with the prefix. */
function basePathOf(module: string, page: string): string {
  const prefix = new URL(import.meta.env.DEV ? "/" : "..", module).pathname.replace(/\/$/, "");
  return new URL(page).pathname.startsWith(`${prefix}/`) ? prefix : "";
}
