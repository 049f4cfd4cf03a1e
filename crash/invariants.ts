/** What must be so after any run, whatever was killed. Each invariant is one sentence and one function. */

import type { StoredEvent } from "./archive.ts";
import { type Evidence, grouped, nameOf } from "./evidence.ts";
import { digest } from "./ledger.ts";
import type { Expected } from "./oracle.ts";
import { concurrency } from "./rules.ts";

export interface Invariant {
  readonly name: string;
  readonly sentence: string;
  /** One line for each thing that is wrong. */
  readonly check: (evidence: Evidence) => readonly string[];
}

export const invariants: readonly Invariant[] = [
  { name: "I1", sentence: "every acknowledged body is stored once, byte for byte, under the id that was answered", check: storedOnce },
  { name: "I2", sentence: "every stored event is evaluated exactly once, or quarantined where it is unusable", check: evaluatedOnce },
  { name: "I3", sentence: "every count that is delivered equals the recount, and every visit has ended", check: countedRight },
  { name: "I4", sentence: "every delivery that is due arrives at least once", check: allArrived },
  { name: "I5", sentence: "all copies of a delivery carry one key, and no other delivery carries it", check: oneKey },
  { name: "I6", sentence: "nothing is stored that was not sent, and nothing is delivered that is not due", check: nothingSpurious },
  { name: "I7", sentence: "what is due is waiting, delivered or dead, and only what was refused is dead", check: conserved },
  { name: "I8", sentence: "the database is sound, nothing is left half done and the process ends only when it is told to", check: clean },
  { name: "I9", sentence: "after the faults the relay drains and delivers again", check: alive },
  { name: "I10", sentence: "copies are no more than kills times requests in flight, plus the answers that were lost", check: fewCopies },
  { name: "I11", sentence: "the relay's own counts are those of its tables", check: countsAgree },
  { name: "I12", sentence: "the acknowledged events of a visit are evaluated in the order in which they were sent", check: inOrder },
  { name: "I13", sentence: "whoever dies or hangs, those that live evaluate what was accepted within thirty seconds", check: takenOver },
];

function storedOnce({ entries, archive }: Evidence): string[] {
  const stored = grouped(archive.events, ({ raw }) => digest(raw));
  return entries.flatMap(({ letter, sha256, acked, again }) => {
    const rows = stored.get(sha256) ?? [];
    if (acked === undefined) return rows.length > 1 ? [`letter ${letter.n} is stored ${rows.length} times`] : [];
    if (rows.length !== 1) return [`acknowledged letter ${letter.n} is stored ${rows.length} times`];
    const ids = [acked, ...again].map(({ event }) => event).filter((id) => id !== rows[0]?.id);
    return ids.map((id) => `letter ${letter.n} was answered ${id} and is stored as ${rows[0]?.id}`);
  });
}

function evaluatedOnce({ entries, archive }: Evidence): string[] {
  const malformed = new Set(entries.filter(({ letter }) => letter.malformed).map(({ sha256 }) => sha256));
  const wrong = archive.events.flatMap(({ id, status, reason, raw }) => {
    const due = malformed.has(digest(raw)) ? "quarantined" : "evaluated";
    return status === due ? [] : [`event ${id} is ${status} (${reason ?? "no reason"}), not ${due}`];
  });
  const done = archive.events.filter(({ status }) => status === "evaluated").length;
  const counted = archive.totals.evaluated === done ? [] : [`${archive.totals.evaluated} evaluations were made of ${done} events`];
  return [...wrong, ...counted];
}

function countedRight({ arrivals, foretold: { expected, open } }: Evidence): string[] {
  const due = new Map(expected.map((each) => [nameOf(each), each]));
  const wrong = arrivals.flatMap(({ body, ...arrival }) => {
    const right = due.get(nameOf(arrival));
    const said = JSON.parse(body) as Said;
    if (right === undefined || (said.users === right.users && said.count === right.count)) return [];
    return [`${nameOf(arrival)} said users ${said.users}, count ${said.count} where ${right.users}, ${right.count} is right`];
  });
  const left = open.map((session) => `visit ${session} has not ended`);
  return [...wrong, ...left];
}

/** As rules.ts renders it. */
type Said = Pick<Expected, "users" | "count">;

function allArrived({ arrivals, foretold: { expected } }: Evidence): string[] {
  const seen = new Set(arrivals.map(nameOf));
  return expected.filter((each) => !seen.has(nameOf(each))).map((each) => `${nameOf(each)} never arrived`);
}

function oneKey({ arrivals, archive }: Evidence): string[] {
  const carried = [
    ...arrivals.map((each) => [nameOf(each), each.key] as const),
    ...archive.deliveries.map((each) => [nameOf(each), each.key] as const),
  ];
  return [
    ...moreThanOne(carried, "came under"),
    ...moreThanOne(
      carried.map(([name, key]) => [key, name] as const),
      "is the key of",
    ),
  ];
}

function moreThanOne(pairs: readonly (readonly [string, string])[], verb: string): string[] {
  const groups = grouped(pairs, ([left]) => left);
  return [...groups].flatMap(([left, members]) => {
    const distinct = new Set(members.map(([, right]) => right));
    return distinct.size > 1 ? [`${left} ${verb} ${distinct.size}: ${[...distinct].slice(0, 3).join(", ")}`] : [];
  });
}

function nothingSpurious({ entries, arrivals, archive, foretold: { expected }, refusals }: Evidence): string[] {
  const sent = new Set(entries.map(({ sha256 }) => sha256));
  const due = new Set(expected.map(nameOf));
  const strange = archive.events.filter(({ raw }) => !sent.has(digest(raw)) && !isOwn(raw)).map(({ id }) => `event ${id} was never sent`);
  const undue = [...arrivals, ...archive.deliveries].filter((each) => !due.has(nameOf(each))).map((each) => `${nameOf(each)} is not due`);
  const late = entries.flatMap(({ again, letter }) =>
    again.filter(({ status }) => status !== "duplicate").map(({ status }) => `letter ${letter.n}, sent again, was ${status}`),
  );
  return [...strange, ...undue, ...late, ...refusals.map((refusal) => `a signed letter was refused: ${refusal}`)];
}

/** Events that the relay makes itself are stored as it understands them. */
function isOwn(raw: Uint8Array): boolean {
  return /^\{"kind":"(due|session-end|other)"/.test(new TextDecoder().decode(raw));
}

function conserved({ archive, foretold: { expected }, deaths }: Evidence): string[] {
  const { queued, delivered, dead } = archive.totals;
  const stored = grouped(archive.deliveries, nameOf);
  const missing = expected
    .filter((each) => stored.get(nameOf(each))?.length !== 1)
    .map((each) => `${nameOf(each)} stands ${stored.get(nameOf(each))?.length ?? 0} times in the outbox`);
  const open = archive.deliveries
    .filter(({ state }) => state !== "delivered")
    .map((each) => `${nameOf(each)} is still ${each.state} (${each.reason ?? "no reason"})`);
  const sums =
    queued === delivered + dead && queued === archive.deliveries.length
      ? []
      : [`queued ${queued}, delivered ${delivered}, dead ${dead}, rows ${archive.deliveries.length}`];
  const reasons = deaths.filter((death) => death !== "picky refused").map((death) => `a delivery died: ${death}`);
  return [...missing, ...open, ...sums, ...reasons];
}

function inOrder({ entries, archive }: Evidence): string[] {
  const sent = new Map(entries.flatMap(({ letter, sha256, acked }) => (acked === undefined ? [] : [[sha256, letter] as const])));
  const last = new Map<string, number>();
  const wrong: string[] = [];
  for (const { raw, status } of archive.events) {
    const letter = status === "evaluated" ? sent.get(digest(raw)) : undefined;
    if (letter === undefined) continue;
    const before = last.get(letter.session) ?? -1;
    if (letter.n < before) wrong.push(`letter ${letter.n} of visit ${letter.session} was evaluated after letter ${before}`);
    last.set(letter.session, Math.max(before, letter.n));
  }
  return wrong;
}

const longestTakeover = 30_000;

function takenOver({ slowest }: Evidence): string[] {
  if (slowest === undefined || slowest.took <= longestTakeover) return [];
  return [`event ${slowest.event} waited ${Math.round(slowest.took / 1_000)} s for its evaluation`];
}

function clean({ archive, aftermath, oddEnds }: Evidence): string[] {
  const sound = archive.integrity === "ok" ? [] : [`integrity_check: ${archive.integrity}`];
  const held = archive.deliveries.filter(({ state }) => state === "sending").map((each) => `${nameOf(each)} is still held`);
  return [...sound, ...held, ...oddEnds, ...(aftermath.exitCode === 0 ? [] : [`the last stop ended with ${aftermath.exitCode}`])];
}

function alive({ aftermath: { drained, probed } }: Evidence): string[] {
  return [...(drained ? [] : ["it did not drain"]), ...(probed ? [] : ["a fresh event was not delivered"])];
}

function fewCopies({ arrivals, kills }: Evidence): string[] {
  const copies = arrivals.length - new Set(arrivals.map(nameOf)).size;
  const injected = arrivals.filter(({ answered }) => answered !== "ok").length;
  const allowed = kills * 2 * concurrency + injected;
  return copies <= allowed ? [] : [`${copies} copies where ${allowed} are explained`];
}

function countsAgree({ archive, aftermath: { stats } }: Evidence): string[] {
  if (stats === undefined) return ["/api/stats did not answer"];
  const count = (status: StoredEvent["status"]) => archive.events.filter((event) => event.status === status).length;
  const pairs: readonly (readonly [string, number, number])[] = [
    ["events", stats.events, archive.events.length],
    ["pending", stats.pending, count("pending")],
    ["evaluated", stats.evaluated, count("evaluated")],
    ["quarantined", stats.quarantined, count("quarantined")],
    ["delivered", stats.deliveries.delivered, archive.deliveries.filter(({ state }) => state === "delivered").length],
  ];
  return pairs
    .filter(([, said, found]) => said !== found)
    .map(([name, said, found]) => `${name}: it says ${said}, the tables say ${found}`);
}
