/** The connections to the mail server that SMTP_URL names. */

import type { DKIMOptions, Transporter } from "nodemailer";
import { type Duration, second } from "../../core/time.ts";

/** Where and how, read from SMTP_URL. */
export interface Server {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly secure: boolean;
  /** Plain text is fine: the connection does not leave this machine. */
  readonly isLocal: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | undefined;
}

/** Reads `smtp://user:password@host:587` or `smtps://host`; undefined for anything else. */
export function toServer(url: string): Server | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port, username, password } = new URL(url);
  if ((protocol !== "smtp:" && protocol !== "smtps:") || hostname === "") return undefined;
  const secure = protocol === "smtps:";
  const host = hostname.replace(/^\[|\]$/g, "");
  const auth = username === "" ? undefined : { user: decoded(username), pass: decoded(password) };
  return { host, port: Number(port) || (secure ? 465 : 587), secure, isLocal: /^(localhost|127\.[\d.]+|::1)$/.test(host), auth };
}

/** A password may hold a lone percent sign. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** At most so many letters in so much time. */
export interface Pace {
  readonly count: number;
  readonly per: Duration;
}

export interface TransportOptions {
  readonly connections: number;
  readonly pace: Pace | undefined;
  readonly signature: DKIMOptions | undefined;
}

/** Connections, and what is loaded with them. */
export interface Transport {
  readonly transporter: Transporter;
  /** A text as encoded words (RFC 2047). */
  readonly encoded: (text: string) => string;
}

/** Characters of an encoded word; nodemailer makes its own as long. */
const longestWord = 52;

/** Opens a pool; it connects when it is first used. Beyond this machine a connection without TLS is refused. */
export async function openTransport({ host, port, secure, isLocal, auth }: Server, options: TransportOptions): Promise<Transport> {
  const { connections, pace, signature } = options;
  const [{ createTransport }, { encodeWord }] = await Promise.all([import("nodemailer"), import("nodemailer/lib/mime-funcs")]);
  const transporter = createTransport({
    pool: true,
    host,
    port,
    secure,
    ...(auth && { auth }),
    ...(isLocal ? { ignoreTLS: !secure } : { requireTLS: !secure }),
    ...(signature && { dkim: signature }),
    ...(pace && { rateLimit: pace.count, rateDelta: pace.per }),
    maxConnections: connections,
    maxMessages: 50,
    maxRequeues: 1,
    connectionTimeout: 10 * second,
    greetingTimeout: 10 * second,
    socketTimeout: 30 * second,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // Every error reaches the letter that it is about; an event that nobody listens to would end the process.
  transporter.on("error", () => undefined);
  return { transporter, encoded: (text) => encodeWord(text, "B", longestWord) };
}
