/** The door for who visitors are, wired: it is there where there is a key for it. */

import type { IdentityOptions } from "../receive/identity.ts";
import type { ReceiveLimits } from "../receive/visit.ts";
import type { Parts } from "./parts.ts";

/** Undefined where no key is set: nobody may say then who a visitor is. */
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
