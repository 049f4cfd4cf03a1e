/** Rules that people have muted. One memory for all, since every event looks at it and hardly any changes it. */

import type { Click } from "../../core/event.ts";
import type { Json } from "../../core/json.ts";
import { muteSpan, mutesKey } from "../../core/mute.ts";
import type { HeldBack, Rule } from "../../core/rule.ts";
import { type Duration, day, type Instant, plus } from "../../core/time.ts";
import type { Draft } from "./draft.ts";

/** By rule id. Before a mute had to end, `until` could be null. */
type Mutes = Readonly<Record<string, { readonly until: number | null; readonly who: string }>>;

/** What is kept without an end stays for as long as anybody will remember. */
export const forEver: Duration = 3_650 * day;

/** Whether an event changes what is muted. */
export function isMuting(event: { readonly kind: string; readonly action?: unknown }): event is Click {
  return event.kind === "click" && (event.action === "mute" || event.action === "unmute");
}

export function muted({ id }: Rule, draft: Draft, now: Instant): HeldBack | undefined {
  const mute = read(draft)[id];
  if (mute === undefined || (mute.until !== null && mute.until <= now)) return undefined;
  return { by: "mute", ...(mute.until === null ? {} : { until: mute.until as Instant }), who: mute.who }; // written by `applyMute`
}

/** A rule may be named by its id or its name. What has run out is forgotten on the way. */
export function applyMute({ action, rule, by, until, receivedAt }: Click, rules: readonly Rule[], draft: Draft): void {
  if (rule === undefined) return;
  const id = (rules.find((each) => each.id === rule) ?? rules.find(({ name }) => name === rule))?.id ?? rule;
  const others = Object.entries(read(draft)).filter(([each, mute]) => each !== id && (mute.until === null || mute.until > receivedAt));
  const own = action === "mute" ? [[id, { until: until ?? plus(receivedAt, muteSpan), who: by.name }] as const] : [];
  const mutes: Mutes = Object.fromEntries([...others, ...own]);
  draft.write(mutesKey, { value: mutes as unknown as Json, expiresAt: plus(receivedAt, forEver) }); // numbers, texts and nulls
}

function read(draft: Draft): Mutes {
  return (draft.read(mutesKey) as unknown as Mutes | undefined) ?? {}; // written by `applyMute`
}
