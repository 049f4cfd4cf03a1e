/** Posts as a bot: a message has a place that later ones can answer to. */

import type { Message } from "../../core/delivery.ts";
import type { Edge, SendContext, Sender } from "../../core/destination.ts";
import type { JsonObject } from "../../core/json.ts";
import { anyAddress } from "../../net/address-guard.ts";
import { httpClient } from "../../net/http-client.ts";
import { redactor } from "../../net/redact.ts";
import { stuck } from "../stuck.ts";
import { slackBody } from "./body.ts";
import { layout } from "./layout.ts";
import { nameUuid } from "./name-uuid.ts";
import { type Mend, mendOf, outcomeOf, type Posted } from "./outcome.ts";
import { type Api, postMessage, slackApi } from "./web-api.ts";

/** A sender with the token of the environment. Its address is the operator's own, so no guard looks at it. */
export function openBot(edge: Edge, connections: number): Sender {
  const token = edge.variable("SLACK_BOT_TOKEN") ?? "";
  const base = (edge.variable("SLACK_API_URL") ?? slackApi).replace(/\/*$/, "/");
  if (token === "") return stuck("SLACK_BOT_TOKEN is not set");
  if (!URL.canParse(base)) return stuck("SLACK_API_URL is not a URL");
  const { now } = edge;
  const http = httpClient({ origin: new URL(base).origin, guard: anyAddress, connections, redact: redactor([token]), now });
  return {
    send: async (message, context) => outcomeOf(await post({ http, base, token, now }, message, context)),
    close: () => http.close(),
  };
}

/** Posts, and once more in a simpler form where Slack did not like the layout or no longer has the thread. */
async function post(api: Api, message: Message, context: SendContext): Promise<Posted> {
  const full = payload(message, context);
  const posted = await postMessage(api, full, context.signal);
  const mend = mendOf(posted);
  return mend === undefined ? posted : await postMessage(api, mended(full, mend), context.signal);
}

function payload(message: Message, { key, reference }: SendContext): JsonObject {
  const { channel, notice } = slackBody(message.body);
  const [place, ts] = reference?.split(":") ?? [];
  return {
    channel: place ?? channel,
    ...layout(notice),
    ...(ts === undefined ? {} : { thread_ts: ts }),
    parse: "none",
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
    // Slack takes a message with an id that it has seen for the same message.
    client_msg_id: nameUuid(key),
    metadata: { event_type: "avatar_relay_delivery", event_payload: { key } },
  };
}

function mended(full: JsonObject, mend: Mend): JsonObject {
  const { blocks, metadata, thread_ts, ...rest } = full;
  if (mend === "layout") return thread_ts === undefined ? rest : { ...rest, thread_ts };
  return { ...rest, ...(blocks && { blocks }), ...(metadata && { metadata }) };
}
