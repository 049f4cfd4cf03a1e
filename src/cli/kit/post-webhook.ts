/** Sends a webhook from the command line like a sender, and explains a missing answer. */

import { X509Certificate } from "node:crypto";
import { type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import { checkServerIdentity, type PeerCertificate, rootCertificates } from "node:tls";
import { isLoopback } from "../../app/settings.ts";
import type { ProxyVariable } from "../../core/network/proxy.ts";
import { second } from "../../core/time.ts";
import { agentsFor } from "../../net/agents.ts";
import { classifyError } from "../../net/classify.ts";
import { ProxyError } from "../../net/proxy-error.ts";
import { plainTextOf } from "../../plain-file.ts";
import { type CliIo, failed, type Refused, refused } from "../command.ts";
import { readRunningRelay } from "./running-relay.ts";

export interface Webhook {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Certificates (PEM) that are trusted beside those of the system. */
  readonly trusted?: string | undefined;
  /** The proxies' variables, for an address outside this machine's relay. */
  readonly variable?: ProxyVariable | undefined;
}

export type Posted = { readonly kind: "posted"; readonly status: number; readonly body: string } | Refused;

const timeout = 10 * second;

/** Bytes of an answer; the rest is not read. */
const longestAnswer = 65_536;

export function postWebhook({ url, body, headers, trusted, variable }: Webhook): Promise<Posted> {
  const options = { method: "POST", headers: { ...headers, "content-length": Buffer.byteLength(body) } } as const;
  const { httpAgent, httpsAgent } = variable === undefined || isLoopback(hostOf(url)) ? {} : agentsFor(variable);
  return new Promise((resolve) => {
    const answered = (response: IncomingMessage) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text = `${text}${chunk}`.slice(0, longestAnswer);
      });
      response.on("end", () => resolve({ kind: "posted", status: response.statusCode ?? 0, body: text }));
    };
    const request = url.startsWith("https:")
      ? requestTls(url, { ...options, ...trustOf(trusted), ...(httpsAgent && { agent: httpsAgent }) }, answered)
      : requestPlain(url, { ...options, ...(httpAgent && { agent: httpAgent }) }, answered);
    request.setTimeout(timeout, () => request.destroy(new Error("no answer within 10 s")));
    request.on("error", (error: NodeJS.ErrnoException) => resolve(refused(failed, problemOf(error, new URL(url)))));
    request.on("close", () => {
      httpAgent?.destroy();
      httpsAgent?.destroy();
    });
    request.end(body);
  });
}

/** The relay's own certificate is trusted under any name, because it is the same certificate. */
function trustOf(trusted: string | undefined) {
  if (trusted === undefined) return {};
  const own = certificateOf(trusted);
  return {
    ca: [...rootCertificates, trusted],
    allowPartialTrustChain: true,
    checkServerIdentity: (host: string, peer: PeerCertificate) =>
      own?.raw.equals(peer.raw) === true ? undefined : checkServerIdentity(host, peer),
  };
}

function certificateOf(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined; // an invalid certificate trusts nothing
  }
}

/** The file of `--ca`, otherwise the certificate of the data folder's relay. */
export function readTrusted(file: string | undefined, folder: string): { readonly pem: string | undefined } | Refused {
  if (file === undefined) return { pem: readRunningRelay(folder)?.certificate };
  const pem = plainTextOf(file);
  return pem !== undefined && certificateOf(pem) !== undefined
    ? { pem }
    : refused(failed, `--ca ${file} is no certificate in PEM: is the path right?`);
}

/** Without a path the default source's path is meant. */
export function withPath(url: string, { error }: Pick<CliIo, "error">): string {
  const address = new URL(url);
  if (address.pathname !== "/") return url;
  address.pathname = "/webhook";
  error(`--url names no path, so ${address.origin}/webhook is meant\n`);
  return address.href;
}

const untrusted = [
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
];

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, "");
}

function problemOf(error: NodeJS.ErrnoException, url: URL): string {
  if (!(error instanceof ProxyError)) return directProblem(error, url);
  const outcome = classifyError(error, new AbortController().signal);
  const why = outcome !== undefined && "detail" in outcome ? outcome.detail : `the proxy of ${error.variable} breaks off`;
  return `${url.origin} is not reached: ${why}`;
}

function directProblem({ code = "", message }: NodeJS.ErrnoException, { origin, protocol, port }: URL): string {
  if (untrusted.includes(code))
    return `${origin} answers, and its certificate is not one that this machine believes (${code}): name it with --ca FILE, or with --data the folder of the relay. bitHuman does not send to such a certificate`;
  if (code === "CERT_HAS_EXPIRED") return `${origin} answers, and its certificate has expired: renew it. bitHuman does not send to it`;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return `${origin} answers, and its certificate is for another name (${message.replace(/^.*altnames: /, "")}): use that name in --url`;
  if (code === "EPROTO" || /wrong version number|packet length/i.test(message))
    return `${origin} answers, and does not speak TLS: try http://, or set TLS_CERT_FILE and TLS_KEY_FILE for the relay`;
  if (protocol === "http:" && (code === "ECONNRESET" || code.startsWith("HPE_")))
    return `${origin} ends the connection: does port ${port || 80} speak TLS? Then it is https://`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `${origin}: no machine has this name`;
  if (/no answer within/.test(message)) return `${origin} took the connection, and did not answer within 10 s`;
  return `nothing answers at ${origin}: start the relay with "avatar-relay start", or name another --url`;
}
