/** URLs that lead to this machine or into a private network, where nothing is sent without `allow_private`, and those of other services. */

import { isJsonObject, ownValue } from "../../../core/json.ts";
import type { Path } from "../../yaml/path.ts";
import type { Problem } from "../diagnostic.ts";
import { misplacedAddress } from "./vendors.ts";
import { at, each } from "./walk.ts";

const urlKeys = ["url", "webhook_url", "base"];

interface WrittenSettings {
  /** The kind of a destination, and its settings. */
  readonly kind: string;
  readonly settings: unknown;
  readonly path: Path;
}

interface WrittenUrl extends WrittenSettings {
  readonly url: string;
}

function settingsIn(file: unknown): readonly WrittenSettings[] {
  const destinations = at(file, "destinations");
  if (!isJsonObject(destinations)) return [];
  return Object.entries(destinations).flatMap(([name, kinds]) =>
    Object.entries(isJsonObject(kinds) ? kinds : {}).map(([kind, settings]) => ({ kind, settings, path: ["destinations", name, kind] })),
  );
}

function urlsIn(file: unknown): readonly WrittenUrl[] {
  return settingsIn(file).flatMap(({ kind, settings, path }) =>
    urlKeys.flatMap((key) => {
      const url = at(settings, key);
      return typeof url === "string" ? [{ url, kind, settings, path: [...path, key] }] : [];
    }),
  );
}

/** Addresses of services that want a request in a form of their own. */
export function misplacedUrls(file: unknown): readonly Problem[] {
  return urlsIn(file).flatMap(({ url, kind, settings, path }): readonly Problem[] => {
    const misplaced = misplacedAddress(url, kind, at(settings, "preset"));
    return misplaced === undefined ? [] : [{ code: "W_ADDRESS", ...misplaced, path, on: "value" }];
  });
}

/** Settings of kinds and presets that are a name or an id, and that people take from the address bar. */
const ids: Readonly<Record<string, readonly [key: string, hint: string]>> = {
  s3: ["bucket", "write the name alone, like avatar-analytics"],
  kinesis: ["stream", "write the stream's name, or its ARN"],
  ntfy: ["topic", "write what stands behind the last /; a server of your own belongs under base:"],
  "google-sheets.row": ["spreadsheet", "write what stands between /d/ and /edit"],
  "notion.page": ["database", "write the 32 digits and letters behind the last /, without what follows a ?"],
};

/** `spreadsheet: https://docs.google.com/spreadsheets/d/1ab/edit` */
export function addressesAsIds(file: unknown): readonly Problem[] {
  return settingsIn(file).flatMap(({ kind, settings, path }): readonly Problem[] => {
    const [key = "", hint = ""] = ownValue(ids, String(at(settings, "preset") ?? kind)) ?? [];
    const written = at(settings, key);
    if (typeof written !== "string" || !/^(https?|s3):\/\//i.test(written)) return [];
    return [{ code: "W_ADDRESS", text: `an address stands here, and ${key}: is a name`, hint, path: [...path, key], on: "value" }];
  });
}

export function privateUrls(file: unknown): readonly Problem[] {
  return urlsIn(file).flatMap(({ url, settings, path }): readonly Problem[] => {
    const allowed = each(at(settings, "allow_private"), []).flatMap(({ value }) => (typeof value === "string" ? [value] : []));
    const host = hostOf(url);
    const range = host === undefined ? undefined : rangeOf(host);
    if (host === undefined || range === undefined || allowed.some((each) => covers(each, host))) return [];
    const text = "this URL leads to this machine or into a private network, and nothing is sent there";
    return [{ code: "W_PRIVATE_URL", text, hint: cureFor(host, range), path, on: "value" }];
  });
}

/** Docker's names lead to the gateway of the bridge (Linux) or of Docker Desktop. */
function cureFor(host: string, range: string): string {
  if (host === "0.0.0.0") return 'write 127.0.0.1, and allow_private: ["127.0.0.0/8"]';
  if (host === "169.254.169.254") return "this is the address of a cloud's machine data and of no receiver: write another one";
  if (/^(host|gateway)\.docker\.internal$/.test(host)) return 'if it is meant, add allow_private: ["172.17.0.1", "192.168.65.254"]';
  return `if it is meant, add allow_private: ["${range}"]`;
}

function hostOf(url: string): string | undefined {
  const [, authority = ""] = /^https?:\/\/([^/?#\\]*)/i.exec(url) ?? [];
  return authority !== "" && URL.canParse(`http://${authority}`) ? new URL(`http://${authority}`).hostname.toLowerCase() : undefined;
}

/** Ranges of RFC 1918, 5735, 6598, 4193 and 4291 that a person may mean. */
const ranges = ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "0.0.0.0/8"];

/** The private range of a host, certain or probable; undefined where the host is public. */
function rangeOf(host: string): string | undefined {
  if (host.startsWith("[")) return rangeOf6(host.slice(1, -1));
  if (/^[\d.]+$/.test(host)) return ranges.find((range) => covers(range, host));
  if (host === "localhost" || host.endsWith(".localhost")) return "127.0.0.0/8";
  return /\.(local|internal|lan|home\.arpa)$/.test(host) || !host.includes(".") ? "10.0.0.0/8" : undefined;
}

function rangeOf6(address: string): string | undefined {
  if (address === "::1") return "::1/128";
  if (/^f[cd]/.test(address)) return "fc00::/7";
  return /^fe[89ab]/.test(address) ? "fe80::/10" : undefined;
}

/** Whether a range allows a host. The address of a name is known only when a message is sent, so any range may contain it. */
function covers(range: string, host: string): boolean {
  const isName = !/^[\d.]+$/.test(host) && !host.startsWith("[");
  if (isName) return true;
  if (host.startsWith("[") || range.includes(":")) return host.startsWith("[") === range.includes(":");
  const [network = "", length = "32"] = range.split("/");
  const size = 2 ** (32 - Number(length));
  return Math.floor(numberOf(network) / size) === Math.floor(numberOf(host) / size);
}

function numberOf(address: string): number {
  let number = 0;
  for (const part of address.split(".")) number = number * 256 + Number(part);
  return number;
}
