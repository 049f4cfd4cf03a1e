/** The workspaces that send button presses: that of the environment, and those of destinations. */

import { hash, type KeyObject } from "node:crypto";
import type { Workspace } from "../../core/destination.ts";
import { isJsonObject, type Json, stringOf, valueAt } from "../../core/json.ts";
import { slackKeys } from "./signature.ts";

export interface WorkspaceGiven {
  /** Of the environment; empty where it has none. */
  readonly botToken: string;
  /** With one: Socket Mode. */
  readonly appToken: string | undefined;
  /** Without an app token: signed requests at /slack/events. Several are separated by commas. */
  readonly signingSecret: string | undefined;
  /** Those of the present rules. */
  readonly others?: () => readonly Workspace[];
}

/** Each once. The first is that of the environment, where it has one. */
export function workspacesOf({ botToken, appToken, signingSecret, others = () => [] }: WorkspaceGiven): readonly Workspace[] {
  const all = new Map<string, Workspace>();
  if (botToken !== "") all.set(botToken, { token: botToken, appToken, signingSecret: appToken === undefined ? signingSecret : undefined });
  for (const { token, ...way } of others()) {
    if (token === botToken) continue;
    const known = all.get(token);
    const secrets = new Set([known?.signingSecret, way.signingSecret].filter((each) => each !== undefined));
    all.set(token, { token, appToken: way.appToken ?? known?.appToken, signingSecret: [...secrets].join() || undefined });
  }
  const listed = signingSecret?.includes(",") ? signingSecret : undefined; // one of them may be another workspace's
  return [...all.values()].map((each) => {
    const hasWay = each.token === botToken || each.appToken !== undefined || each.signingSecret !== undefined;
    return hasWay ? each : { ...each, signingSecret: listed };
  });
}

export function keysOf({ signingSecret = "" }: Workspace): readonly KeyObject[] {
  return slackKeys(signingSecret);
}

/** The name of its stored data, which does not reveal the token. */
export function keptName({ token }: Workspace, botToken: string): string {
  return token === botToken ? "slack team" : `slack team ${hash("sha256", token).slice(0, 16)}`;
}

/**
 * The workspace of the app that got the event. The event names it under its authorization, because its channel may belong to another
 * workspace.
 */
export function teamIn(body: unknown): string | undefined {
  if (!isJsonObject(body)) return undefined;
  const { authorizations } = body;
  const [first] = Array.isArray(authorizations) ? (authorizations as readonly Json[]) : []; // isArray knows no readonly lists
  const named = [isJsonObject(first) ? first.team_id : undefined, valueAt(body, ["team", "id"]), body.team_id];
  return named.map(stringOf).find((each) => each !== undefined);
}
