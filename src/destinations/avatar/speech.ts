/** What is queued for an avatar. */

import type { Json } from "../../core/json.ts";

/** A `type`, not an interface: it is kept as JSON. */
export type Speech = {
  /** bitHuman's code of the agent. */
  readonly agent: string;
  readonly session: string | null;
  /** Without one nothing is sent: bitHuman would tell every visitor of the agent. */
  readonly room: string | null;
  readonly mode: "speak" | "whisper";
  readonly text: string;
  /** When it was decided; an instant. */
  readonly at: number;
  /** A person wrote it, so that the pace of rules does not hold it back. */
  readonly isPerson: boolean;
};

/** The body as it was rendered here before it was queued. */
export function speechIn(body: Json): Speech {
  return body as Speech; // `render` made it, and the queue keeps JSON as it is
}
