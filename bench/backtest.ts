/** A backtest of a large history with a planted edit: how long it takes, and whether it finds exactly what was planted. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openSqliteStore } from "../src/stores/sqlite/index.ts";
import { shown } from "./figures.ts";
import { historyOf, plantedIn, plantedPhrase } from "./history.ts";
import type { Section } from "./section.ts";

const program = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const example = fileURLToPath(new URL("../rules.example.yaml", import.meta.url));

/** Runs the built command twice over a history of that size. */
export async function backtestTime(size: number): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), "avatar-relay-bench-"));
  try {
    await record(folder, size);
    const edited = join(folder, "edited.yaml");
    writeFileSync(edited, recordedRules().replace("[speak to a human,", `["${plantedPhrase}", speak to a human,`));
    const runs = [backtest(folder, edited), backtest(folder, edited)];
    return section(size, runs);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The example with keywords in the place of the wish for a person, so that one more is one edit and changes no other finding. */
function recordedRules(): string {
  return readFileSync(example, "utf8").replace(
    "wants_human: true",
    'keywords: [speak to a human, talk to a human, real person, refund, "cancel*"]',
  );
}

async function record(folder: string, size: number): Promise<void> {
  const opened = await openSqliteStore({
    folder,
    pid: process.pid,
    fatal: (_, error) => {
      throw error;
    },
  });
  if (opened.kind !== "opened") throw new Error(`the store is ${opened.kind}`);
  const { store } = opened;
  const events = historyOf(size);
  await store.saveRules("bench", recordedRules(), events[0]?.receivedAt ?? neverReached());
  for (let from = 0; from < events.length; from += batch) {
    const some = events.slice(from, from + batch);
    await Promise.all(some.map((event) => store.accept({ kind: "event", event, raw: Buffer.from(JSON.stringify(event.data)) })));
  }
  await store.close();
}

const batch = 2_000;

function neverReached(): never {
  throw new Error("a history without events");
}

interface Run {
  readonly seconds: number;
  readonly out: string;
  readonly found: readonly string[];
  /** Rules other than the edited one that differ. */
  readonly others: number;
}

interface Report {
  readonly rules: Readonly<
    Record<
      string,
      {
        readonly added: number;
        readonly removed: number;
        readonly changed: number;
        readonly samples: readonly { readonly session: string }[];
      }
    >
  >;
}

function backtest(folder: string, edited: string): Run {
  const started = performance.now();
  const args = [program, "backtest", "--data", folder, "--rules", edited, "--json"];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`backtest ended with ${status}: ${stderr}`);
  const seconds = (performance.now() - started) / 1_000;
  const { rules } = JSON.parse(stdout) as Report; // contract.md, "Command line"
  const { "asks-for-a-human": planted, ...others } = rules;
  const changed = Object.values(others).filter(({ added, removed, changed }) => added + removed + changed > 0);
  return { seconds, out: stdout, found: (planted?.samples ?? []).map(({ session }) => session), others: changed.length };
}

function section(size: number, runs: readonly Run[]): Section {
  const planted = plantedIn(size);
  const exact = runs.filter(({ found, others }) => others === 0 && found.join() === planted.join()).length;
  const isSame = runs.every(({ out }) => out === runs[0]?.out);
  return {
    title: `A backtest of ${size.toLocaleString("en-US")} events`,
    columns: ["seconds", "seconds again", "events/s", "planted sessions", "found, and nothing else", "twice the same"],
    rows: [
      [
        ...runs.map(({ seconds }) => shown(seconds)),
        shown(size / (runs[0]?.seconds ?? Number.NaN)),
        String(planted.length),
        exact === runs.length ? "yes" : "no",
        isSame ? "yes" : "no",
      ],
    ],
    notes: [
      "The example rules with one keyword more, over recorded conversations of ten events; the whole command, from its start to its end.",
    ],
    failed: runs.length - exact + (isSame ? 0 : 1),
    lost: 0,
  };
}
