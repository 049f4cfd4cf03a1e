/** Calls Slack's Web API for the doctor: once, with a sentence for every answer. */

import { isJsonObject, type JsonObject, parsedJson } from "../../core/json.ts";
import { second } from "../../core/time.ts";
import { openOutbound } from "../../net/connections.ts";
import { retried } from "../../net/retried.ts";
import type { CliIo } from "../command.ts";

export interface SlackAnswer {
  readonly ok: boolean;
  /** Slack's own code; empty where it sent none. */
  readonly code: string;
  /** The same in words, e.g. `Slack says invalid_auth`. */
  readonly answered: string;
  readonly body: JsonObject;
  /** The scopes of the token; undefined where Slack did not send them. */
  readonly scopes: readonly string[] | undefined;
}

export type SlackCall = (method: string, token: string, body?: JsonObject) => Promise<SlackAnswer>;

const timeout = 10 * second;

export function slackCaller({ env, version }: Pick<CliIo, "env" | "version">): SlackCall {
  const api = (env.SLACK_API_URL || "https://slack.com/api/").replace(/(?<!\/)\/*$/, "/");
  const outbound = retried(() => openOutbound((name) => env[name]));
  return async (method, token, body = {}) => {
    const headers = {
      "content-type": "application/json; charset=utf-8",
      authorization: `Bearer ${token}`,
      "user-agent": `avatar-relay/${version}`,
    };
    try {
      const { fetch } = await outbound();
      const signal = AbortSignal.timeout(timeout);
      const response = await fetch(api + method, { method: "POST", headers, body: JSON.stringify(body), redirect: "error", signal });
      return answerOf(response, await response.text());
    } catch {
      return { ok: false, code: "", answered: "Slack cannot be reached", body: {}, scopes: undefined };
    }
  };
}

function answerOf({ status, headers }: Response, text: string): SlackAnswer {
  const body = parsedJson(text);
  const scopes = headers
    .get("x-oauth-scopes")
    ?.split(",")
    .map((scope) => scope.trim());
  const nothing = `Slack answered with HTTP ${status}, and no code of its own`;
  if (!isJsonObject(body)) return { ok: false, code: "", answered: nothing, body: {}, scopes };
  const code = typeof body.error === "string" && /^[a-z_]{1,60}$/.test(body.error) ? body.error : "";
  return { ok: body.ok === true, code, answered: code === "" ? nothing : `Slack says ${code}`, body, scopes };
}
