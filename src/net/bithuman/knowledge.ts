/** Uploads a file to the knowledge of a bitHuman organization, at most once. */

import type { KnowledgeFile } from "../../core/insights/questions.ts";
import { isJsonObject, parsedJson } from "../../core/json.ts";
import { type Duration, second } from "../../core/time.ts";
import { anyAddress } from "../address-guard.ts";
import { classifyError } from "../classify.ts";
import { httpClient } from "../http-client.ts";
import { redactor } from "../redact.ts";
import { type BithumanAccess, pathBelow } from "./client.ts";
import { fieldIn } from "./envelope.ts";
import { troubleOf, troubleText } from "./trouble.ts";

export type Uploaded = { readonly kind: "uploaded"; readonly file: string } | { readonly kind: "failed"; readonly detail: string };

const timeout: Duration = 20 * second;

/** bitHuman's reference, "Knowledge": `POST /v1/knowledge/files`, multipart/form-data with `file` and `name`. `boundary`: any fresh word. */
export async function uploadKnowledge(
  { base, secret, proxyFor, userAgent, now }: BithumanAccess,
  file: KnowledgeFile,
  boundary: string,
): Promise<Uploaded> {
  const redact = redactor([secret]);
  // A connection of its own: the client would repeat a request on a broken old connection.
  const http = httpClient({ origin: base.origin, guard: anyAddress, connections: 1, proxyFor, redact, now, once: true });
  const signal = AbortSignal.timeout(timeout);
  const type = `multipart/form-data; boundary=${boundary}`;
  const headers = { accept: "application/json", "api-secret": secret, "content-type": type, "user-agent": userAgent };
  const request = { method: "POST", path: pathBelow(base, "/v1/knowledge/files"), headers, body: formOf(file, boundary), signal };
  try {
    const answer = await http.roundTrip(request);
    const trouble = troubleOf(answer, now(), redact);
    if (trouble !== undefined) return { kind: "failed", detail: trouble.code === "FORBIDDEN" ? personal : troubleText(trouble) };
    const body = parsedJson(answer.body);
    const id = isJsonObject(body) ? fieldIn(body, ["id"]) : undefined;
    return typeof id === "string" ? { kind: "uploaded", file: id } : { kind: "failed", detail: unclear };
  } catch (error) {
    const outcome = classifyError(error, signal);
    if (outcome === undefined) throw error;
    if (outcome.kind === "later" && outcome.ambiguous === true) return { kind: "failed", detail: unclear };
    return { kind: "failed", detail: "detail" in outcome && outcome.detail !== undefined ? outcome.detail : "bitHuman cannot be reached" };
  } finally {
    void http.close();
  }
}

/** The same page: "a personal secret returns 403". */
const personal =
  "bitHuman answers FORBIDDEN: set BITHUMAN_API_SECRET to the API secret of an organization, because Knowledge takes no personal one";
const unclear = "it is unknown whether bitHuman has the file, so it is not sent again: look at Knowledge on its dashboard";

/** RFC 7578. The name is ours, and has no characters that need escapes. */
function formOf({ name, text }: KnowledgeFile, boundary: string): string {
  const parts = [
    `content-disposition: form-data; name="name"\r\n\r\n${name.replace(/\.md$/, "")}`,
    `content-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/markdown; charset=utf-8\r\n\r\n${text}`,
  ];
  return `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join("")}--${boundary}--\r\n`;
}
