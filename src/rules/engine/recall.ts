/** Timers of what was kept back: messages that waited for the hours of their rule, and the rest of what was too much to be told. */

import type { Sight } from "../../core/condition.ts";
import type { Due } from "../../core/event.ts";
import type { HeldBack, Rule } from "../../core/rule.ts";
import { groupHeld, holdLonger, type Released, release, type Sighting } from "./active.ts";
import { suitedTo } from "./after-call.ts";
import { type Applied, heldBack, sentOut } from "./applied.ts";
import { brakeAgain } from "./brakes.ts";
import type { Draft } from "./draft.ts";
import { fanKeys, fannedOut, restOf } from "./fan-out.ts";
import { incidentKeysOf } from "./incidents.ts";
import type { Program } from "./program.ts";

export interface Recalled {
  readonly kind: "release" | "digest";
  readonly due: Due;
  /** The id of the rule, and the rule, unless it was removed. */
  readonly id: string;
  readonly rule: Rule | undefined;
  /** Where it was kept. */
  readonly key: string;
  /** The destination of a digest. */
  readonly to: string;
}

/** Undefined for timers of other kinds. */
export function recalledOf({ rules }: Program, due: Due): Recalled | undefined {
  const { kind, rule: id, key, to = "" } = due.data;
  if (kind !== "release" && kind !== "digest") return undefined;
  if (typeof id !== "string" || typeof key !== "string" || typeof to !== "string") return undefined;
  return { kind, due, id, rule: rules.find((rule) => rule.id === id), key, to };
}

export function recalledKeys(program: Program, { kind, key, rule }: Recalled): readonly string[] {
  if (rule === undefined) return [key];
  return [key, ...fanKeys(rule), ...(kind === "release" ? incidentKeysOf(program, rule, groupHeld(rule, key)) : [])];
}

/** What goes out now; nothing where it was told or forgotten meanwhile. */
export function recall(program: Program, recalled: Recalled, draft: Draft): readonly Applied[] {
  return recalled.kind === "release" ? released(program, recalled, draft) : rest(program, recalled, draft);
}

function released(program: Program, { due, id, rule, key }: Recalled, draft: Draft): readonly Applied[] {
  const longer = rule === undefined || rule.mode === "off" ? undefined : holdLonger(key, rule, due, draft);
  const found = longer === undefined ? release(key, due, draft) : undefined;
  if (found === undefined) return [];
  if (rule === undefined) return [{ ...heldBack(sightingOf(removed(id), found), { by: "removed" }), finding: undefined }];
  const sighting = sightingOf(rule, found);
  const back = brakeAgain(rule, due.receivedAt, draft);
  if (back !== undefined) return [withFolded(sighting, back, found)];
  const passage = fannedOut(rule, suitedTo(rule.actions, found.event), due.receivedAt, draft);
  if (passage.kind === "back") return [withFolded(sighting, passage.back, found)];
  return [sentOut(program, sighting, passage, draft, found.folded)];
}

/** What others it stood for is told even where it goes nowhere: nothing is lost without a word. */
function withFolded(sighting: Sighting, back: HeldBack, { folded }: Released): Applied {
  const applied = heldBack(sighting, back);
  return folded.count === 0 || applied.trace.held !== true ? applied : { ...applied, trace: { ...applied.trace, folded } };
}

function sightingOf(rule: Rule, { event, session, because, facts }: Released): Sighting {
  return { rule, sight: { event, session, reading: undefined, found: () => false }, because, facts };
}

/** A rule that is no longer in the file, as far as a record needs it. */
function removed(id: string): Rule {
  return {
    id,
    name: id,
    fingerprint: "",
    mode: "off",
    on: [],
    severity: "normal",
    raises: false,
    node: { kind: "all", children: [] },
    actions: [],
    hasIncidents: false,
    asksWhom: false,
    identify: undefined,
    throttle: undefined,
    active: undefined,
    fanOut: undefined,
    groupBy: [],
    late: "send",
  };
}

/** One message tells how many others there were. It holds nothing of them: they belong to many sessions. */
function rest(program: Program, { due, rule, key, to }: Recalled, draft: Draft): readonly Applied[] {
  if (rule === undefined) return [];
  const found = restOf(key, rule, due, draft);
  if (found === undefined) return [];
  const sight: Sight = { event: due, session: undefined, reading: undefined, found: () => false };
  // It is about nobody of them.
  const sighting = {
    rule: { ...rule, asksWhom: false },
    sight,
    because: [{ condition: "fan_out", text: found.text }],
    facts: { count: found.count },
  };
  const back = brakeAgain(rule, due.receivedAt, draft);
  if (back !== undefined) return [heldBack(sighting, back)];
  const action = rule.actions.find((each) => each.to === to && each.renderRest !== undefined);
  const actions = action?.renderRest === undefined ? [] : [{ ...action, key: `${action.key} rest`, render: action.renderRest }];
  return [sentOut(program, sighting, { kind: "through", actions, counted: [] }, draft)];
}
