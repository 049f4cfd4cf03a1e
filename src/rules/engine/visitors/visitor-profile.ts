/** The profile of a visitor: what the embedding page stated, and what rules found in the visitor's own words. */

import type { Reason, SessionFacts } from "../../../core/condition.ts";
import { type Event, hasSession, type InSession, sessionGroup } from "../../../core/event.ts";
import type { Json, JsonObject } from "../../../core/json.ts";
import { type Duration, day, hour, type Instant, plus } from "../../../core/time.ts";
import { readSession, upcoming } from "../sessions/conversations.ts";
import { slotOf, slotsIn } from "../slots.ts";
import { asWritten, memoryOf, type UnitOfWork } from "../unit-of-work.ts";

/** The names under which databases hold what the page stated, and when. */
export const stated = "told";
const statedAt = "toldAt";

/** JSON. A value that the page stated takes precedence over one that was found. */
export interface VisitorProfile {
  readonly [stated]: JsonObject;
  readonly found: JsonObject;
  /** Messages that are sent as soon as more is known. */
  readonly waiting: readonly PendingMessage[];
  /** When the page stated it, where that was before the visitor's conversation began. */
  readonly [statedAt]?: Instant;
}

/** A message of one action about a visitor who is not known yet. */
export interface PendingMessage {
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

/** How long a profile is stored after its last change, and after the last message that waited for it was due. */
const remembered: Duration = 30 * day;

/** A page states who the visitor is at most this long before the visitor speaks. */
const soon: Duration = hour;

const profiles = memoryOf<VisitorProfile>();

const unknownVisitor: VisitorProfile = { [stated]: {}, found: {}, waiting: [] };

/** None for an event without a session, because it is about no visitor. */
export function profileKeys(event: Event): readonly string[] {
  return hasSession(event) ? [ownKey(event)] : [];
}

function ownKey({ source, session }: InSession): string {
  return profileKey(source, session);
}

export function profileKey(source: string, session: string): string {
  return `${sessionGroup(source, session)} identity`;
}

/** The visitor of a conversation by the memory under that key, in the form of `identityOf`. */
export function identityIn(memory: Json | undefined, conversation: string): JsonObject {
  const slots = slotsIn(memory);
  const slot = slotOf(slots, conversation) ?? slots.find((each) => each.conversation === upcoming);
  const known = asWritten<VisitorProfile>(slot?.value);
  return known === undefined ? {} : shown(known);
}

/** Empty for a visitor of another session than the event's, because that memory was not declared. */
export function profileOf(event: Event, unit: UnitOfWork): VisitorProfile {
  if (!hasSession(event) || !unit.isAtHand(event.source, event.session)) return unknownVisitor;
  return profiles.read(unit, ownKey(event)) ?? saidBefore(event, unit) ?? unknownVisitor;
}

/** What a page stated before the session had a conversation belongs to the conversation that begins next, if it begins soon. */
function saidBefore(event: InSession, unit: UnitOfWork): VisitorProfile | undefined {
  if (unit.entered === undefined || unit.entered.conversation === upcoming) return undefined;
  const known = profiles.readOf(unit, ownKey(event), upcoming);
  const { begunAt, quietSince } = readSession(unit, event) ?? {};
  const at = known?.[statedAt];
  if (at === undefined || begunAt === undefined || at > begunAt || at < begunAt - soon) return undefined;
  return quietSince !== undefined && at < quietSince ? undefined : known;
}

export function keepProfile(event: InSession, profile: VisitorProfile, unit: UnitOfWork): void {
  const { [statedAt]: _, ...known } = profile;
  const kept = unit.entered?.conversation === upcoming ? { ...known, [statedAt]: event.receivedAt } : known;
  const last = Math.max(event.receivedAt, ...profile.waiting.map(({ until }) => until)) as Instant; // the greatest of instants
  profiles.write(unit, ownKey(event), kept, plus(last, remembered));
}

/** Adds stated or found values to the profile. A null removes a value. */
export function learn(event: Event, from: typeof stated | "found", news: JsonObject, unit: UnitOfWork): void {
  if (!hasSession(event) || Object.keys(news).length === 0) return;
  const before = profileOf(event, unit);
  const all = Object.entries({ ...before[from], ...news }).filter(([, value]) => value !== null);
  keepProfile(event, { ...before, [from]: Object.fromEntries(all) }, unit);
}

/** The visitor as templates see them, as `identity.*`. */
export function identityOf(event: Event, unit: UnitOfWork): JsonObject {
  return shown(profileOf(event, unit));
}

function shown({ [stated]: fromPage, found }: Pick<VisitorProfile, typeof stated | "found">): JsonObject {
  const known = { ...found, ...fromPage };
  return { ...namesIn(known), ...known, ...originOf(fromPage, found) };
}

/**
 * The origin of the identity: the page, which knows it, or the visitor, who can type any address. `found` lists the fields that only the
 * visitor gave.
 */
function originOf(fromPage: JsonObject, found: JsonObject): JsonObject {
  const typed = Object.keys(found).filter((name) => !Object.hasOwn(fromPage, name));
  if (typed.length === 0 && Object.keys(fromPage).length === 0) return {};
  const isStated = typed.length === 0 || (Object.hasOwn(fromPage, "email") && !typed.includes("email"));
  return { source: isStated ? "stated" : "found", verified: isStated, found: typed };
}

/** Splits a full name into its parts, or joins the parts to a name. */
function namesIn({ name, first_name: first, last_name: last }: JsonObject): JsonObject {
  const parts = [first, last].filter((part) => typeof part === "string");
  if (parts.length > 0) return { name: parts.join(" ") };
  if (typeof name !== "string") return {};
  const at = name.trim().lastIndexOf(" ");
  return at < 0 ? {} : { first_name: name.trim().slice(0, at), last_name: name.trim().slice(at + 1) };
}
