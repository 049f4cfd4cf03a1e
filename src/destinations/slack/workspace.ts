/** The workspace of a destination, and whether button presses there come back. */

import type { SenderEnvironment } from "../../core/destination.ts";

/** The resolved keys under `slack:` of a destination. */
export interface WorkspaceSettings {
  /** The bot's; that of the environment where it is undefined. */
  readonly token?: string | undefined;
  readonly signing_secret?: string | undefined;
  readonly app_token?: string | undefined;
}

export interface SlackWorkspace {
  readonly token: string | undefined;
  readonly hasButtons: boolean;
}

/**
 * The workspace of SLACK_BOT_TOKEN has its way in from the environment. Another one has its own, or its secret is one of several in
 * SLACK_SIGNING_SECRET. With neither, a button would do nothing.
 */
export function workspaceOf(
  { token, signing_secret: secret, app_token: app }: WorkspaceSettings,
  variable: SenderEnvironment["variable"],
): SlackWorkspace {
  const own = variable("SLACK_BOT_TOKEN");
  if (token === undefined || token === own) return { token: token ?? own, hasButtons: true };
  return { token, hasButtons: Boolean(secret || app) || (variable("SLACK_SIGNING_SECRET") ?? "").includes(",") };
}
