/** A crash of the database under three relays: what they answer meanwhile, and how soon after it takes connections again they take webhooks again. */

import { setTimeout as wait } from "node:timers/promises";
import { type Postgres, query, startPostgres } from "../test/support/postgres.ts";
import { send, signBody } from "../test/support/sender.ts";
import { percentile, shown } from "./figures.ts";
import { endRelay, type Relay, startRelay } from "./relay.ts";
import { secret } from "./requests.ts";
import { acceptOnly } from "./rules.ts";
import type { Section } from "./section.ts";

const replicas = 3;
/** Each relay is sent a webhook so often. */
const pace = 20;
/** Long enough for each connection of each relay to find out. */
const awayFor = 2_000;
/** Afterwards it is looked for so long whether all stays well. */
const watchedFor = 5_000;

export async function healing(rounds: number): Promise<Section> {
  const server = await startPostgres({ settings: ["shared_buffers=128MB"] });
  const database = await server.schema("healing");
  const relays = await Promise.all(Array.from({ length: replicas }, () => startRelay(acceptOnly, undefined, { DATABASE_URL: database })));
  const load = startLoad(relays);
  await wait(1_000);
  const crashes: Crash[] = [];
  for (let round = 0; round < rounds; round += 1) crashes.push(await crash(server));
  const answers = await load();
  const lost = await countLost(server, answers);
  await Promise.all(relays.map(endRelay));
  await server.remove();
  return section(crashes, answers, lost);
}

/** Moments by `performance.now`. */
interface Crash {
  readonly from: number;
  /** The first connection was taken. */
  readonly up: number;
}

async function crash(server: Postgres): Promise<Crash> {
  const from = performance.now();
  await server.stop("immediate");
  await wait(awayFor);
  await server.start();
  const up = performance.now();
  await wait(watchedFor);
  return { from, up };
}

interface Answer {
  readonly relay: number;
  readonly sent: number;
  readonly at: number;
  /** 0 where there was none. */
  readonly status: number;
  readonly id: string | undefined;
}

/** New webhooks for each relay, whatever became of the one before. The answer stops it. */
function startLoad(relays: readonly Relay[]): () => Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let isStopping = false;
  let n = 0;

  async function ask(relay: number, port: number): Promise<void> {
    n += 1;
    const timestamp = Date.now() / 1_000;
    const data = { session_id: `s${n % 50}`, role: "user", message: `hello ${n}`, timestamp };
    const raw = JSON.stringify({ agent_id: "A1", event_type: "chat.push", data, timestamp });
    const sent = performance.now();
    const reply = await send(port, { raw, headers: { "content-type": "application/json", ...signBody(raw, secret) } }).catch(
      () => undefined,
    );
    const id = reply?.status === 200 ? (JSON.parse(reply.text) as { event_id: string }).event_id : undefined; // contract.md, "Public port"
    answers.push({ relay, sent, at: performance.now(), status: reply?.status ?? 0, id });
  }

  async function askAll(relay: number, port: number): Promise<void> {
    while (!isStopping) await Promise.all([ask(relay, port), wait(pace)]);
  }

  const asking = relays.map(({ port }, relay) => askAll(relay, port));
  return async () => {
    isStopping = true;
    await Promise.all(asking);
    return answers;
  };
}

async function countLost(server: Postgres, answers: readonly Answer[]): Promise<number> {
  const stored = new Set((await query(server.port, "SELECT id FROM healing.inbox")).map(({ id }) => String(id)));
  return answers.filter(({ id }) => id !== undefined && !stored.has(id)).length;
}

function section(crashes: readonly Crash[], answers: readonly Answer[], lost: number): Section {
  const healed = crashes.map(({ up }) => Math.max(...Array.from({ length: replicas }, (_, relay) => firstTaken(answers, relay, up) - up)));
  const isAway = ({ sent, at }: Answer) => crashes.some(({ from, up }, index) => at >= from && sent <= up + (healed[index] ?? 0));
  const refused = answers.filter(({ status }) => status === 503);
  return {
    title: `${crashes.length} × PostgreSQL crashes (\`pg_ctl stop -m immediate\`) under ${replicas} relays, and starts again`,
    columns: [
      "answered 200",
      "answered 503",
      "503 while it was there",
      "slowest refusal, ms",
      "from its first connection to a 200 of the last relay, median / worst, ms",
      "acked and lost",
    ],
    rows: [
      [
        shown(answers.filter(({ status }) => status === 200).length),
        shown(refused.length),
        shown(refused.filter((each) => !isAway(each)).length),
        shown(Math.max(...refused.map(({ sent, at }) => at - sent))),
        `${shown(percentile(healed, 0.5))} / ${shown(Math.max(...healed))}`,
        shown(lost),
      ],
    ],
    notes: [`The database was away for ${awayFor / 1_000} s and its own recovery; whether it takes connections is looked at every 50 ms.`],
    failed: answers.filter(({ status }) => status !== 200 && status !== 503).length,
    lost,
  };
}

/** When the first webhook was taken that was sent after `up`. */
function firstTaken(answers: readonly Answer[], relay: number, up: number): number {
  return Math.min(...answers.filter((each) => each.relay === relay && each.status === 200 && each.sent >= up).map(({ at }) => at));
}
