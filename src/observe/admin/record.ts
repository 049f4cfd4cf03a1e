/** Records who did what: each change is an event and a line of the log. */

import { createHash } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { eventIdOf, ownEvent } from "../../core/event.ts";
import { adminCallType } from "../../core/internal-event.ts";
import type { JsonObject } from "../../core/json.ts";
import type { AdminParts } from "./parts.ts";
import { addressOf, principalOf } from "./sign-in/principal.ts";

/** The end of a call that was not refused. */
export interface Done {
  readonly answer: object;
  /** 200 where it is left out. */
  readonly status?: number;
  /** What it changed, without any text of a visitor; undefined where it changed nothing. */
  readonly did?: Did | undefined;
}

export interface Did {
  /** What it was about, by names and ids. */
  readonly about?: JsonObject;
  readonly counts?: Readonly<Record<string, number>>;
}

/** Undefined where the call is refused already. */
export type Change = (request: Request, response: Response) => Promise<Done | undefined>;

/** Answers when it is recorded. If the store cannot record it now, the change stays, and the log has the person. */
export function recorded(call: string, change: Change, parts: AdminParts): RequestHandler {
  return async (request, response) => {
    const done = await change(request, response);
    if (done === undefined) return;
    if (done.did !== undefined) await record(call, done.did, { request, response, parts });
    response.status(done.status ?? 200).json(done.answer);
  };
}

interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly parts: Pick<AdminParts, "store" | "emit" | "now" | "randomId">;
}

async function record(call: string, { about = {}, counts = {} }: Did, { request, response, parts }: Exchange): Promise<void> {
  const { store, emit, now, randomId } = parts;
  const { name: by, role } = principalOf(response);
  const address = addressOf(request);
  emit({ name: "admin.called", call, by, role, address, ...(Object.keys(counts).length === 0 ? {} : { counts }) });
  const at = now();
  const data: JsonObject = { call, by, role, address, counts: { ...counts }, ...about };
  const hash = createHash("sha256")
    .update(JSON.stringify([data, randomId()]))
    .digest("hex");
  const event = ownEvent({ id: eventIdOf(at, hash), type: adminCallType, data }, at);
  await store.accept({ kind: "event", event, raw: Buffer.from(JSON.stringify(event)) });
}
