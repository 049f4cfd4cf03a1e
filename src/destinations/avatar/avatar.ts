import { z } from "zod";
import type { Configured, DeliveryPolicy, Destination, DestinationContext, Rendered, View, Voice } from "../../core/destination.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { second } from "../../core/time.ts";
import { duration, wholeNumber } from "../../rules/language/schema.ts";
import { type Template, template } from "../../rules/templates/template.ts";
import { cut, toWellFormed } from "../../text/cut.ts";
import { discreet } from "../kit/discreet.ts";
import { openAvatar, type SenderSettings } from "./sender.ts";
import { type Speech, speechIn } from "./speech.ts";

const modes = ["speak", "whisper"] as const;

const schema = z.strictObject({
  mode: z.enum(modes).optional().meta({
    description: "`speak`: the avatar says it aloud. `whisper` (the default): the avatar gets it as context, and answers by itself.",
  }),
  room: z.enum(["room_name", "session_id"]).optional().meta({
    description: "What names the visitor's room at bitHuman. Default: `room_name`, the name that the visitor joined with.",
  }),
  expires: duration().optional().meta({ description: "After this time the text is not said any more. Default: 30s." }),
  pause: duration().optional().meta({ description: "Rules leave this much time between two messages to the same session. Default: 60s." }),
  most: wholeNumber(1)
    .optional()
    .meta({ description: "The most messages of rules to one session. Default: 5. Messages that people write are not counted." }),
});

type Settings = z.output<typeof schema>;

const usual = { expires: 30 * second, pause: 60 * second, most: 5 };

const action = z.strictObject({
  text: template({ escape: "none" }).meta({ description: "What to say. Only the first 600 characters are used." }),
  mode: z.enum(modes).optional(),
});

type Action = { readonly text: Template; readonly mode?: (typeof modes)[number] | undefined };

/** Makes the avatar speak in the room of the finding's session, and in no other room. */
export const avatar: Destination<Settings, Action> = {
  type: "avatar",
  summary: "Lets the avatar say something to the visitor, or gives it to the avatar as context; at most once.",
  example: {
    settings: { mode: "whisper" },
    action: { text: "The visitor asks for a person; say that somebody will be here within minutes." },
    renders: {
      agent: "A80HVD8577",
      session: "session_xyz789",
      mode: "whisper",
      text: "The visitor asks for a person; say that somebody will be here within minutes.",
    },
  },
  schema,
  action,
  requires: () => ["BITHUMAN_API_SECRET"],
  configure,
};

/** All attempts fall within the time in which a sentence still makes sense. */
const policy: DeliveryPolicy = {
  retry: { waits: [second, 2 * second, 4 * second, 8 * second, 12 * second] },
  concurrency: 8,
  limit: { count: 30, per: 60 * second },
  timeout: 10 * second,
};

function configure(settings: Settings, context: DestinationContext): Configured<Action> {
  const configured: Configured<Action> = {
    policy,
    render: ({ text, mode = settings.mode ?? "whisper" }, view) => [said(speechOf(text.render(view), mode, settings, view))],
    open: (environment) => openAvatar(senderSettings(settings), environment),
  };
  return discreet({ ...configured, voice: voiceOf(settings) }, context);
}

function voiceOf({ room: known }: Settings): Voice {
  return {
    say: ({ agent, session, room, mode, text, at }) =>
      said({ agent, session, room: known === "session_id" ? session : room, mode, text: clean(text), at, isPerson: true }),
    aloud(body) {
      const { mode, text } = speechIn(body);
      return mode === "speak" ? text : undefined;
    },
  };
}

function senderSettings({ expires = usual.expires, pause = usual.pause, most = usual.most }: Settings): SenderSettings {
  return { expires, pause, most };
}

/** The messages of a session are said in order. */
function said(speech: Speech): Rendered {
  return { recipient: speech.session ?? "", body: speech, thread: speech.session ?? undefined };
}

function speechOf(text: string, mode: Speech["mode"], { room }: Settings, { event, session }: View): Speech {
  const id = textAt(event, "session");
  const at = typeof event.received_at === "number" ? event.received_at : 0;
  return {
    agent: textAt(event, "agent") ?? "",
    session: id,
    room: room === "session_id" ? id : textAt(session, "room"),
    mode,
    text: clean(text),
    at,
    isPerson: false,
  };
}

/** A visitor listens to it. */
const longest = 600;

function clean(text: string): string {
  return cut(toWellFormed(text.replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, " ").trim()), longest);
}

function textAt(from: JsonObject, key: string): string | null {
  const value: Json | undefined = isJsonObject(from) ? from[key] : undefined;
  return typeof value === "string" && value !== "" ? value : null;
}
