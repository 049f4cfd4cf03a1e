/** Shows how a message would arrive by Slack, by e-mail and over HTTP. Pure; secrets are placeholders, as in its input. */

import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { emailBody } from "./email/body.ts";
import { htmlPart, plainPart } from "./email/letter.ts";
import { addedBody, slackBody } from "./slack/body.ts";
import { faceAttachment, type Press } from "./slack/face.ts";
import { layout } from "./slack/layout.ts";
import { threadLayout } from "./slack/thread.ts";

export interface Looking {
  /** The destination's type. */
  readonly type: string;
  readonly body: Json;
  /** Its settings in the effective configuration, where secrets are `***`. */
  readonly settings: Json;
}

/** Buttons as they would look; their values are not needed here. */
const press: Press = { seal: () => "", plain: false, hasButtons: true };

export function lookOf({ type, body, settings }: Looking): JsonObject {
  const of = isJsonObject(settings) ? settings : {};
  if (!isJsonObject(body)) return { kind: "other", body };
  if (type === "slack" && typeof body.channel === "string") return slackLook(body);
  if (type === "email" && typeof body.subject === "string") return mailLook(body);
  if ((type === "http" || type === "webhook") && typeof body.path === "string") return httpLook(body, of);
  return { kind: "other", body };
}

/** An addition to a thread has no title and no buttons. */
function slackLook(body: JsonObject): JsonObject {
  const added = addedBody(body);
  if (added !== undefined)
    return "items" in added ? { kind: "slack", channel: added.channel, ...threadLayout(added), attachments: [] } : { kind: "other", body };
  const { channel, notice, incident } = slackBody(body);
  const { text, blocks } = layout(notice);
  return { kind: "slack", channel, text, blocks, attachments: incident === undefined ? [] : [faceAttachment(incident, press)] };
}

function mailLook(body: JsonObject): JsonObject {
  const letter = emailBody(body);
  return { kind: "email", to: letter.to, subject: letter.subject, text: plainPart(letter), html: htmlPart(letter) };
}

function httpLook({ method, path, json, headers }: JsonObject, { url, headers: fixed }: JsonObject): JsonObject {
  const origin = /^[a-z]+:\/\/[^/?]+/i.exec(written(url))?.[0] ?? written(url);
  const all = { ...(isJsonObject(fixed) ? fixed : {}), ...(isJsonObject(headers) ? headers : {}) };
  return { kind: "http", method: method ?? "POST", url: `${origin}${String(path)}`, headers: all, json: json ?? null };
}

function written(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
