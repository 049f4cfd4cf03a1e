/** `defineDestination`: a kind of destination, in a few lines. */

import { z } from "zod";
import type { Outcome } from "../core/delivery.ts";
import type { Destination, SendContext } from "../core/destination.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { type DestinationPlugin, pluginApi } from "../core/plugin.ts";
import { discreet } from "../destinations/kit/discreet.ts";
import { type Notice, noticeAction, noticeOf } from "../destinations/kit/notice.ts";
import { type PolicySettings, policyKeys, policyOf } from "../destinations/kit/policy.ts";
import { failureText } from "./failure.ts";

/** One message to send. `body` was rendered when the rule held, and is the same in every attempt. */
export interface PluginDelivery {
  readonly body: Notice;
  /** The same in every attempt, so that the other side can ignore repetitions. */
  readonly key: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** Aborts when the attempt has to end: pass it to `fetch`. */
  readonly signal: AbortSignal;
}

/** How an attempt ended. `detail` is for people: no secret, no full URL, no text of a visitor. */
export type PluginOutcome =
  | { readonly kind: "delivered"; readonly reference?: string }
  /** Try again; `after` is the wait in milliseconds that the other side asked for. */
  | {
      readonly kind: "later";
      readonly reason: "throttled" | "unavailable" | "unreachable" | "timeout";
      readonly detail: string;
      readonly after?: number;
    }
  /** The credentials are wrong: everything waits until somebody corrects them. */
  | { readonly kind: "pause"; readonly reason: "credentials" | "account" | "missing"; readonly detail: string }
  /** It will never be accepted: a dead letter. */
  | { readonly kind: "refused"; readonly reason: "permanent" | "recipient_invalid"; readonly detail: string };

export interface PluginOpening<Settings> {
  readonly settings: Settings;
  /** The name under `destinations:`. */
  readonly name: string;
  readonly userAgent: string;
}

export interface PluginSender {
  send(delivery: PluginDelivery): Promise<PluginOutcome>;
  close?(): Promise<void>;
}

export interface DestinationDefinition<Shape extends z.ZodRawShape> {
  /** The key under a name in `destinations:`, e.g. `ntfy`. */
  readonly type: string;
  /** One sentence for the docs and for editors. */
  readonly summary: string;
  /** The keys under it, each a zod schema. The keys of every destination (`retry`, `limit`, `timeout`, `concurrency`) are added. */
  readonly settings: Shape;
  /** Settings as a user writes them. */
  readonly example: JsonObject;
  /** Called once. It connects to nothing yet. */
  open(opening: PluginOpening<z.output<z.ZodObject<Shape>>>): PluginSender;
}

export function defineDestination<Shape extends z.ZodRawShape>(definition: DestinationDefinition<Shape>): DestinationPlugin {
  const { type } = definition;
  return { avatarRelayPlugin: pluginApi, kind: "destination", name: type, destination: destinationOf(definition) };
}

function destinationOf<Shape extends z.ZodRawShape>({
  type,
  summary,
  settings: shape,
  example,
  open,
}: DestinationDefinition<Shape>): Destination {
  const schema = z.strictObject({ ...policyKeys, ...shape });
  const action = noticeAction("none");
  const destination: Destination<z.output<typeof schema>, z.output<typeof action>> = {
    type,
    summary,
    forPeople: true,
    example: { settings: example, action: { title: "{{ event.agent }}", text: "{{ event.message }}" }, renders: {} },
    schema,
    action,
    requires: () => [],
    configure: (settings, context) =>
      discreet(
        {
          policy: policyOf(settings as PolicySettings, { concurrency: 4 }), // the schema has these keys
          render: (written, view) => [{ recipient: context.name, body: noticeOf(written, view, String), thread: undefined }],
          open: ({ userAgent }) => {
            const sender = open({ settings: ownOf(settings, shape), name: context.name, userAgent });
            return {
              send: ({ body }, sending) => sent(type, sender, body, sending),
              close: async () => sender.close?.(),
            };
          },
        },
        context,
      ),
  };
  return destination as unknown as Destination; // the engine passes it only what its own schemas have read
}

/** The plug-in's own keys, as its schema has read them. */
function ownOf<Shape extends z.ZodRawShape>(settings: object, shape: Shape): z.output<z.ZodObject<Shape>> {
  const own = Object.entries(settings).filter(([key]) => key in shape);
  return Object.fromEntries(own) as z.output<z.ZodObject<Shape>>; // the strict schema around it has read each of them
}

/** A sender that throws, hangs or returns something else costs only this attempt. */
async function sent(type: string, sender: PluginSender, body: Json, { key, attempt, signal }: SendContext): Promise<Outcome> {
  try {
    const outcome: unknown = await sender.send({ body: body as Notice, key, attempt, signal }); // `render` made it
    const read = outcomes.safeParse(outcome);
    return read.success ? read.data : broken(`the plug-in ${type} ended with no outcome that the relay knows`);
  } catch (error) {
    if (signal.aborted) return { kind: "later", reason: "timeout", detail: `the plug-in ${type} gave no answer in time`, ambiguous: true };
    return broken(`the plug-in ${type} failed: ${failureText(error)}`);
  }
}

function broken(detail: string): Outcome {
  return { kind: "later", reason: "plugin_failed", detail, ambiguous: true };
}

const detail = z.string().transform((text) => text.slice(0, 300));

const outcomes = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("delivered"), reference: z.string().max(512).exactOptional() }),
  z.object({
    kind: z.literal("later"),
    reason: z.enum(["throttled", "unavailable", "unreachable", "timeout"]),
    detail,
    after: z.number().min(0).exactOptional(),
  }),
  z.object({ kind: z.literal("pause"), reason: z.enum(["credentials", "account", "missing"]), detail }),
  z.object({ kind: z.literal("refused"), reason: z.enum(["permanent", "recipient_invalid"]), detail }),
]);
