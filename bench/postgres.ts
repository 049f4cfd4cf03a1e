/** The same job on PostgreSQL, with one relay and with two on the same processors; the database's own work is counted, too. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { startPostgres } from "../test/support/postgres.ts";
import { median, shown } from "./figures.ts";
import type { Result } from "./job.ts";
import { cpuOf, type Generator, type Program } from "./processes.ts";
import { endRelay, type Relay, startRelay } from "./relay.ts";
import { acceptOnly, fullJob } from "./rules.ts";
import type { Section } from "./section.ts";
import { bareServer, type Sizes } from "./throughput.ts";

type Server = Awaited<ReturnType<typeof startPostgres>>;

interface Setting {
  readonly name: string;
  readonly matching: number;
  readonly relays: readonly Program[];
}

interface Round {
  readonly perSecond: number;
  readonly ratio: number;
  /** CPU of all relays and of the database, in microseconds an event. */
  readonly relayCpu: number;
  readonly databaseCpu: number;
  readonly result: Result;
}

export async function onPostgres(generator: Generator, sizes: Sizes): Promise<Section> {
  const server = await startPostgres({ settings: ["shared_buffers=256MB", "max_wal_size=4GB"] });
  const [bare, ...relays] = await Promise.all([bareServer(), ...(await startRelays(server, generator))]);
  const [accepting, working, first, second] = relays as unknown as [Relay, Relay, Relay, Relay]; // as many as startRelays starts
  const settings: readonly Setting[] = [
    { name: "durable accept (nothing matches)", matching: 0, relays: [accepting] },
    { name: "durable accept + evaluate + deliver (1 in 10)", matching: 10, relays: [working] },
    { name: "the same with two relays", matching: 10, relays: [first, second] },
  ];
  const rounds = new Map<string, Round[]>(settings.map(({ name }) => [name, []]));
  for (const setting of settings) await once(generator, server, setting, { count: Math.ceil(sizes.relay / 4), first: 0 });
  for (let turn = 1; turn <= sizes.rounds; turn += 1) {
    const job = { count: sizes.relay, first: turn * 10_000_000 };
    const floor = await once(generator, server, { name: "bare", matching: 0, relays: [bare] }, { ...job, count: sizes.bare });
    for (const setting of settings) {
      const round = await once(generator, server, setting, job);
      rounds.get(setting.name)?.push({ ...round, ratio: round.perSecond / floor.perSecond });
    }
  }
  for (const relay of relays) await endRelay(relay as Relay);
  await bare.stop();
  await server.remove();
  return section(rounds);
}

/** Each setting has a schema of its own; the last two relays share one. */
async function startRelays(server: Server, { sinkPort }: Generator): Promise<readonly Promise<Relay>[]> {
  const plans = [
    [await server.schema("accepting"), acceptOnly],
    [await server.schema("working"), fullJob(sinkPort)],
  ] as const;
  const shared = [await server.schema("shared"), fullJob(sinkPort)] as const;
  return [...plans, shared, shared].map(([database, rules]) => startRelay(rules, undefined, { DATABASE_URL: database }));
}

async function once(
  generator: Generator,
  server: Server,
  { matching, relays }: Setting,
  { count, first }: { readonly count: number; readonly first: number },
): Promise<Omit<Round, "ratio">> {
  const relayCpu = () => relays.reduce((sum, relay) => sum + relay.cpu(), 0);
  const before = { relay: relayCpu(), database: cpuOfTree(server.pid()) };
  const [port = 0, ...morePorts] = relays.map((relay) => relay.port);
  const result = await generator.run({ port, morePorts, connections: 32, rate: undefined, matching, perSession: 20, count, first });
  const seconds = Math.max(result.seconds, result.deliveredSeconds);
  return {
    perSecond: count / seconds,
    relayCpu: (relayCpu() - before.relay) / count,
    databaseCpu: (cpuOfTree(server.pid()) - before.database) / count,
    result,
  };
}

/** A server's processes: itself and those that it has started. */
function cpuOfTree(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return [
    pid,
    ...children
      .split(" ")
      .filter((each) => each !== "")
      .map(Number),
  ].reduce((sum, each) => sum + cpuOf(each), 0);
}

function section(rounds: ReadonlyMap<string, readonly Round[]>): Section {
  const results = [...rounds.values()].flat().map(({ result }) => result);
  const [, one = [], two = []] = [...rounds.values()];
  const cpu = (of: readonly Round[]) => median(of.map(({ relayCpu, databaseCpu }) => relayCpu + databaseCpu));
  return {
    title: `On PostgreSQL ${versionOf()}: 32 keep-alive connections, as fast as they are answered`,
    columns: ["target", "events/s", "× bare", "CPU µs/event, relays", "CPU µs/event, database", "ack p50 / p99 ms"],
    rows: [...rounds].map(([name, each]) => rowOf(name, each)),
    notes: [
      `Events per CPU second with two relays, against one: ${shown(cpu(one) / cpu(two))}. The database runs on the same processors; synchronous_commit is on, and so is fsync.`,
    ],
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
    lost: results.reduce((sum, { lost }) => sum + lost, 0),
  };
}

function rowOf(name: string, rounds: readonly Round[]): readonly string[] {
  const middle = (of: (round: Round) => number) => shown(median(rounds.map(of)));
  return [
    name,
    middle(({ perSecond }) => perSecond),
    middle(({ ratio }) => ratio),
    middle(({ relayCpu }) => relayCpu),
    middle(({ databaseCpu }) => databaseCpu),
    `${middle(({ result }) => result.ack.p50)} / ${middle(({ result }) => result.ack.p99)}`,
  ];
}

/** As the package that runs it says it. */
function versionOf(): string {
  const bin = process.env.POSTGRES_BIN;
  if (bin === undefined) return "18";
  return /(\d+)/.exec(execFileSync(`${bin}/postgres`, ["--version"], { encoding: "utf8" }))?.[1] ?? "";
}
