/** Opens the bitHuman account with the credentials of the environment. */

import { type Account, minutesLeft } from "../../core/account.ts";
import type { Clock } from "../../core/time.ts";
import { type BithumanClient, bithumanBase, bithumanClient } from "../../net/bithuman/client.ts";
import type { BithumanTrouble } from "../../net/bithuman/trouble.ts";
import { proxyFor } from "../../net/proxy.ts";
import { readAccount } from "./read.ts";
import { type AccountWatch, type AccountWatchOptions, createAccountWatch } from "./watch.ts";

export interface AccountEnvironment {
  /** A variable of the environment. */
  readonly variable: (name: string) => string | undefined;
  readonly version: string;
  readonly now: Clock;
}

/** Undefined without BITHUMAN_API_SECRET, or with an invalid address. */
export function openAccountWatch(environment: AccountEnvironment & Omit<AccountWatchOptions, "read" | "close">): AccountWatch | undefined {
  const client = clientOf(environment);
  return client && createAccountWatch({ ...environment, read: () => readAccount(client), close: client.close });
}

export type AccountCheck =
  | { readonly kind: "well"; readonly account: Account; readonly minutesLeft: number | undefined }
  | { readonly kind: "trouble"; readonly trouble: BithumanTrouble };

/** One look, for `doctor`. */
export async function checkAccount(environment: AccountEnvironment): Promise<AccountCheck | undefined> {
  const client = clientOf(environment);
  if (client === undefined) return undefined;
  const asked = await readAccount(client);
  await client.close();
  if (asked.kind === "failed") return { kind: "trouble", trouble: asked.trouble };
  return { kind: "well", account: asked.value, minutesLeft: minutesLeft(asked.value) };
}

function clientOf({ variable, version, now }: AccountEnvironment): BithumanClient | undefined {
  const [secret, base] = [variable("BITHUMAN_API_SECRET"), bithumanBase(variable)];
  if (!secret || base === undefined) return undefined;
  return bithumanClient({ base, secret, proxyFor: proxyFor(variable), userAgent: `avatar-relay/${version}`, now });
}
