/** One look into bitHuman's record: which conversations lack something, and what. */

import type { Event } from "../../core/event.ts";
import type { Store } from "../../core/store.ts";
import type { Instant } from "../../core/time.ts";
import type { BithumanAsked } from "../../net/bithuman/client.ts";
import type { BithumanTrouble } from "../../net/bithuman/trouble.ts";
import { type BackfillArchive, createArchive } from "./archive.ts";
import { type Compared, isDue, openUntil, settled } from "./due.ts";
import { type LateArrival, type LateSession, lateChat, lateJoin } from "./late-event.ts";
import { missingLines } from "./missing.ts";
import { type BackfillSink, takeIn } from "./take-in.ts";
import type { TranscriptConversation, TranscriptLine, Transcripts } from "./transcripts.ts";

/** The most transcripts in one look. */
const mostAtOnce = 60;
const mostFailures = 3;

export interface LookOptions extends BackfillSink {
  readonly transcripts: Transcripts;
  readonly store: Pick<Store, "accept" | "event" | "keep" | "searchEvents">;
}

export interface Looked {
  /** The first trouble of the look. */
  readonly trouble: BithumanTrouble | undefined;
  /** When there is more to do: a missing event can no longer come as a webhook, or this look left conversations over. */
  readonly openUntil: Instant | undefined;
}

/** Looks for what never came by a source, and stores it. */
export type Look = (source: string) => Promise<Looked>;

export function createLook(options: LookOptions): Look {
  const { transcripts, now } = options;
  const compared = new Map<string, Compared>();

  async function look(source: string): Promise<Looked> {
    const archive = createArchive(options.store, source);
    const since = await beginning(options);
    const recent = await transcripts.recent();
    if (recent.kind === "failed") return { trouble: recent.trouble, openUntil: firstOpen(compared) };
    const due = recent.value.filter((each) => each.lastSeen >= since && isDue(each, compared.get(each.id), now()));
    const comparisons = { archive, transcripts, since, source };
    const oldest = due.toSorted((one, other) => one.lastSeen - other.lastSeen).slice(0, mostAtOnce);
    const { found, trouble } = await compareAll(oldest, comparisons);
    if (found.length > 0 && !(await takeIn(found, source, options))) for (const { id } of due) compared.delete(id);
    forget(compared, new Set(recent.value.map(({ id }) => id)));
    return { trouble, openUntil: due.length > mostAtOnce ? now() : firstOpen(compared) };
  }

  /** A conversation that cannot be compared now is compared at the next look. After a few of them the others wait as well. */
  async function compareAll(due: readonly TranscriptConversation[], comparisons: Omit<Comparison, "at">): Promise<Found> {
    const found: LateArrival[] = [];
    const troubles: BithumanTrouble[] = [];
    for (const conversation of due) {
      const at = now();
      const missed = await missedOf(conversation, { ...comparisons, at });
      if (missed.kind === "failed") {
        troubles.push(missed.trouble);
        if (troubles.length === mostFailures) break;
        continue;
      }
      found.push(...missed.value.arrivals);
      compared.set(conversation.id, { at, lastSeen: conversation.lastSeen, openUntil: missed.value.openUntil });
    }
    return { found, trouble: troubles[0] };
  }

  return look;
}

interface Found {
  readonly found: readonly LateArrival[];
  readonly trouble: BithumanTrouble | undefined;
}

function firstOpen(compared: ReadonlyMap<string, Compared>): Instant | undefined {
  const [first] = [...compared.values()].flatMap((each) => each.openUntil ?? []).toSorted((one, other) => one - other);
  return first;
}

function forget(compared: Map<string, Compared>, listed: ReadonlySet<string>): void {
  for (const id of compared.keys()) if (!listed.has(id)) compared.delete(id);
}

/** Events before the first start were never missed. */
async function beginning({ store, now }: LookOptions): Promise<Instant> {
  return Number(await store.keep("backfill since", String(now()))) as Instant; // written by this line
}

interface Comparison {
  readonly archive: BackfillArchive;
  readonly transcripts: Transcripts;
  readonly since: Instant;
  readonly source: string;
  readonly at: Instant;
}

interface Missed {
  /** Oldest first. */
  readonly arrivals: readonly LateArrival[];
  /** Until then a missing event may still come as a webhook. */
  readonly openUntil: Instant | undefined;
}

/** What a conversation lacks. Kinds that the source never sends are not missing. */
async function missedOf(conversation: TranscriptConversation, comparison: Comparison): Promise<BithumanAsked<Missed>> {
  const { archive, since, source, at } = comparison;
  const lines = await linesOf(conversation, comparison);
  if (lines.kind === "failed") return lines;
  const known = await archive.of(conversation, lines.value);
  const session: LateSession = { source, session: known.session, receivedAt: at };
  const lacksJoin = conversation.started >= since && !known.events.some(isJoin) && (await archive.sends("room.join"));
  const missing = missingLines(lines.value, known.events).filter((line) => line.at >= since);
  const isSettled = (moment: Instant) => moment <= at - settled;
  const join = lacksJoin && isSettled(conversation.started) ? lateJoin(conversation, session) : undefined;
  const chats = missing.filter((line) => isSettled(line.at)).toSorted((one, other) => one.at - other.at);
  const arrivals = present([join, ...chats.map((line) => lateChat(conversation, line, session))]);
  const moments = [...(lacksJoin ? [conversation.started] : []), ...missing.map((line) => line.at)];
  return { kind: "answered", value: { arrivals, openUntil: openUntil(moments, at) } };
}

/** Where a transcript will never be available, the join is no longer held back. */
async function linesOf(
  { id, hasTranscript }: TranscriptConversation,
  { archive, transcripts }: Comparison,
): Promise<BithumanAsked<readonly TranscriptLine[]>> {
  if (!hasTranscript || !(await archive.sends("chat.push"))) return { kind: "answered", value: [] };
  const lines = await transcripts.lines(id);
  return lines.kind === "failed" && lines.trouble.code === "NOT_FOUND" ? { kind: "answered", value: [] } : lines;
}

function isJoin({ kind }: Event): boolean {
  return kind === "join";
}

function present(arrivals: readonly (LateArrival | undefined)[]): readonly LateArrival[] {
  return arrivals.flatMap((each) => each ?? []);
}
