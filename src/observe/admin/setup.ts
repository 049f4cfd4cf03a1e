/** The first hour: what to enter at the sender, what has arrived, and what was refused and why. */

import type { RequestHandler } from "express";
import { mayAct } from "../../core/access/principal.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { toIso } from "../../core/time.ts";
import type { AdminParts, AdminRefused, Setup } from "./parts.ts";
import { principalOf } from "./sign-in/principal.ts";

export function listRefused({ refused }: AdminParts): RequestHandler {
  return async (_request, response) => {
    response.json({ refused: (await refused?.()) ?? [] });
  };
}

/** The value of the header is a secret, so only an admin sees it. */
export function showSetup({ setup, refused }: AdminParts): RequestHandler {
  return async (_request, response) => {
    const [wiring, list] = await Promise.all([setup?.(), refused?.()]);
    response.json(wiring === undefined ? { receives: false } : setupView(wiring, list ?? [], mayAct(principalOf(response).role, "admin")));
  };
}

/** The number of refused requests beside the steps. */
const fewRefused = 3;

/** `mayKnow`: whether the reader may see the value of the header. */
function setupView(
  { url, path, port, header, takesSignatures, progress }: Setup,
  refused: readonly AdminRefused[],
  mayKnow: boolean,
): JsonObject {
  const { reachedAt, test, first } = progress;
  return {
    receives: true,
    url: url ?? null,
    path,
    port,
    header: header === undefined ? null : { name: header.name, value: mayKnow ? header.value : null },
    signatures: takesSignatures,
    reached: reachedAt === undefined ? null : { at: toIso(reachedAt) },
    test: test === undefined ? null : { at: toIso(test.at), by: test.by ?? null },
    first: first === undefined ? null : { at: toIso(first.at), type: first.type },
    refused: refused.slice(0, fewRefused) as readonly object[] as readonly Json[], // plain JSON, as parts.ts declares it
  };
}
