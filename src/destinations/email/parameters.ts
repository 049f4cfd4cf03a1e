/** The parameters of SMTP_URL: each setting of nodemailer is used, or refused with advice. */

import type { VariableFault } from "../../core/destination.ts";
import type { Duration } from "../../core/time.ts";

/** Set where the URL says so. */
export interface SmtpOptions {
  /** The relay's name (EHLO). */
  readonly name?: string;
  readonly localAddress?: string;
  readonly servername?: string;
  readonly authMethod?: string;
  readonly ignoreTLS?: boolean;
  readonly requireTLS?: boolean;
  readonly opportunisticTLS?: boolean;
  readonly forceAuth?: boolean;
  readonly lmtp?: boolean;
  readonly allowInternalNetworkInterfaces?: boolean;
  readonly connectionTimeout?: Duration;
  readonly greetingTimeout?: Duration;
  readonly socketTimeout?: Duration;
  readonly socketCloseTimeout?: Duration;
  readonly dnsTimeout?: Duration;
  readonly idleTimeout?: Duration;
  readonly rateDelta?: Duration;
  readonly maxConnections?: number;
  readonly maxMessages?: number;
  readonly maxRequeues?: number;
  readonly maxResponseSize?: number;
  readonly rateLimit?: number;
  readonly tls?: Readonly<Record<string, string | boolean>>;
}

type Name = keyof SmtpOptions;

/** The expected form of each value. */
const texts: readonly Name[] = ["name", "localAddress", "servername", "authMethod"];
const switches: readonly Name[] = ["ignoreTLS", "requireTLS", "opportunisticTLS", "forceAuth", "lmtp", "allowInternalNetworkInterfaces"];
const numbers: readonly Name[] = [
  ...(["connectionTimeout", "greetingTimeout", "socketTimeout", "socketCloseTimeout", "dnsTimeout", "idleTimeout", "rateDelta"] as const),
  ...(["maxConnections", "maxMessages", "maxRequeues", "maxResponseSize", "rateLimit"] as const),
];

const tlsTexts = ["servername", "minVersion", "maxVersion", "ciphers", "ca"];
const tlsSwitches = ["rejectUnauthorized"];

/** Settings of nodemailer that do not belong into this URL. */
const elsewhere: Readonly<Record<string, string>> = {
  pool: "leave it out: connections are always kept in a pool, of concurrency: connections of the destination",
  secure: "write smtps:// for TLS from the first byte, and smtp:// otherwise",
  secured: "leave it out: smtps:// is TLS from the first byte",
  host: "write the host behind the @",
  port: "write the port behind the host, with a colon",
  user: "write the user and the password before the @",
  pass: "write the user and the password before the @",
  auth: "write the user and the password before the @",
  service: "write the host of the service, e.g. smtps://user:password@smtp.gmail.com",
  url: "write that URL itself",
  proxy: "leave it out: mail goes to the server directly",
  dkim: "write dkim: under email: in rules.yaml",
  logger: "leave it out: what mail servers say is in the deliveries, and letters are never logged",
  debug: "leave it out: what mail servers say is in the deliveries, and letters are never logged",
  transactionLog: "leave it out: what mail servers say is in the deliveries, and letters are never logged",
  component: "leave it out: nodemailer logs nothing",
  disableFileAccess: "leave it out: no letter reads a file",
  disableUrlAccess: "leave it out: no letter loads anything",
  attachDataUrls: "leave it out: letters have no attachments",
  maxRecipients: "leave it out: each letter has one recipient",
  from: "write from: under email: in rules.yaml, or set SMTP_FROM",
  direct: "leave it out: SMTP_URL names the server that takes the letters",
  sendmail: "leave it out: letters go over SMTP",
  streamTransport: "leave it out: letters go over SMTP",
  jsonTransport: "leave it out: letters go over SMTP",
  SES: "write the SMTP endpoint of SES, e.g. smtp://user:password@email-smtp.eu-west-1.amazonaws.com:587",
};

/** All accepted names, for advice on misspelt ones. */
export const knownParameters: readonly string[] = [
  ...texts,
  ...switches,
  ...numbers,
  ...[...tlsTexts, ...tlsSwitches].map((each) => `tls.${each}`),
];

export function parameters(
  query: URLSearchParams,
  secure: boolean,
): { readonly options: SmtpOptions; readonly faults: readonly VariableFault[] } {
  const options = new Map<string, string | number | boolean>();
  const tls = new Map<string, string | boolean>();
  const faults: VariableFault[] = [];
  for (const [name, text] of query) {
    const read = readOne(name, text);
    if ("hint" in read) faults.push(read);
    else if (name.startsWith("tls."))
      tls.set(name.slice("tls.".length), read.value as string | boolean); // as readOne says of these names
    else options.set(name, read.value);
  }
  const made = { ...Object.fromEntries(options), ...(tls.size > 0 && { tls: Object.fromEntries(tls) }) } as SmtpOptions; // each name has the type of its list
  return { options: made, faults: [...faults, ...contradictions(made, secure)] };
}

function readOne(name: string, text: string): { readonly value: string | number | boolean } | VariableFault {
  const isOf = (names: readonly string[], prefix = "") => names.some((each) => prefix + each === name);
  if (Object.hasOwn(elsewhere, name)) return { text: `SMTP_URL has ?${name}=, which is not read`, hint: elsewhere[name] ?? "" };
  if (isOf(texts) || isOf(tlsTexts, "tls.")) return text === "" ? wrong(name, "a text") : { value: text };
  if (isOf(switches) || isOf(tlsSwitches, "tls."))
    return /^(true|false)$/.test(text) ? { value: text === "true" } : wrong(name, "true or false");
  if (isOf(numbers)) return /^\d{1,9}$/.test(text) ? { value: Number(text) } : wrong(name, "a whole number; times are milliseconds");
  const [meant] = knownParameters.filter((each) => each.toLowerCase() === name.toLowerCase());
  const hint = meant === undefined ? `known are ${knownParameters.join(", ")}` : `write ?${meant}=`;
  return { text: `SMTP_URL has ?${shown(name)}=, which is not known`, hint };
}

/** An unknown name may be a part of a password. */
function shown(name: string): string {
  return /^[A-Za-z][A-Za-z.]{0,29}$/.test(name) ? name : "…";
}

function wrong(name: string, expected: string): VariableFault {
  return { text: `SMTP_URL has ?${name}= with a value that cannot be used`, hint: `expected ${expected}` };
}

function contradictions({ ignoreTLS, requireTLS, opportunisticTLS }: SmtpOptions, secure: boolean): readonly VariableFault[] {
  const asked = [ignoreTLS, opportunisticTLS].includes(true);
  if (secure && asked) return [{ text: "SMTP_URL is smtps:// and asks for no TLS", hint: "write smtp:// for a server without TLS" }];
  if (requireTLS === true && asked)
    return [{ text: "SMTP_URL asks for TLS and for none", hint: "keep one of requireTLS, ignoreTLS and opportunisticTLS" }];
  return [];
}
