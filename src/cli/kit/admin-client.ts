/** The command line's client for the admin port of a running relay. */

import { exitCodes } from "../../app/ending.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { second } from "../../core/time.ts";
import { type CliIo, failed, type Refused, refused } from "../command.ts";
import { adminToken } from "./admin-token.ts";
import type { RunningRelay } from "./running-relay.ts";

export interface AdminClient {
  /** Whether the relay of this note still answers. */
  isThere(): Promise<boolean>;
  get(path: string): Promise<AdminAnswer>;
  post(path: string, body: JsonObject): Promise<AdminAnswer>;
}

export type AdminAnswer = { readonly kind: "answer"; readonly body: JsonObject } | Refused;

const timeout = 10 * second;

export function createAdminClient(running: RunningRelay, io: CliIo): AdminClient {
  const base = `http://${running.adminHost}:${running.adminPort}`;
  const fetched = async (path: string, init: RequestInit, token?: string): Promise<Response> => {
    const headers = { "content-type": "application/json", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    return fetch(`${base}${path}`, { ...init, headers, redirect: "error", signal: AbortSignal.timeout(timeout) });
  };
  let known: Promise<string | undefined> | undefined;
  const call = async (path: string, init: RequestInit): Promise<AdminAnswer> => {
    known ??= adminToken(running, io);
    const token = await known;
    return answered(fetched(path, init, token), missing(running, token));
  };
  return {
    isThere: () =>
      fetched("/healthz", {}).then(
        ({ ok }) => ok,
        () => false,
      ),
    get: (path) => call(path, {}),
    post: (path, body) => call(path, { method: "POST", body: JSON.stringify(body) }),
  };
}

/** What to do where the relay refuses the token, or needs one. */
function missing({ adminToken: from, folder }: RunningRelay, token: string | undefined): string {
  const isSet = "set AVATAR_RELAY_ADMIN_TOKEN to one of those that it was started with";
  const cure =
    from === "database"
      ? "set DATABASE_URL to its database, in which its token is"
      : from === "file"
        ? `it is in ${folder}/admin-token`
        : isSet;
  return token === undefined
    ? `the relay asks for a token of its admin port: ${cure}`
    : `the relay does not take this token of its admin port: ${cure}`;
}

async function answered(call: Promise<Response>, cure: string): Promise<AdminAnswer> {
  try {
    const response = await call;
    const body: unknown = await response.json();
    if (response.ok && isJsonObject(body)) return { kind: "answer", body };
    if (response.status === 401) return refused(exitCodes.configuration, cure);
    return refusal(response.status, isJsonObject(body) ? body.error : undefined);
  } catch {
    return refused(failed, "the relay did not answer on its admin port: is it stopping?");
  }
}

function refusal(status: number, error: Json | undefined): Refused {
  const message = isJsonObject(error) && typeof error.message === "string" ? error.message : `status ${status}`;
  return refused(status === 400 ? exitCodes.usage : failed, `the relay refused: ${message}`);
}
