/** `POST /api/sessions/:id/say`: a person speaks to the visitor through the avatar, or whispers to the avatar. */

import { z } from "zod";
import type { Conversation } from "../../core/conversation.ts";
import type { Incident } from "../../core/incident.ts";
import type { Store } from "../../core/store.ts";
import { isEvaluated } from "./incidents.ts";
import { clickOf, refused } from "./mute.ts";
import type { AdminParts } from "./parts.ts";
import type { ProblemCode, Refuse } from "./problem.ts";
import type { Change } from "./record.ts";
import { principalOf } from "./sign-in/principal.ts";

/** The most that an avatar says at once; more would be cut. */
const longest = 600;

export const sayBody = z.strictObject({ text: z.string().trim().min(1).max(longest), mode: z.enum(["speak", "whisper"]) });

const left = "Nothing was said: the visitor has left.";

/** Why nobody can talk in a conversation; undefined where somebody can. */
export function whyNoTalk({ destinations }: Pick<AdminParts, "destinations">, { ended }: Pick<Conversation, "ended">): string | undefined {
  const hasVoice = [...(destinations?.().values() ?? [])].some(({ voice }) => voice !== undefined);
  if (!hasVoice) return "Nothing was said: rules.yaml has no destination of type avatar.";
  return ended ? left : undefined;
}

/** Goes the way of a button in Slack. The thread of an open incident shows it. */
export function sayInSession(parts: AdminParts, refuse: Refuse): Change {
  const { store, now } = parts;
  return async (request, response) => {
    const no = (code: ProblemCode, message?: string) => void refuse(response, code, message);
    const read = sayBody.safeParse(request.body);
    if (!read.success) return no("invalid_request", refused(read.error).message);
    const session = (await store.conversation(String(request.params.id)))?.conversation;
    if (session === undefined) return no("not_found", "No conversation and no session has this id.");
    const why = whyNoTalk(parts, session);
    if (why !== undefined) return no("conflict", why);
    const { text, mode } = read.data;
    const incident = await openIncident(store, session);
    const action = mode === "speak" ? "reply" : "whisper";
    const event = clickOf({ action, by: principalOf(response).name, session, incident, text }, now());
    const { status } = await store.accept({ kind: "event", event, raw: Buffer.from(JSON.stringify(event)) });
    if (status === "refused") return no("store_unavailable");
    const isDecided = await isEvaluated(store, event.id);
    const [queued] = (await store.searchDeliveries({ event: event.id, limit: 1 })).rows;
    if (isDecided && queued === undefined) return no("conflict", left);
    return { answer: { event_id: event.id, delivery: queued?.id ?? null }, did: { about: { conversation: session.id, mode } } };
  };
}

async function openIncident(store: Pick<Store, "incident">, { incidents }: Conversation): Promise<Incident | undefined> {
  const found = await Promise.all(incidents.map((id) => store.incident(id)));
  return found.findLast((incident) => incident !== undefined && incident.state !== "resolved");
}
