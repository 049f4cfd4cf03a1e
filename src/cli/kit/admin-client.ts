/** The admin port of a running relay, as this command line calls it. */

import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { second } from "../../core/time.ts";
import { exitCodes } from "../../ending.ts";
import { type CliIo, failed, type Refused, refused } from "../command.ts";
import type { Place } from "./place.ts";

export interface AdminClient {
  /** Whether the relay of this note still answers. */
  isThere(): Promise<boolean>;
  get(path: string): Promise<Answer>;
  post(path: string, body: JsonObject): Promise<Answer>;
}

export type Answer = { readonly kind: "answer"; readonly body: JsonObject } | Refused;

const patience = 10 * second;

export function createAdminClient({ adminHost, adminPort }: Place, { env }: CliIo): AdminClient {
  const base = `http://${adminHost}:${adminPort}`;
  const token = env.AVATAR_RELAY_ADMIN_TOKEN;
  const headers = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const call = (path: string, init: RequestInit): Promise<Response> =>
    fetch(`${base}${path}`, { ...init, headers, redirect: "error", signal: AbortSignal.timeout(patience) });
  return {
    isThere: () =>
      call("/healthz", {}).then(
        ({ ok }) => ok,
        () => false,
      ),
    get: (path) => answered(call(path, {})),
    post: (path, body) => answered(call(path, { method: "POST", body: JSON.stringify(body) })),
  };
}

async function answered(call: Promise<Response>): Promise<Answer> {
  try {
    const response = await call;
    const body: unknown = await response.json();
    if (response.ok && isJsonObject(body)) return { kind: "answer", body };
    return refusal(response.status, isJsonObject(body) ? body.error : undefined);
  } catch {
    return refused(failed, "the relay did not answer on its admin port: is it stopping?");
  }
}

function refusal(status: number, error: Json | undefined): Refused {
  if (status === 401) return refused(exitCodes.configuration, "the relay asks for its admin token: set AVATAR_RELAY_ADMIN_TOKEN");
  const message = isJsonObject(error) && typeof error.message === "string" ? error.message : `status ${status}`;
  return refused(status === 400 ? exitCodes.usage : failed, `the relay refused: ${message}`);
}
