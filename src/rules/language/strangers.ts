/** Destinations about visitors who stay unknown: their messages wait and are then left out. */

import type { Asks } from "../../core/destination.ts";
import { isJsonObject } from "../../core/json.ts";
import type { Source } from "../../core/source.ts";
import type { Problem } from "./diagnostic.ts";
import type { Outside } from "./expand.ts";
import type { ActionDraft, DestinationDraft, RuleDraft } from "./file.ts";

export interface StrangersRequest {
  readonly sources: readonly Source[];
  readonly destinations: readonly DestinationDraft[];
  readonly rules: readonly RuleDraft[];
  readonly outside: Outside;
}

/** The key that a page's server signs a visitor's identity with. */
const identityKey = "AVATAR_RELAY_IDENTITY_KEY";

/** A warning for each such destination that rules send to. */
export function strangers({ sources, destinations, rules, outside }: StrangersRequest): readonly Problem[] {
  // bitHuman's events never state an identity, although its source can also read your own events.
  const isSent = sources.some(({ preset }) => preset.saysWho && preset.name !== "bithuman");
  const isSaid = outside.placeholders || Boolean(outside.variable(identityKey)) || isSent;
  if (isSaid) return [];
  const live = rules.filter(({ mode }) => mode !== "off");
  const used = new Set(live.flatMap(actionsOf).map(({ to }) => to));
  const early = live.filter(({ on }) => on.some((type) => type !== "session.identity"));
  const usedEarly = new Set(early.flatMap(actionsOf).map(({ to }) => to));
  const found = new Set(live.flatMap(({ identify }) => Object.keys(identify ?? {})));
  return destinations.flatMap(({ name, kind, settings }): readonly Problem[] => {
    const asks = (used.has(name) ? kind.asks?.(settings) : undefined) ?? (usedEarly.has(name) ? addressedBy(settings) : undefined);
    if (asks === undefined || (asks.takesFound && asks.fields.some((field) => found.has(field)))) return [];
    return [
      {
        ...warning(asks, kind.asks?.(settings) === undefined ? "its messages lead nowhere" : "its messages wait and are left out"),
        path: ["destinations", name, kind.type],
        on: "key",
      },
    ];
  });
}

/** Whom a message is for, where its address is made of who the visitor is: it leads nowhere without. */
function addressedBy(settings: unknown): Asks | undefined {
  const { to, url } = isJsonObject(settings) ? settings : {};
  const texts = [to, url].flat().flatMap((each) => (typeof each === "string" ? [each] : isJsonObject(each) ? [String(each.source)] : []));
  const fields = new Set(texts.flatMap((text) => [...text.matchAll(/\bidentity\.(\w+)/g)].map(([, field = ""]) => field)));
  if (fields.size === 0) return undefined;
  return { by: "its address", fields: [...fields], takesFound: true, onPurpose: "on: session.identity, so that nobody unknown is sent," };
}

function actionsOf({ then, active }: RuleDraft): readonly ActionDraft[] {
  return typeof active?.outside === "object" ? [...then, active.outside] : then;
}

function warning({ by, fields, takesFound, onPurpose }: Asks, then: string) {
  const typed = fields.filter((field) => takesFound && (field === "email" || field === "phone"));
  const cures = [
    `set ${identityKey} and let your page's server say it (docs/crm.md has the lines)`,
    ...(typed.length === 0 ? [] : [`let a rule look for it in what visitors write: identify: { ${typed[0]}: true }`]),
    `write ${onPurpose} where that is meant`,
  ];
  return {
    code: "W_NO_IDENTITY",
    text: `nobody says who the visitor is, and ${by} needs ${fields.join(" or ")}: ${then}`,
    hint: cures.join("; or "),
  } as const;
}
