/** The wiring of the endpoint for visitors' identities. It exists where there is a key for it. */

import type { IdentityOptions } from "../receive/identity.ts";
import type { ReceiveLimits } from "../receive/visit.ts";
import type { Parts } from "./parts.ts";

/** Undefined without a key: nobody may state an identity then. */
export function identityEndpoint({ environment, bus, rulebook, store }: Parts, limits: ReceiveLimits): IdentityOptions | undefined {
  const keys = (environment.variable("AVATAR_RELAY_IDENTITY_KEY") ?? "").split(",").map((key) => key.trim());
  const given = keys.filter((key) => key !== "");
  if (given.length === 0) return undefined;
  return {
    keys: given,
    sources: () => rulebook.current().sources,
    accept: (arrival) => store.accept(arrival),
    limits,
    now: environment.now,
    randomId: environment.randomId,
    emit: bus.emit,
  };
}
