/** What every piece of the wiring needs. */

import type { Access } from "../core/access/principal.ts";
import type { Store } from "../core/store.ts";
import type { ReloadRequest, ReloadResult, Rulebook } from "../evaluate/rulebook.ts";
import type { Tickets } from "../net/ticket.ts";
import type { Bus } from "../observe/bus.ts";
import type { AppEnvironment } from "./environment.ts";
import type { Settings } from "./settings.ts";

export interface Parts {
  readonly settings: Settings;
  readonly environment: AppEnvironment;
  readonly bus: Bus;
  readonly rulebook: Rulebook;
  readonly store: Store;
  readonly tickets: Tickets;
  /** The access to the admin port. */
  readonly access: Access;
  readonly reload: (turning?: ReloadRequest) => Promise<ReloadResult>;
}
