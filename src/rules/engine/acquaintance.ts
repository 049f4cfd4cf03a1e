/** What is known of a visitor: told by the page that embeds the avatar, or written by themselves where a rule looks for it. */

import type { Reason, SessionFacts } from "../../core/condition.ts";
import { type Event, hasSession, type InSession, sessionGroup } from "../../core/event.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { type Duration, day, hour, type Instant, plus } from "../../core/time.ts";
import { readSession, upcoming } from "./conversations.ts";
import type { Draft } from "./draft.ts";

/** JSON, under the key of the session's acquaintance. */
export interface Acquaintance {
  /** Goes before what was found. */
  readonly told: JsonObject;
  readonly found: JsonObject;
  /** What is to be said as soon as more is known. */
  readonly waiting: readonly Pending[];
  /** When it was told, where that was before the visitor's conversation began. */
  readonly toldAt?: Instant;
}

/** What one action would have said of a visitor whom nobody knows yet. */
export interface Pending {
  /** The rule's id and the action's key. */
  readonly rule: string;
  readonly action: string;
  readonly to: string;
  readonly event: Event;
  readonly session: SessionFacts | null;
  readonly because: readonly Reason[];
  readonly facts: JsonObject;
  readonly until: Instant;
}

/** A visitor is remembered for so long after something was learnt of them, and after what waits for their name was due. */
const remembered: Duration = 30 * day;

/** Who is told of a visitor tells it no earlier than this before they speak. */
const soon: Duration = hour;

const stranger: Acquaintance = { told: {}, found: {}, waiting: [] };

/** Undefined for what belongs to no session: it is about nobody. */
export function acquaintanceKey(event: Event): string | undefined {
  return hasSession(event) ? keyOf(event) : undefined;
}

function keyOf({ source, session }: InSession): string {
  return `${sessionGroup(source, session)} identity`;
}

export function acquaintanceOf(event: Event, draft: Draft): Acquaintance {
  if (!hasSession(event)) return stranger;
  const known = draft.read(keyOf(event)) as unknown as Acquaintance | undefined; // written by `acquaint`
  return known ?? toldBefore(event, draft) ?? stranger;
}

/** What was told while the session had no conversation is for the one that began next, and soon. */
function toldBefore(event: InSession, draft: Draft): Acquaintance | undefined {
  if (draft.place === undefined || draft.place.conversation === upcoming) return undefined;
  const known = draft.readOf(keyOf(event), upcoming) as unknown as Acquaintance | undefined; // written by `acquaint`
  const { begunAt, quietSince } = readSession(draft, event) ?? {};
  const at = known?.toldAt;
  if (at === undefined || begunAt === undefined || at > begunAt || at < begunAt - soon) return undefined;
  return quietSince !== undefined && at < quietSince ? undefined : known;
}

export function acquaint(event: InSession, acquaintance: Acquaintance, draft: Draft): void {
  const { toldAt: _, ...known } = acquaintance;
  const told = draft.place?.conversation === upcoming ? { ...known, toldAt: event.receivedAt } : known;
  const value = JSON.parse(JSON.stringify(told)) as Json; // events and facts are JSON
  const last = Math.max(event.receivedAt, ...acquaintance.waiting.map(({ until }) => until)) as Instant; // the greatest of instants
  draft.write(keyOf(event), { value, expiresAt: plus(last, remembered) });
}

/** Something was told, or found; what is null is taken back. */
export function learn(event: Event, from: "told" | "found", news: JsonObject, draft: Draft): void {
  if (!hasSession(event) || Object.keys(news).length === 0) return;
  const before = acquaintanceOf(event, draft);
  const all = Object.entries({ ...before[from], ...news }).filter(([, value]) => value !== null);
  acquaint(event, { ...before, [from]: Object.fromEntries(all) }, draft);
}

/** The visitor as templates see them, as `identity.*`. */
export function identityOf(event: Event, draft: Draft): JsonObject {
  const { told, found } = acquaintanceOf(event, draft);
  const known = { ...found, ...told };
  return { ...namesIn(known), ...known, ...originOf(told, found) };
}

/** Who says so: the page, which knows, or the visitor, who can type any address. `found` names what only the visitor says. */
function originOf(told: JsonObject, found: JsonObject): JsonObject {
  const typed = Object.keys(found).filter((name) => !Object.hasOwn(told, name));
  if (typed.length === 0 && Object.keys(told).length === 0) return {};
  const isStated = typed.length === 0 || (Object.hasOwn(told, "email") && !typed.includes("email"));
  return { source: isStated ? "stated" : "found", verified: isStated, found: typed };
}

/** The parts of a name of several words, and the name where only its parts are known. */
function namesIn({ name, first_name: first, last_name: last }: JsonObject): JsonObject {
  const parts = [first, last].filter((part) => typeof part === "string");
  if (parts.length > 0) return { name: parts.join(" ") };
  if (typeof name !== "string") return {};
  const at = name.trim().lastIndexOf(" ");
  return at < 0 ? {} : { first_name: name.trim().slice(0, at), last_name: name.trim().slice(at + 1) };
}
