/** Tests the mail server as for a mail: the connection, the greeting, TLS and the password. It names the mistake. */

import type { Tried } from "../../core/destination.ts";
import { type Duration, second } from "../../core/time.ts";
import { redactor } from "../../net/redact.ts";
import { cut } from "../../text/cut.ts";
import type { Server } from "./server.ts";
import { poolOptions, type Tls } from "./transport.ts";

/** Shorter than for a mail that is sent. */
const usualTimeout: Duration = 75 * second;

export interface MailTrial {
  readonly server: Server;
  readonly ehloName: string | undefined;
  readonly tls: Tls;
  readonly timeout?: Duration;
}

export async function tryServer({ server, ehloName, tls, timeout = usualTimeout }: MailTrial): Promise<Tried> {
  const { createTransport } = await import("nodemailer");
  const { pool: _pool, ...options } = poolOptions(server, {
    connections: 1,
    pace: undefined,
    signature: undefined,
    ehloName,
    tls,
    timeout,
  });
  const transporter = createTransport(options);
  const where = `${server.host}:${server.port}`;
  try {
    await transporter.verify();
    const login = server.auth === undefined ? "and no password was asked for" : "and took the user and the password";
    return { ok: true, what: `the mail server ${where} greeted ${ehloName ?? "us"}, ${login}` };
  } catch (error) {
    return { ok: false, ...mistake(error as Error, server, where) }; // nodemailer throws nothing else
  } finally {
    transporter.close();
  }
}

interface Mistake {
  readonly what: string;
  readonly cure: string;
}

/** The fields of nodemailer's error. */
interface Shape {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly response?: unknown;
  readonly responseCode?: unknown;
}

function mistake(error: Error, server: Server, where: string): Mistake {
  const { code, command, response, responseCode } = error as Shape;
  const { auth } = server;
  const clean = redactor(auth === undefined ? [] : [auth.user, auth.pass]);
  const answered = typeof response === "string" ? `: it says ${cut(clean(response), 200)}` : "";
  const found = ofConnection(error, server, where);
  if (found !== undefined) return found;
  if (code === "EAUTH" || code === "ENOAUTH")
    return { what: `the mail server ${where} does not take the user and the password${answered}`, cure: logins };
  if (code === "ETLS") return { what: `the mail server ${where} offers no TLS (STARTTLS)${answered}`, cure: clear };
  if (typeof responseCode === "number" && command === "EHLO")
    return { what: `the mail server ${where} does not take our name${answered}`, cure: names };
  if (typeof responseCode === "number") return { what: `the mail server ${where} turns us away${answered}`, cure: names };
  return { what: `the mail server ${where} cannot be used${answered || `: ${clean(error.message)}`}`, cure: "is SMTP_URL right?" };
}

const logins = "copy both again into SMTP_URL, with / ? # @ : % encoded; providers with two factors want a password made for the app";
const clear = "if it is a relay of your own network: tls: none under email:, or ?ignoreTLS=true in SMTP_URL; else take its port with TLS";
const names = "does the server know this machine's address? ehlo_name: under email:, or ?name= in SMTP_URL, sets the name that it gets";

function ofConnection(error: Error, { secure, port, host }: Server, where: string): Mistake | undefined {
  const { code } = error as Shape;
  const { message } = error;
  if (code === "EDNS" || /ENOTFOUND|EAI_AGAIN/.test(message))
    return { what: `the name ${host} has no address`, cure: "is the host in SMTP_URL right?" };
  if (/ECONNREFUSED/.test(message))
    return { what: `nothing listens at ${where}`, cure: "587 is usual for smtp://, 465 for smtps://, 25 for relays" };
  if (/wrong version number|packet length too long|record layer/i.test(message))
    return { what: `${where} does not speak TLS from the first byte`, cure: "write smtp:// instead of smtps:// for this port" };
  if (/certificate|altnames|self-signed|unable to verify/i.test(message))
    return {
      what: `the certificate of ${where} is not believed: ${cut(message, 200)}`,
      cure: "name the host as the certificate does, or give its authority with NODE_EXTRA_CA_CERTS",
    };
  if (code !== "ETIMEDOUT") return undefined;
  if (!secure && port === 465) return { what: `${where} says nothing`, cure: "port 465 speaks TLS from the first byte: write smtps://" };
  return { what: `${where} does not answer in time`, cure: "is the port open to this machine? Many networks close 25 to the outside" };
}
