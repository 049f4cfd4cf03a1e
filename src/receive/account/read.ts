/** Reads the balance of the bitHuman account, and what it costs now (bitHuman's reference: credit summaries, runtime sessions). */

import type { Account } from "../../core/account.ts";
import type { Json } from "../../core/json.ts";
import type { BithumanAsked, BithumanClient } from "../../net/bithuman/client.ts";
import { fieldIn, listIn } from "../../net/bithuman/envelope.ts";

export async function readAccount({ ask, askOwn }: Pick<BithumanClient, "ask" | "askOwn">): Promise<BithumanAsked<Account>> {
  const credits = await ask("/v2/credit-summaries", creditsIn);
  if (credits.kind === "failed") return credits;
  const live = await askOwn("/runtime-sessions?window=live", liveIn);
  return live.kind === "failed" ? live : { kind: "answered", value: { ...credits.value, ...live.value } };
}

function creditsIn(body: Json): Pick<Account, "balance" | "estimate"> | undefined {
  const [row = null] = fieldIn(body, ["balance"]) === undefined ? (listIn(body, ["summaries", "credit_summaries"]) ?? []) : [body];
  const balance = numberOf(fieldIn(row, ["balance"]));
  return balance === undefined ? undefined : { balance, estimate: numberOf(fieldIn(row, ["minutes_estimate"])) };
}

function liveIn(body: Json): Pick<Account, "rate" | "active"> | undefined {
  const [rate, active] = [numberOf(fieldIn(body, ["live_burn_rate_cr_per_min"])), numberOf(fieldIn(body, ["active_count"]))];
  const rows = listIn(body, ["sessions"]);
  return rate === undefined && active === undefined && rows === undefined
    ? undefined
    : { rate: rate ?? 0, active: active ?? rows?.length ?? 0 };
}

/** A number, or a text of one. */
function numberOf(value: Json | undefined): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}
