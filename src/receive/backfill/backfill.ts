/** Looks what bitHuman has kept of conversations, and takes in what never came: its sender repeats for half a minute, and then forgets. */

import type { Event } from "../../core/event.ts";
import { internalEvent } from "../../core/internal-event.ts";
import type { Emit } from "../../core/signal.ts";
import type { Store } from "../../core/store.ts";
import { type Clock, type Duration, type Instant, minute } from "../../core/time.ts";
import { type Archive, createArchive } from "./archive.ts";
import { type LateArrival, lateChat, lateJoin, type Place } from "./late-event.ts";
import { missingLines } from "./missing.ts";

import type { Asked, Conversation, Line, Transcripts } from "./transcripts.ts";

const looksEach: Duration = minute;
/** What is younger may still come by itself. */
const settled: Duration = minute;
/** A conversation that goes on is compared again after so long. */
const liveEach: Duration = 5 * minute;
/** Transcripts that are asked for in one look. */
const mostAtOnce = 60;
const mostFailures = 3;

export interface BackfillOptions {
  readonly transcripts: Transcripts;
  readonly store: Pick<Store, "accept" | "event" | "keep" | "searchEvents">;
  /** The name of the source that bitHuman's webhooks come by; undefined where there is none. */
  readonly source: () => string | undefined;
  /** sha256 in hex. */
  readonly digest: (text: string) => string;
  readonly now: Clock;
  readonly emit: Emit;
}

export interface Backfill {
  start(): void;
  /** Done at the start and each minute. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

export function createBackfill(options: BackfillOptions): Backfill {
  const { transcripts, now, emit } = options;
  const compared = new Map<string, Compared>();
  let running: Promise<void> = Promise.resolve();
  let task: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    const source = options.source();
    if (source === undefined) return;
    const archive = createArchive(options.store, source);
    const since = await beginning(options);
    const recent = await transcripts.recent();
    if (recent.kind === "untold") return emit({ name: "backfill.failed", detail: recent.detail });
    const due = recent.value.filter((each) => each.lastSeen >= since && isDue(each, compared.get(each.id), now()));
    const comparisons = { archive, transcripts, since, source };
    const found = await compareAll(due.toSorted((one, other) => one.lastSeen - other.lastSeen).slice(0, mostAtOnce), comparisons);
    if (found.length > 0 && !(await takeIn(found, source, options))) for (const { id } of due) compared.delete(id);
    forget(compared, new Set(recent.value.map(({ id }) => id)));
  }

  /** One that cannot be compared now is compared at the next look; after a few of them the others wait as well. */
  async function compareAll(due: readonly Conversation[], comparisons: Omit<Comparison, "at">): Promise<readonly LateArrival[]> {
    const found: LateArrival[] = [];
    let failures = 0;
    for (const conversation of due) {
      const at = now();
      const missed = await missedOf(conversation, { ...comparisons, at });
      if (typeof missed !== "string") {
        found.push(...missed);
        compared.set(conversation.id, { at, lastSeen: conversation.lastSeen });
        continue;
      }
      failures += 1;
      emit({ name: "backfill.failed", detail: missed });
      if (failures === mostFailures) break;
    }
    return found;
  }

  /** One look after the other; a bug in here harms nobody. */
  function again(): void {
    running = running.then(look).catch((error: unknown) => emit({ name: "bug", where: "backfill", error: String(error) }));
  }

  return {
    start() {
      again();
      task = setInterval(again, looksEach);
    },
    look,
    async stop() {
      clearInterval(task);
      await transcripts.close();
      await running;
    },
  };
}

/** How a conversation stood when it was compared. */
interface Compared {
  readonly at: Instant;
  readonly lastSeen: Instant;
}

function isDue({ lastSeen }: Conversation, before: Compared | undefined, now: Instant): boolean {
  if (before === undefined) return true;
  const over = lastSeen <= now - settled;
  const wasOver = before.lastSeen === lastSeen && before.lastSeen <= before.at - settled;
  return !wasOver && (over || now - before.at >= liveEach);
}

function forget(compared: Map<string, Compared>, listed: ReadonlySet<string>): void {
  for (const id of compared.keys()) if (!listed.has(id)) compared.delete(id);
}

/** What was before the first start was never missed. */
async function beginning({ store, now }: BackfillOptions): Promise<Instant> {
  return Number(await store.keep("backfill since", String(now()))) as Instant; // kept by this line
}

interface Comparison {
  readonly archive: Archive;
  readonly transcripts: Transcripts;
  readonly since: Instant;
  readonly source: string;
  readonly at: Instant;
}

/** What a conversation lacks, oldest first; a text where its transcript could not be had. What the source never sends is not missing. */
async function missedOf(conversation: Conversation, comparison: Comparison): Promise<readonly LateArrival[] | string> {
  const { archive, since, source, at } = comparison;
  const lines = await linesOf(conversation, comparison);
  if (lines.kind === "untold") return lines.detail;
  const known = await archive.of(conversation, lines.value);
  const place: Place = { source, session: known.session, receivedAt: at };
  const isMissed = (moment: Instant) => moment >= since && moment <= at - settled;
  const lacksJoin = isMissed(conversation.started) && !known.events.some(isJoin) && (await archive.sends("room.join"));
  const join = lacksJoin ? lateJoin(conversation, place) : undefined;
  const missing = missingLines(lines.value, known.events).filter((line) => isMissed(line.at));
  return present([join, ...missing.toSorted((one, other) => one.at - other.at).map((line) => lateChat(conversation, line, place))]);
}

async function linesOf({ id, hasTranscript }: Conversation, { archive, transcripts }: Comparison): Promise<Asked<readonly Line[]>> {
  return hasTranscript && (await archive.sends("chat.push")) ? transcripts.lines(id) : { kind: "told", value: [] };
}

function isJoin({ kind }: Event): boolean {
  return kind === "join";
}

function present(arrivals: readonly (LateArrival | undefined)[]): readonly LateArrival[] {
  return arrivals.flatMap((each) => each ?? []);
}

/** The report first: a crash in between can tell of something twice, and never of nothing. False where the store takes nothing now. */
async function takeIn(found: readonly LateArrival[], source: string, { store, digest, now, emit }: BackfillOptions): Promise<boolean> {
  const report = internalEvent(factOf(found, source, now(), digest), digest);
  const arrivals = [{ kind: "event", event: report, raw: Buffer.from(JSON.stringify(report)) } as const, ...found];
  for (const arrival of arrivals) {
    const { status } = await store.accept(arrival);
    if (status === "refused") return false;
    const { id, type, agent, session } = arrival.event;
    if (status === "accepted") emit({ name: "event.accepted", id, type, source: arrival.event.source, agent, session });
  }
  const sessions = new Set(found.map(({ event }) => event.session)).size;
  emit({ name: "backfill.done", source, sessions, events: found.length });
  return true;
}

function factOf(found: readonly LateArrival[], source: string, at: Instant, digest: (text: string) => string) {
  const times = found.map(({ event }) => event.occurredAt).toSorted((one, other) => one - other);
  const joins = found.filter(({ event }) => event.kind === "join").length;
  const data = {
    source,
    sessions: new Set(found.map(({ event }) => event.session)).size,
    joins,
    messages: found.length - joins,
    from: times[0] ?? at,
    until: times.at(-1) ?? at,
  };
  const subject = digest(found.map(({ event }) => event.id).join()).slice(0, 12);
  return { type: "relay.source.gap", subject, data, at } as const;
}
