/** Answers connections that never became a whole request: too slow, too long, or not HTTP. */

import type { Duplex } from "node:stream";
import { second } from "../core/time.ts";
import { answerText, errorAnswer, type WebhookErrorCode } from "./answer.ts";
import { signatureHeader } from "./signature.ts";

/** An error of Node's parser. */
export interface ParserError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
  readonly bytesParsed?: number;
}

/** How long the other side may take to read the answer. */
const takenWithin = 1 * second;

/** Answers and closes. Where no answer can arrive, as before the TLS handshake, the connection is closed at once. */
export function refuseConnection(error: ParserError, socket: Duplex, randomId: () => string): void {
  if (error.code === "ECONNRESET" || !socket.writable || isHandshake(error, socket)) {
    socket.destroy();
    return;
  }
  const answer = errorAnswer(codeOf(error), randomId());
  // A sender that does not read would otherwise keep the connection open.
  const cut = setTimeout(() => socket.destroy(), takenWithin);
  socket.once("close", () => clearTimeout(cut));
  socket.end(answerText(answer), () => socket.destroy());
}

/** A TLS socket has no cipher before the handshake has ended. */
function isHandshake(error: ParserError, socket: Duplex): boolean {
  if (error.code?.startsWith("ERR_TLS_") || error.code?.startsWith("ERR_SSL_")) return true;
  return "getCipher" in socket && typeof socket.getCipher === "function" && socket.getCipher()?.name === undefined;
}

function codeOf(error: ParserError): WebhookErrorCode {
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") return "request_timeout";
  if (error.code === "HPE_HEADER_OVERFLOW") return "headers_too_large";
  return brokeAtSignature(error) ? "signature_invalid" : "bad_request";
}

/** A signature with bytes that no header may contain, e.g. NUL, counts as a wrong signature. */
function brokeAtSignature({ code, rawPacket, bytesParsed }: ParserError): boolean {
  if (code !== "HPE_INVALID_HEADER_TOKEN" || rawPacket === undefined) return false;
  const lines = rawPacket.toString("latin1", 0, bytesParsed).split("\n");
  return lines.at(-1)?.toLowerCase().startsWith(`${signatureHeader}:`) === true;
}
