/** A delivery as a command that a person can run: the address and every secret are variables. Pure. */

import type { DeliveryDetail } from "../api.ts";

interface WrittenRequest {
  readonly method?: unknown;
  readonly url?: unknown;
  readonly headers?: unknown;
  readonly json?: unknown;
}

/** What is sent again keeps its key: the receiver knows it as the same. Whatever came from outside stands in single quotes. */
export function curlOf({ body, idempotency_key }: Pick<DeliveryDetail, "body" | "idempotency_key">): string {
  const { method, url, json } = asRequest(body);
  const lines = [
    `curl --request ${typeof method === "string" && /^[A-Z]+$/.test(method) ? method : "POST"} ${addressOf(url)}`,
    `--header "authorization: Bearer $DESTINATION_TOKEN"`,
    `--header ${shellQuoted(`idempotency-key: ${idempotency_key}`)}`,
    `--header "content-type: application/json"`,
    `--data ${shellQuoted(JSON.stringify(json ?? body))}`,
  ];
  return lines.join(" \\\n  ");
}

function asRequest(body: unknown): WrittenRequest {
  return typeof body === "object" && body !== null ? body : {};
}

/** User, password and query may hold what is secret. */
function addressOf(url: unknown): string {
  if (typeof url !== "string" || !URL.canParse(url)) return '"$DESTINATION_URL"';
  const { protocol, host, pathname, search } = new URL(url);
  return `${shellQuoted(`${protocol}//${host}${pathname}`)}${search === "" ? "" : `'?'"$DESTINATION_QUERY"`}`;
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
