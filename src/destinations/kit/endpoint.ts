/** The URL of an HTTP destination. Its host is fixed; other parts may be templates. */

import type { z } from "zod";
import type { View } from "../../core/destination.ts";
import { isFixed, RenderError, type Template, template } from "../../rules/templates/template.ts";
import { isPlaceholder } from "./placeholder.ts";

/** The target of placeholders: a name that never has an address (RFC 2606). */
const nowhere = "https://preview.invalid";

/** A URL with percent-encoded values. Mistakes are reported at load. */
export function endpoint(): z.ZodType<Template, string> {
  return template({ escape: "url" }).superRefine(({ source }, context) => {
    const fault = faultOf(source);
    if (fault !== undefined) context.addIssue({ code: "custom", message: fault.text, params: { code: "E_VALUE", hint: fault.hint } });
  });
}

interface Fault {
  readonly text: string;
  readonly hint: string;
}

function faultOf(source: string): Fault | undefined {
  if (isPlaceholder(source)) return undefined;
  const { scheme, authority, rest } = partsOf(source);
  const [, variable] = /^\$(\w+)/.exec(source) ?? [];
  if (variable !== undefined) return { text: "expected a URL", hint: `a variable is written in braces: \${${variable}}` };
  if (scheme === "") return { text: "expected a URL", hint: "write it like https://crm.example.com/v1/contacts" };
  if (/^https?:/i.test(authority + rest)) return { text: "the URL begins twice", hint: "leave one https:// out" };
  if (!isFixed(authority))
    return { text: "the host of a URL cannot be a template", hint: "only what comes after the host may hold {{ … }}" };
  if (authority.includes("@")) return { text: "a URL cannot hold a user or a password", hint: "use headers: { authorization: … }" };
  return authority !== "" && URL.canParse(scheme + authority)
    ? undefined
    : { text: "the URL has no valid host", hint: "write it like https://crm.example.com/v1/contacts" };
}

/** Scheme, host and port, and the rest; all empty where it is no web URL. */
function partsOf(url: string): { readonly scheme: string; readonly authority: string; readonly rest: string } {
  const [, scheme = "", authority = "", rest = ""] = /^(https?:\/\/)([^/?#\\]*)(.*)$/is.exec(url) ?? [];
  return { scheme, authority, rest };
}

/** Scheme, host and port of an endpoint. */
export function originOf({ source }: Template): string {
  const { scheme, authority } = partsOf(source);
  return scheme === "" ? nowhere : new URL(scheme + authority).origin;
}

/** Whether every request goes to the same address. */
export function hasOnePath({ source }: Template): boolean {
  return isFixed(source);
}

/**
 * The rendered path and query. Throws a `RenderError` where a value would lead to another path: receivers resolve `..` even when it is
 * percent-encoded, and with an empty part `DELETE /contacts/{{ … }}` is about all contacts.
 */
export function pathOf(url: Template, view: View, method = "POST"): string {
  const { rest } = partsOf(url.render(view));
  keepPlace(partsOf(url.source).rest, rest);
  keepQuery(partsOf(url.source).rest, rest, method);
  const { pathname, search } = new URL(nowhere + rest.replace(/^(?!\/)/, "/"));
  return pathname + search;
}

/** Throws a `RenderError` where the rendered path has more parts that lead elsewhere than its source. */
export function keepPlace(source: string, rendered: string): void {
  const written = filled(source, "x");
  for (const { isFound, text } of [empty, climbing]) {
    if (count(rendered, isFound) > count(written, isFound)) throw new RenderError(text);
  }
  for (const part of unnamed(source)) {
    const isPart = (each: string) => each.replace(unseen, "") === part;
    if (count(rendered, isPart) > count(written, isPart)) throw new RenderError(emptyPart);
  }
}

/** Methods that change what the query selects: for many receivers `DELETE /contacts?email=` is about all contacts. */
const picking: readonly string[] = ["DELETE", "PUT", "PATCH"];

/** Throws a `RenderError` where a value in the query of such a request would be empty. */
export function keepQuery(source: string, rendered: string, method: string): void {
  if (!picking.includes(method)) return;
  const written = filled(source, "x");
  const parts = queryOf(filled(source, valueMark)).filter((part) => part.includes(valueMark));
  for (const part of parts) {
    const bare = plainQuery(part.replaceAll(valueMark, ""));
    const left = (url: string) => queryOf(url).filter((each) => plainQuery(each) === bare).length;
    if (left(rendered) > left(written)) throw new RenderError("a value of the URL's query would be empty");
  }
}

function queryOf(url: string): readonly string[] {
  const [address = ""] = url.split("#");
  const at = address.indexOf("?");
  return at < 0 ? [] : address.slice(at + 1).split("&");
}

function plainQuery(part: string): string {
  return decoded(part).replace(unseen, "");
}

/** The source with the same text for every value. */
function filled(source: string, value: string): string {
  return source.replace(/\{\{(?:[^{}]|\}(?!\}))*\}\}/g, value).replace(/\{%(?:[^{%]|%(?!\}))*%\}/g, "");
}

/**
 * Parts that name nothing when their values are empty: `/contacts/{{ … }}.json`, `/contacts({{ … }})` and `/contacts('{{ … }}')` are
 * then about all contacts. A value after a letter, a digit or a hyphen, as in `/contacts{{ … }}`, may be empty.
 */
function unnamed(source: string): readonly string[] {
  const parts = partsOfPath(filled(source, valueMark)).filter((part) => alone.test(part));
  return parts.map((part) => decoded(part.replaceAll(valueMark, "")).replace(unseen, "")).filter((part) => part !== "");
}

/** No URL in a file contains it. */
const valueMark = "\uFFFC";
const alone = /(?:^|[^\p{L}\p{N}_\uFFFC-])\uFFFC+(?:$|[^\p{L}\p{N}_\uFFFC-])/u;

const emptyPart = "a part of the URL's path would be empty";
const empty = { isFound: isBlank, text: emptyPart };
const climbing = { isFound: climbs, text: 'a part of the URL\'s path would be "." or ".."' };

function count(url: string, isFound: (part: string) => boolean): number {
  return partsOfPath(url).filter((part) => isFound(decoded(part))).length;
}

function partsOfPath(url: string): readonly string[] {
  const [path = ""] = url.split(/[?#]/);
  return path.split(/[/\\]/);
}

/** Whether a value leads elsewhere when it becomes a part of a path. */
export function leadsElsewhere(value: string): boolean {
  const plain = decoded(value);
  return isBlank(plain) || climbs(plain);
}

/** Many receivers remove spaces, control characters and invisible characters. */
const unseen = /[\s\p{Cc}\p{Cf}\p{Z}]+/gu;

function isBlank(part: string): boolean {
  return part.replace(unseen, "") === "";
}

/** Only dots, also before `;`, after which some servers read parameters. With an encoded slash after them they stay one part. */
function climbs(part: string): boolean {
  return /^[\s\p{Cc}\p{Cf}\p{Z}]*\.[.\s\p{Cc}\p{Cf}\p{Z}]*(;.*)?$/su.test(part);
}

/** How often a part may have been encoded, because some receivers decode more than once. */
const mostLayers = 4;

function decoded(part: string): string {
  let plain = part;
  for (let layer = 0; layer < mostLayers && plain.includes("%"); layer += 1) {
    try {
      plain = decodeURIComponent(plain);
    } catch {
      return plain; // a percent sign that encodes nothing
    }
  }
  return plain;
}
