/** A supervised relay is killed by the clock under a sender that tries once. What had no connection at a kill must be answered with 200. */

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type FakeBithuman, openBithuman } from "../../test/support/bithuman.ts";
import { type Attempt, createSender, type Letter } from "./sender.ts";
import { type KillSpan, openSupervised, type Supervised } from "./supervised.ts";

export interface OneAttemptOptions {
  /** The built program. */
  readonly entry: string;
  readonly folder: string;
  readonly kills: number;
  /** Milliseconds between kills. */
  readonly every: number;
  /** Events a second. */
  readonly rate: number;
  /** Waits until back-fill has found what was lost, which takes some minutes. */
  readonly backfill: boolean;
}

export interface OneAttempt {
  readonly sent: number;
  /** Of those whose connection was not open at a kill. */
  readonly answered: number;
  /** The same, not answered with 200 within ten seconds: there must be none. */
  readonly unanswered: readonly Attempt[];
  /** Connections that were open at a kill, with a request on them or sent on them before their end was seen. */
  readonly inFlight: number;
  readonly inFlightLost: number;
  /** Milliseconds from a kill to the next `ready`, the longest. */
  readonly longestRestart: number;
  readonly slowestAnswer: number;
  /** Answered with 200 and not stored: there must be none. */
  readonly lostAfter200: number;
  /** Of those that were lost in flight, how many are stored in the end: by back-fill, or because only the answer was lost. */
  readonly found: number;
}

const secret = "whsec_one-attempt-only";

export async function runOneAttempt(options: OneAttemptOptions): Promise<OneAttempt> {
  const bithuman = await openBithuman();
  const rules = join(options.folder, "rules.yaml");
  writeFileSync(rules, "version: 1\nrules: []\n");
  const environment = {
    BITHUMAN_WEBHOOK_SECRET: secret,
    ...(options.backfill ? { BITHUMAN_API_URL: bithuman.url, BITHUMAN_API_SECRET: bithuman.secret } : {}),
  };
  const relay = await openSupervised({ entry: options.entry, rules, folder: join(options.folder, "data"), environment });
  try {
    const sender = createSender(relay.port, secret);
    const over = new AbortController();
    const sending = sender.sendAll(letters(bithuman, over.signal), options.rate);
    await killAll(relay, options);
    over.abort();
    const attempts = await sending;
    sender.close();
    if (options.backfill) await untilStored(options, attempts);
    await relay.stop();
    return resultOf(attempts, relay, stored(options));
  } finally {
    await relay.end();
    await bithuman.close();
  }
}

/** By the clock, but a relay that has been slow to start gets half of the time to answer. Ends a while after the last kill. */
async function killAll(relay: Supervised, { kills, every }: OneAttemptOptions): Promise<void> {
  const startedAt = performance.now();
  for (let count = 1; count <= kills; count += 1) {
    await relay.ready();
    await wait(Math.max(every / 2, startedAt + count * every - performance.now()));
    await relay.kill();
  }
  await relay.ready();
  await wait(every / 2);
}

const perSession = 200;
const agent = "A80HVD8577";

/** bitHuman's own record grows with what is sent. */
function* letters(bithuman: FakeBithuman, over: AbortSignal): Iterable<Letter> {
  for (let n = 0; !over.aborted; n += 1) yield letter(n, bithuman);
}

function letter(n: number, bithuman: FakeBithuman): Letter {
  const session = `session-${Math.floor(n / perSession)}`;
  const at = Date.now();
  const [room, message] = [`room-${session}`, wordsOf(n)];
  const known = bithuman.conversations.find(({ id }) => id === session);
  const lines = n % perSession === 0 ? [] : [{ role: "user", message, at } as const];
  const conversation = { id: session, room, started: known?.started ?? at, lastSeen: at, lines: [...(known?.lines ?? []), ...lines] };
  bithuman.conversations = [...bithuman.conversations.filter((each) => each !== known), conversation];
  const said = { event_type: "chat.push", data: { role: "user", message, session_id: session, timestamp: at / 1_000 } };
  const joined = { event_type: "room.join", data: { room_name: room, participant_count: 3, session_id: session } };
  return { n, body: JSON.stringify({ agent_id: agent, ...(lines.length === 0 ? joined : said), timestamp: at / 1_000 }) };
}

function wordsOf(n: number): string {
  return `this is question number ${n}`;
}

/** Back-fill leaves alone what is younger than a minute, and looks each minute. */
async function untilStored(options: OneAttemptOptions, attempts: readonly Attempt[]): Promise<void> {
  for (let turn = 0; turn < 48; turn += 1) {
    const known = stored(options);
    if (attempts.every((each) => isStored(each, known))) return;
    await wait(5_000);
  }
}

function isStored({ n }: Attempt, { texts, joins }: Stored): boolean {
  return n % perSession === 0 ? joins.has(`session-${n / perSession}`) : texts.has(wordsOf(n));
}

interface Stored {
  readonly ids: ReadonlySet<string>;
  readonly texts: ReadonlySet<string>;
  readonly joins: ReadonlySet<string>;
}

function stored({ entry, folder }: OneAttemptOptions): Stored {
  const text = execFileSync(process.execPath, [entry, "export", "--data", join(folder, "data")], { encoding: "utf8", maxBuffer: 2 ** 28 });
  const rows = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { id: string; type: string; session?: string; message?: string }); // docs/operations.md
  const joins = rows.filter(({ type }) => type === "room.join").map(({ session = "" }) => session);
  return { ids: new Set(rows.map(({ id }) => id)), texts: new Set(rows.map(({ message = "" }) => message)), joins: new Set(joins) };
}

/** A kept connection that was open is of the dead relay whenever it is used; one that came while the relay died may be of the next. */
function wasOpenAt({ openedAt, sentAt, endedAt }: Attempt, { from, until }: KillSpan): boolean {
  return endedAt >= from && (openedAt <= from || sentAt <= until);
}

function resultOf(attempts: readonly Attempt[], relay: Supervised, known: Stored): OneAttempt {
  const isInFlight = (attempt: Attempt) => relay.kills.some((kill) => wasOpenAt(attempt, kill));
  const others = attempts.filter((each) => !isInFlight(each));
  const inFlight = attempts.filter(isInFlight);
  const lost = inFlight.filter(({ status }) => status !== 200);
  return {
    sent: attempts.length,
    answered: others.filter(({ status }) => status === 200).length,
    unanswered: others.filter(({ status }) => status !== 200),
    inFlight: inFlight.length,
    inFlightLost: lost.length,
    longestRestart: Math.max(0, ...relay.restarts),
    slowestAnswer: Math.max(...others.map(({ sentAt, endedAt }) => endedAt - sentAt)),
    lostAfter200: attempts.filter(({ event, status }) => status === 200 && !known.ids.has(event ?? "")).length,
    found: lost.filter((each) => isStored(each, known)).length,
  };
}
