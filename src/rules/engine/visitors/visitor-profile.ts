/** What is known of a visitor: said by the page that embeds the avatar, or written by themselves where a rule looks for it. */

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

/** JSON. What the page stated goes before what was found. */
export interface VisitorProfile {
  readonly [stated]: JsonObject;
  readonly found: JsonObject;
  /** Messages that are sent as soon as more is known. */
  readonly waiting: readonly PendingMessage[];
  /** When the page said it, where that was before the visitor's conversation began. */
  readonly [statedAt]?: Instant;
}

/** What one action would have sent about a visitor who is not known yet. */
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

/** A visitor is remembered for so long after something was learnt of them, and after what waits for their name was due. */
const remembered: Duration = 30 * day;

/** A page says who the visitor is no earlier than this before they speak. */
const soon: Duration = hour;

const profiles = memoryOf<VisitorProfile>();

const unknownVisitor: VisitorProfile = { [stated]: {}, found: {}, waiting: [] };

/** None for what belongs to no session: it is about nobody. */
export function profileKeys(event: Event): readonly string[] {
  return hasSession(event) ? [ownKey(event)] : [];
}

function ownKey({ source, session }: InSession): string {
  return profileKey(source, session);
}

export function profileKey(source: string, session: string): string {
  return `${sessionGroup(source, session)} identity`;
}

/** What a memory under that key knows of the visitor of a conversation, as `identityOf` shows it. */
export function identityIn(memory: Json | undefined, conversation: string): JsonObject {
  const slots = slotsIn(memory);
  const slot = slotOf(slots, conversation) ?? slots.find((each) => each.conversation === upcoming);
  const known = asWritten<VisitorProfile>(slot?.value);
  return known === undefined ? {} : shown(known);
}

/** Of a visitor of another session than the event's nothing is known: that memory was not declared. */
export function profileOf(event: Event, unit: UnitOfWork): VisitorProfile {
  if (!hasSession(event) || !unit.isAtHand(event.source, event.session)) return unknownVisitor;
  return profiles.read(unit, ownKey(event)) ?? saidBefore(event, unit) ?? unknownVisitor;
}

/** What a page said while the session had no conversation is for the one that began next, and soon. */
function saidBefore(event: InSession, unit: UnitOfWork): VisitorProfile | undefined {
  if (unit.place === undefined || unit.place.conversation === upcoming) return undefined;
  const known = profiles.readOf(unit, ownKey(event), upcoming);
  const { begunAt, quietSince } = readSession(unit, event) ?? {};
  const at = known?.[statedAt];
  if (at === undefined || begunAt === undefined || at > begunAt || at < begunAt - soon) return undefined;
  return quietSince !== undefined && at < quietSince ? undefined : known;
}

export function keepProfile(event: InSession, profile: VisitorProfile, unit: UnitOfWork): void {
  const { [statedAt]: _, ...known } = profile;
  const kept = unit.place?.conversation === upcoming ? { ...known, [statedAt]: event.receivedAt } : known;
  const last = Math.max(event.receivedAt, ...profile.waiting.map(({ until }) => until)) as Instant; // the greatest of instants
  profiles.write(unit, ownKey(event), kept, plus(last, remembered));
}

/** The page said something, or it was found; what is null is taken back. */
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

/** Who says so: the page, which knows, or the visitor, who can type any address. `found` names what only the visitor says. */
function originOf(fromPage: JsonObject, found: JsonObject): JsonObject {
  const typed = Object.keys(found).filter((name) => !Object.hasOwn(fromPage, name));
  if (typed.length === 0 && Object.keys(fromPage).length === 0) return {};
  const isStated = typed.length === 0 || (Object.hasOwn(fromPage, "email") && !typed.includes("email"));
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
