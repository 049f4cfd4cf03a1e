/** The HTTP client of a destination whose URL is in rules.yaml. */

import type { DestinationContext, SenderEnvironment } from "../../core/destination.ts";
import { addressGuard } from "../../net/address-guard.ts";
import { type HttpClient, httpClient } from "../../net/http-client.ts";
import { proxyFor } from "../../net/proxy.ts";
import { redactor } from "../../net/redact.ts";
import { pemOf } from "./authority.ts";

export interface ClientSettings {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly allow_private?: readonly string[] | undefined;
  /** As `ca:` names it. */
  readonly ca?: string | undefined;
  readonly connections: number;
  /** Texts that are removed from the other side's answers, beside the secrets of the file. */
  readonly secrets: readonly string[];
}

/** Connects when it is first used, to public addresses and those that are allowed. */
export function clientFor(
  settings: ClientSettings,
  { seal }: Pick<DestinationContext, "seal">,
  { now, variable }: Pick<SenderEnvironment, "now" | "variable">,
): HttpClient {
  const { origin, connections, allow_private = [], ca } = settings;
  const clean = redactor(settings.secrets);
  const guard = addressGuard(allow_private);
  return httpClient({ origin, connections, guard, proxyFor: proxyFor(variable), ca: pemOf(ca), redact: (text) => seal(clean(text)), now });
}
