/** The door for who visitors are, wired: it is there where there is a key for it. */

import type { Store } from "./core/store.ts";
import type { AppEdge } from "./edge.ts";
import type { Rulebook } from "./evaluate/rulebook.ts";
import type { Bus } from "./observe/bus.ts";
import type { IdentityDoorOptions } from "./receive/identity.ts";
import { defaultLimits } from "./receive/receiver.ts";

export interface IdentityParts {
  readonly edge: AppEdge;
  readonly bus: Bus;
  readonly rulebook: Rulebook;
  readonly store: Store;
}

/** Undefined where no key is set: nobody may say then who a visitor is. */
export function identityDoor({ edge, bus, rulebook, store }: IdentityParts): IdentityDoorOptions | undefined {
  const keys = (edge.variable("AVATAR_RELAY_IDENTITY_KEY") ?? "").split(",").map((key) => key.trim());
  const given = keys.filter((key) => key !== "");
  if (given.length === 0) return undefined;
  return {
    keys: given,
    sources: () => rulebook.current().sources,
    accept: (arrival) => store.accept(arrival),
    limits: defaultLimits,
    now: edge.now,
    randomId: edge.randomId,
    emit: bus.emit,
  };
}
