/** Messages in a workspace to which buttons cannot come back. They have no buttons. */

import { isJsonObject } from "../../../core/json.ts";
import type { Problem } from "../diagnostic.ts";
import type { Outside } from "../expand.ts";
import { at } from "./walk.ts";

/** `file` with its references resolved. */
export function missingButtons(file: unknown, { variable }: Pick<Outside, "variable">): readonly Problem[] {
  const destinations = at(file, "destinations");
  if (!isJsonObject(destinations) || variable("SLACK_SIGNING_SECRET")?.includes(",")) return [];
  return Object.entries(destinations).flatMap(([name, kinds]): readonly Problem[] => {
    const settings = at(kinds, "slack");
    const token = at(settings, "token");
    if (typeof token !== "string" || token === variable("SLACK_BOT_TOKEN") || at(settings, "digest") !== undefined) return [];
    if (at(settings, "signing_secret") !== undefined || at(settings, "app_token") !== undefined) return [];
    return [{ code: "W_SLACK_BUTTONS", text, hint, path: ["destinations", name, "slack", "token"], on: "key" }];
  });
}

const text = "nothing says how presses come back from the workspace of this token, so its messages have no buttons";
const hint =
  "add signing_secret: $" +
  "{SLACK_SIGNING_SECRET_EU} beside it (Basic Information of that app), or app_token:, or list the secrets of all apps in SLACK_SIGNING_SECRET";
