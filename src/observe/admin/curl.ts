/** A delivery over HTTP as a command for people: its address and every secret are variables. Pure. */

import { isJsonObject, type Json } from "../../core/json.ts";

/** A destination in the effective configuration: secrets are `***`. */
export interface ShownDestination {
  readonly type: string;
  readonly settings: Json;
}

/** Null where it is no request of `http` or `webhook`. Outside text is in single quotes. */
export function curlOf(body: Json, key: string, destination: ShownDestination | undefined): string | null {
  if (destination === undefined || (destination.type !== "http" && destination.type !== "webhook")) return null;
  const settings = isJsonObject(destination.settings) ? destination.settings : {};
  const sent = isJsonObject(body) ? body : {};
  if (typeof sent.preset === "string") return null; // it takes several requests
  const method = typeof sent.method === "string" && /^[A-Z]{3,7}$/.test(sent.method) ? sent.method : "POST";
  const content = sent.json ?? null;
  const lines = [
    `curl --request ${method} ${addressOf(settings.url, sent.path)}`,
    ...headersOf(settings.headers).map(([name, value]) => headerLine(name, value)),
    ...headersOf(sent.headers).map(([name, value]) => headerLine(name, value)),
    headerLine("idempotency-key", key),
    ...(content === null ? [] : [headerLine("content-type", "application/json"), `--data ${quoted(JSON.stringify(content))}`]),
  ];
  return lines.join(" \\\n  ");
}

/** The host of the file with the path of the message. A host that is not in the file, or a user in it, becomes a variable. */
function addressOf(url: Json | undefined, path: Json | undefined): string {
  const origin = typeof url === "string" ? /^https?:\/\/[\w.-]+(?::\d+)?(?=[/?]|$)/.exec(url)?.[0] : undefined;
  const way = typeof path === "string" ? path : pathIn(url);
  return `${origin === undefined ? '"$DESTINATION_ORIGIN"' : quoted(origin)}${quoted(way)}`;
}

function pathIn(url: Json | undefined): string {
  return typeof url === "string" && URL.canParse(url) ? new URL(url).pathname : "/";
}

function headersOf(headers: Json | undefined): readonly (readonly [string, string])[] {
  return isJsonObject(headers)
    ? Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value] as const] : []))
    : [];
}

/** The variable of a hidden value has the name of its header; a name in a queued message stays. */
function headerLine(name: string, value: string): string {
  const variable = name.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
  const parts = value.split(/(\*\*\*|\$\{\w+\})/);
  const shown = parts.map((part, index) => {
    if (index % 2 === 0) return part === "" ? "" : quoted(part);
    return part === "***" ? `"$${variable}"` : `"$${part.slice(2, -1)}"`;
  });
  return `--header ${quoted(`${name}: `)}${shown.join("")}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
