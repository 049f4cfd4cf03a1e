/** The mail server in SMTP_URL: its address and its settings. Every mistake is reported, without the password. */

import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import type { VariableFault } from "../../core/destination.ts";
import { parameters, type SmtpOptions } from "./parameters.ts";

/** Where and how, read from SMTP_URL. */
export interface Server {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly secure: boolean;
  /** Plain text is safe, because the connection does not leave this machine. */
  readonly isLocal: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | undefined;
  /** The parameters. */
  readonly options: SmtpOptions;
}

export type ReadServer =
  | { readonly kind: "server"; readonly server: Server }
  | { readonly kind: "refused"; readonly faults: readonly VariableFault[] };

const form = "write it like smtp://user:password@mail.example.com:587, or smtps://…:465";

/** Reads `smtp://user:password@host:587?name=relay.example.com` or `smtps://host`. */
export function readServer(text: string): ReadServer {
  const url = text.trim();
  if (/^["'`]/.test(url))
    return refused({ text: "SMTP_URL has quotes around it, and they are read as a part of it", hint: "set it without them" });
  const [, rest] = /^smtps?:\/\/(.*)$/is.exec(url) ?? [];
  if (rest === undefined) return refused({ text: "SMTP_URL is not set, or does not begin with smtp:// or smtps://", hint: form });
  const bare = unencoded(rest);
  if (bare !== undefined) return refused(bare);
  if (!URL.canParse(url)) return refused({ text: "SMTP_URL is not a URL", hint: `${form}; the port is a number up to 65535` });
  return readUrl(new URL(url));
}

function readUrl({ protocol, hostname, port, username, password, pathname, hash, searchParams }: URL): ReadServer {
  const host = hostOf(hostname);
  const secure = protocol === "smtps:";
  const { options, faults } = parameters(searchParams, secure);
  const own = [
    ...(hostname === "" ? [{ text: "SMTP_URL names no host", hint: form }] : []),
    ...(hostname !== "" && host === undefined ? [{ text: "SMTP_URL has a host that is no name and no address", hint: form }] : []),
    ...(port === "0" ? [{ text: "SMTP_URL has the port 0", hint: form }] : []),
    ...(pathname.length > 1 || hash !== "" ? [{ text: "SMTP_URL has something behind the host that means nothing", hint: form }] : []),
    ...(username === "" && password !== "" ? [{ text: "SMTP_URL has a password and no user", hint: form }] : []),
    ...(username !== "" && password === ""
      ? [{ text: "SMTP_URL has a user and no password", hint: `${form}; a relay without a login takes neither` }]
      : []),
    ...faults,
  ];
  if (host === undefined || own.length > 0) return { kind: "refused", faults: own };
  const auth = username === "" ? undefined : { user: decoded(username), pass: decoded(password) };
  const isLocal = /^(localhost|127\.[\d.]+|::1)$/.test(host);
  return { kind: "server", server: { host, port: Number(port) || (secure ? 465 : 587), secure, isLocal, auth, options } };
}

/** In ASCII letters, as name services know it; undefined where it can be no host. Names without a dot are those of containers. */
function hostOf(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, "");
  if (isIP(bare) !== 0) return bare;
  const named = decoded(bare);
  const host = /^[\x20-\x7e]*$/.test(named) ? named : domainToASCII(named);
  return names.test(host) && !/^\d+$/.test(host) ? host : undefined;
}

const names = /^(?=.{1,254}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*\.?$/i;

function refused(fault: VariableFault): ReadServer {
  return { kind: "refused", faults: [fault] };
}

/** `/`, `?` and `#` end the user and the password. Where an `@` follows, they were meant to be a part of them. */
function unencoded(rest: string): VariableFault | undefined {
  const [, sign = "", behind = ""] = /^[^/?#]*([/?#])(.*)$/s.exec(rest) ?? [];
  if (!behind.includes("@")) return undefined;
  return {
    text: `SMTP_URL has a "${sign}" in the user or the password, which ends them there`,
    hint: `encode it as ${encodeURIComponent(sign)}; likewise @ as %40, : as %3A, / as %2F, ? as %3F, # as %23 and % as %25`,
  };
}

/** A password may contain a single percent sign. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
