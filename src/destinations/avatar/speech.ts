/** The queued body of an avatar's message. */

import type { Json } from "../../core/json.ts";

/** A `type`, not an interface, because it is stored as JSON. */
export type Speech = {
  /** bitHuman's code of the agent. */
  readonly agent: string;
  readonly session: string | null;
  /** Without a room nothing is sent: bitHuman would say it to every visitor of the agent. */
  readonly room: string | null;
  readonly mode: "speak" | "whisper";
  readonly text: string;
  /** When it was decided; an instant. */
  readonly at: number;
  /** A person wrote it, so the pace for rules does not apply. */
  readonly isPerson: boolean;
};

/** The body as it was rendered here before it was queued. */
export function speechIn(body: Json): Speech {
  return body as Speech; // `render` made it, and the queue keeps JSON as it is
}
