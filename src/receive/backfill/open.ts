/** Opens bitHuman's own record with the credentials of the environment. */

import { bithumanBase } from "../../net/bithuman/client.ts";
import { proxyFor } from "../../net/proxy.ts";
import { type Backfill, type BackfillOptions, createBackfill } from "./backfill.ts";
import { openTranscripts } from "./transcripts.ts";

export interface BackfillEnvironment extends Omit<BackfillOptions, "transcripts"> {
  /** A variable of the environment. */
  readonly variable: (name: string) => string | undefined;
  readonly version: string;
}

/** Undefined without BITHUMAN_API_SECRET, or with an invalid address. */
export function openBackfill({ variable, version, ...options }: BackfillEnvironment): Backfill | undefined {
  const secret = variable("BITHUMAN_API_SECRET");
  const base = bithumanBase(variable);
  if (!secret || base === undefined) return undefined;
  const access = { base, secret, proxyFor: proxyFor(variable), userAgent: `avatar-relay/${version}`, now: options.now };
  return createBackfill({ ...options, transcripts: openTranscripts(access) });
}
