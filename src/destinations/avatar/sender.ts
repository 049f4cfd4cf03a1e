/** Speaks in one room through bitHuman's API, at most once. */

import type { Outcome } from "../../core/delivery.ts";
import type { SendContext, Sender, SenderEnvironment } from "../../core/destination.ts";
import type { Duration } from "../../core/time.ts";
import { anyAddress } from "../../net/address-guard.ts";
import { bithumanBase, bithumanClient, pathBelow } from "../../net/bithuman/client.ts";
import { httpClient, loadHttp } from "../../net/http-client.ts";
import { proxyFor } from "../../net/proxy.ts";
import { redactor } from "../../net/redact.ts";
import { stuck } from "../kit/stuck.ts";
import { outcomeOf, outcomeOfError, unknownOutcome } from "./answer.ts";
import { type PaceSettings, type SessionPace, sessionPace } from "./pace.ts";
import { createFinder } from "./room.ts";
import { type Speech, speechIn } from "./speech.ts";

export interface SenderSettings extends PaceSettings {
  readonly expires: Duration;
}

export function openAvatar(settings: SenderSettings, environment: SenderEnvironment): Sender {
  const secret = environment.variable("BITHUMAN_API_SECRET") ?? "";
  const base = bithumanBase(environment.variable);
  if (secret === "") return stuck("BITHUMAN_API_SECRET is not set");
  if (base === undefined) return stuck("BITHUMAN_API_URL is not a URL");
  const connection: SpeechConnection = { base, secret, environment };
  const pace = sessionPace(settings);
  const client = bithumanClient({
    base,
    secret,
    proxyFor: proxyFor(environment.variable),
    userAgent: environment.userAgent,
    now: environment.now,
  });
  const finder = createFinder(client, environment.rooms);
  return {
    async send(message, context) {
      const speech = speechIn(message.body);
      const refusal = refusalOf(speech, context, settings, environment);
      if (refusal !== undefined) return refusal;
      const room = await finder.find(speech, context.signal);
      if (room.kind === "nowhere") return room.outcome;
      return hurried(speech, context, pace, environment) ?? (await say(connection, { ...speech, room: room.room }, context));
    },
    load: loadHttp,
    close: client.close,
  };
}

/** Why it is not even tried. */
function refusalOf(
  { session, text, at }: Speech,
  { unsure }: SendContext,
  { expires }: SenderSettings,
  { now }: SenderEnvironment,
): Outcome | undefined {
  if (session === null) return unreachable("no session is known, and without one every visitor would hear it");
  if (text === "") return unreachable("there is nothing to say");
  if (unsure === true) return unknownOutcome;
  return now() - at > expires
    ? { kind: "refused", reason: "permanent", detail: "too late to say: the conversation has moved on" }
    : undefined;
}

function unreachable(detail: string): Outcome {
  return { kind: "refused", reason: "recipient_invalid", detail };
}

/** A retry was counted at the first try. */
function hurried(
  { session, isPerson }: Speech,
  { attempt }: SendContext,
  pace: SessionPace,
  { now }: SenderEnvironment,
): Outcome | undefined {
  if (isPerson || attempt > 1) return undefined;
  const why = pace.refusal(session ?? "", now());
  return why === undefined ? undefined : { kind: "refused", reason: "permanent", detail: why };
}

/** A speech whose room is known. */
type Placed = Speech & { readonly room: string };

interface SpeechConnection {
  readonly base: URL;
  readonly secret: string;
  readonly environment: SenderEnvironment;
}

/** A connection of its own: the client would repeat a request on a broken old connection, and nothing may be said twice. */
async function say({ base, secret, environment }: SpeechConnection, speech: Placed, { signal }: SendContext): Promise<Outcome> {
  const way = { origin: base.origin, guard: anyAddress, connections: 1, proxyFor: proxyFor(environment.variable) };
  const http = httpClient({ ...way, redact: () => "", now: environment.now, once: true });
  const { path, body } = requestOf(speech);
  const headers = { "content-type": "application/json", "api-secret": secret, "user-agent": environment.userAgent };
  try {
    const answer = await http.roundTrip({ method: "POST", path: pathBelow(base, path), headers, body: JSON.stringify(body), signal });
    return outcomeOf(answer, speech.room, environment.now(), redactor([secret]));
  } catch (error) {
    const outcome = outcomeOfError(error, signal);
    if (outcome === undefined) throw error;
    return outcome;
  } finally {
    void http.close();
  }
}

/** bitHuman's reference, "Agents": speak, add-context. */
function requestOf({ agent, room, mode, text }: Placed): { readonly path: string; readonly body: object } {
  const code = encodeURIComponent(agent);
  if (mode === "speak") return { path: `/v1/agent/${code}/speak`, body: { message: text, room_id: room } };
  return { path: `/v1/agent/${code}/add-context`, body: { context: text, type: "add_context", room_id: room } };
}
