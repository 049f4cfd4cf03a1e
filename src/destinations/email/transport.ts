/** The connections to the mail server in SMTP_URL. */

import type { DKIMOptions, Transporter } from "nodemailer";
import { type Duration, minute } from "../../core/time.ts";
import type { Server } from "./server.ts";

/** At most `count` mails in each span `per`. */
export interface MailPace {
  readonly count: number;
  readonly per: Duration;
}

/** `required`: TLS or nothing. `none`: plain text, to a server in one's own network. */
export type Tls = "required" | "none";

export interface TransportOptions {
  /** The relay's name; nodemailer finds one where it is undefined. */
  readonly ehloName: string | undefined;
  readonly tls: Tls;
  /** The longest time for one attempt. */
  readonly timeout: Duration;
  readonly connections: number;
  readonly pace: MailPace | undefined;
  readonly signature: DKIMOptions | undefined;
}

/** The connections, and what is loaded with them. */
export interface Transport {
  readonly transporter: Transporter;
  /** A text as encoded words (RFC 2047). */
  readonly encoded: (text: string) => string;
}

/** The most characters of an encoded word, as in nodemailer. */
const longestWord = 52;

/** Opens a pool; it connects when it is first used. */
export async function openTransport(server: Server, options: TransportOptions): Promise<Transport> {
  const [{ createTransport }, { encodeWord }] = await Promise.all([import("nodemailer"), import("nodemailer/lib/mime-funcs")]);
  const transporter = createTransport(poolOptions(server, options));
  // Every error reaches its mail. An event without a listener would end the process.
  transporter.on("error", () => undefined);
  return { transporter, encoded: (text) => encodeWord(text, "B", longestWord) };
}

/** The longest time that a server may take for its greeting and for each answer (RFC 5321, 4.5.3.2). */
export const longestGreeting: Duration = 5 * minute;

/** nodemailer's options. The parameters of SMTP_URL come last, because they are about this server. */
export function poolOptions(server: Server, { connections, pace, signature, ehloName, tls, timeout }: TransportOptions) {
  const { host, port, secure, auth } = server;
  return {
    pool: true as const,
    host,
    port,
    secure,
    ...(auth && { auth }),
    ...(ehloName !== undefined && { name: ehloName }),
    ...tlsOptions(server, tls),
    ...(signature && { dkim: signature }),
    ...(pace && { rateLimit: pace.count, rateDelta: pace.per }),
    maxConnections: connections,
    maxMessages: 50,
    maxRequeues: 1,
    // nodemailer counts the greeting as a part of connecting.
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    ...server.options,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Outside this machine a connection without TLS is refused, unless the operator allows it. */
function tlsOptions({ secure, isLocal, options }: Server, tls: Tls) {
  const isAllowed = options.ignoreTLS === true || options.opportunisticTLS === true || options.requireTLS === false;
  if (secure || isAllowed) return {};
  return isLocal || tls === "none" ? { ignoreTLS: options.requireTLS !== true } : { requireTLS: true };
}
