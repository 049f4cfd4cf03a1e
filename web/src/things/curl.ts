/** A delivery as a command that a person can run: the address and every secret are variables. Pure. */

import type { DeliveryDetail } from "../api.ts";

interface WrittenRequest {
  readonly method?: unknown;
  readonly url?: unknown;
  readonly headers?: unknown;
  readonly json?: unknown;
}

/** What is sent again keeps its key: the receiver knows it as the same. */
export function curlOf({ body, idempotency_key }: Pick<DeliveryDetail, "body" | "idempotency_key">): string {
  const { method, url, json } = asRequest(body);
  const target = typeof url === "string" ? withoutSecrets(url) : "$DESTINATION_URL";
  const lines = [
    `curl --request ${typeof method === "string" ? method : "POST"} "${target}"`,
    `--header "authorization: Bearer $DESTINATION_TOKEN"`,
    `--header "idempotency-key: ${idempotency_key}"`,
    `--header "content-type: application/json"`,
    `--data ${shellQuoted(JSON.stringify(json ?? body))}`,
  ];
  return lines.join(" \\\n  ");
}

function asRequest(body: unknown): WrittenRequest {
  return typeof body === "object" && body !== null ? body : {};
}

/** User, password and query may hold what is secret. */
function withoutSecrets(address: string): string {
  if (!URL.canParse(address)) return "$DESTINATION_URL";
  const { protocol, host, pathname, search } = new URL(address);
  return `${protocol}//${host}${pathname}${search === "" ? "" : "?$DESTINATION_QUERY"}`.replace(/["`\\]/g, "");
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
