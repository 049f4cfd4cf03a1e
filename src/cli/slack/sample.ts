/** A message of an incident in the form for a channel, for Slack to check without posting it. */

import type { JsonObject } from "../../core/json.ts";
import { faceAttachment } from "../../destinations/slack/face.ts";
import { layout } from "../../destinations/slack/layout.ts";

/** `plain` as in the settings of the destination: without the parts for newer clients. */
export function sampleMessage(plain: boolean): JsonObject {
  const { blocks } = layout({
    title: "A80HVD8577: a visitor asks for a person",
    text: "I want to speak to a human",
    fields: [{ name: "Session", value: "s1" }],
    because: "asks for a person: speak to a human",
    at: "2026-01-01T10:00:00.000Z",
  });
  const face = { id: "sample", state: "open", status: "Nobody has claimed it", until: "", canTalk: true } as const;
  return { blocks: [...blocks], attachments: [faceAttachment(face, { seal: (text) => text, plain, hasButtons: true })] };
}
