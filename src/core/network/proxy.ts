/** Reads the proxies in HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and reports what is wrong with them. */

export interface HttpProxy {
  /** The variable that names it. */
  readonly variable: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** The value of `proxy-authorization`; undefined where the variable holds no user. */
  readonly authorization: string | undefined;
  /** Without user and password, for people. */
  readonly shown: string;
}

export interface Proxies {
  /** For https addresses. */
  readonly https: HttpProxy | undefined;
  /** For http addresses. */
  readonly http: HttpProxy | undefined;
  /** The hosts of NO_PROXY, which are reached without a proxy. */
  readonly direct: readonly Direct[];
  readonly problems: readonly string[];
  /** Settings without an effect, in words for people. */
  readonly unused: readonly string[];
}

/** One entry of NO_PROXY. */
export type Direct =
  | { readonly kind: "all"; readonly text: string }
  /** A name with all names below it, or an address. */
  | { readonly kind: "host"; readonly text: string; readonly host: string; readonly port: string | undefined }
  /** A range of addresses. It applies to URLs that name an address. */
  | { readonly kind: "range"; readonly text: string };

export type ProxyVariable = (name: string) => string | undefined;

/** The lower-case name takes precedence, as in curl. An empty variable counts as not set. */
export function readProxies(variable: ProxyVariable): Proxies {
  const problems: string[] = [];
  const named = proxyOf("HTTP_PROXY", variable, problems);
  const all = proxyOfAll(variable, problems);
  const http = named ?? all.proxy;
  const https = proxyOf("HTTPS_PROXY", variable, problems) ?? all.proxy ?? named;
  const isMissed = https === undefined || http === undefined;
  const direct = directOf(set("NO_PROXY", variable)?.text ?? "", problems);
  return { https, http, direct, problems, unused: isMissed ? all.unused : [] };
}

/** ALL_PROXY often names a SOCKS proxy. The relay ignores it; it is no mistake of the operator. */
function proxyOfAll(
  variable: ProxyVariable,
  problems: string[],
): { readonly proxy: HttpProxy | undefined; readonly unused: readonly string[] } {
  const { name = "", text = "" } = set("ALL_PROXY", variable) ?? {};
  const [, kind] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text) ?? [];
  if (kind === undefined || /^https?$/i.test(kind)) return { proxy: proxyOf("ALL_PROXY", variable, problems), unused: [] };
  const warning = `${name} names a proxy of the kind ${kind.toLowerCase()}, which the relay does not speak: requests go out without it`;
  return { proxy: undefined, unused: [warning] };
}

function set(name: string, variable: ProxyVariable): { readonly name: string; readonly text: string } | undefined {
  const found = [name.toLowerCase(), name].find((each) => variable(each)?.trim());
  return found === undefined ? undefined : { name: found, text: variable(found)?.trim() ?? "" };
}

function proxyOf(wanted: string, variable: ProxyVariable, problems: string[]): HttpProxy | undefined {
  const found = set(wanted, variable);
  if (found === undefined) return undefined;
  const { name, text } = found;
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const fault = proxyFault(url);
  if (fault === undefined) return proxyAt(new URL(url), name);
  problems.push(
    `E_PROXY: ${name} must be the URL of an HTTP proxy such as http://proxy.example.com:3128, ${fault}: correct it, or unset it where there is no proxy`,
  );
  return undefined;
}

/** The value is never shown, because it may contain a password. */
function proxyFault(url: string): string | undefined {
  if (/["'`]/.test(url.slice(url.lastIndexOf("@") + 1))) return "found quotes in it, which are read as a part of it";
  if (!URL.canParse(url)) return "found a text that is no URL (characters such as @ : / # in a password are written as %40 %3A %2F %23)";
  const { protocol, username, password } = new URL(url);
  if (protocol !== "http:" && protocol !== "https:") return `found the scheme ${protocol}//`;
  return isDecodable(username) && isDecodable(password) ? undefined : "found a % in user or password that begins no code such as %40";
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function proxyAt({ origin, protocol, host, username, password }: URL, variable: string): HttpProxy {
  const authorization = username === "" && password === "" ? undefined : `Basic ${basic(username, password)}`;
  return { variable, origin, authorization, shown: `${protocol}//${authorization === undefined ? "" : "***@"}${host}` };
}

/** RFC 7617: the bytes of UTF-8 in base64. */
function basic(username: string, password: string): string {
  const bytes = new TextEncoder().encode(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  return btoa(String.fromCharCode(...bytes));
}

function directOf(text: string, problems: string[]): readonly Direct[] {
  return text
    .split(/[,\s]+/)
    .filter((entry) => entry !== "")
    .flatMap((entry) => {
      const direct = entryOf(entry);
      if (direct === undefined)
        problems.push(`E_PROXY: NO_PROXY takes hosts, .suffixes, host:port, ranges such as 10.0.0.0/8, or *, found "${entry}"`);
      return direct ?? [];
    });
}

function entryOf(text: string): Direct | undefined {
  if (text === "*") return { kind: "all", text };
  const range = rangeOfStars(text);
  if (range !== undefined) return { kind: "range", text: range };
  if (text.includes("/")) return isRange(text) ? { kind: "range", text } : undefined;
  const [, bracketed, behindBrackets] = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(text) ?? [];
  if (bracketed !== undefined) return { kind: "host", text, host: bracketed.toLowerCase(), port: behindBrackets };
  const [, named = text, port] = /^([^:]+):(\d{1,5})$/.exec(text) ?? [];
  const host = named
    .replace(/^\*?\./, "")
    .replace(/\.$/, "")
    .toLowerCase();
  return host === "" || /[*@[\]]/.test(host) ? undefined : { kind: "host", text, host, port };
}

/** `10.*` and `192.168.1.*`, as Windows and Java write ranges. */
function rangeOfStars(text: string): string | undefined {
  if (!/^(\d{1,3}\.){1,3}\*(\.\*){0,2}$/.test(text)) return undefined;
  const known = text.split(".").filter((part) => part !== "*");
  const range = `${[...known, 0, 0, 0].slice(0, 4).join(".")}/${known.length * 8}`;
  return isRange(range) ? range : undefined;
}

function isRange(text: string): boolean {
  const [, address = "", bits = ""] = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(text) ?? [];
  if (address.includes(":")) return Number(bits) <= 128 && URL.canParse(`http://[${address}]`);
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(address) && Number(bits) <= 32 && URL.canParse(`http://${address}`);
}
