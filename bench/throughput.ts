/** As much as it takes: the bare server, durable accept and the whole job in turns, so that a busy machine is busy for all of them. */

import { fileURLToPath } from "node:url";
import { median, shown } from "./figures.ts";
import type { Result } from "./job.ts";
import { type Generator, type Program, startProgram } from "./processes.ts";
import { endRelay, startRelay } from "./relay.ts";
import { acceptOnly, fullJob } from "./rules.ts";
import type { Section } from "./section.ts";

/** What one target did in one round. */
interface Round {
  readonly perSecond: number;
  readonly ratio: number;
  readonly cpu: number;
  readonly memory: number;
  readonly result: Result;
}

interface Target {
  readonly name: string;
  readonly matching: number;
  start(): Promise<Program>;
  stop(program: Program): Promise<void>;
}

export interface Sizes {
  readonly rounds: number;
  readonly bare: number;
  readonly relay: number;
}

export function bareServer(): Promise<Program> {
  return startProgram(["--import", "tsx", fileURLToPath(new URL("bare.ts", import.meta.url))]);
}

function targets({ sinkPort }: Generator): readonly Target[] {
  const relay = (name: string, matching: number, rules: string): Target => {
    const started = new Map<Program, () => Promise<void>>();
    return {
      name,
      matching,
      async start() {
        const running = await startRelay(rules);
        started.set(running, () => endRelay(running));
        return running;
      },
      stop: (program) => started.get(program)?.() ?? Promise.resolve(),
    };
  };
  return [
    { name: "bare node:http, HMAC only", matching: 0, start: bareServer, stop: (program) => program.stop() },
    relay("durable accept (nothing matches)", 0, acceptOnly),
    relay("durable accept + evaluate + deliver (1 in 10)", 10, fullJob(sinkPort)),
  ];
}

export async function throughput(generator: Generator, sizes: Sizes): Promise<Section> {
  const all = targets(generator);
  const rounds = new Map<string, Round[]>(all.map(({ name }) => [name, []]));
  const running = await Promise.all(all.map(async (target) => ({ target, program: await target.start() })));
  for (const { target, program } of running) await once(generator, { target, program, count: Math.ceil(sizes.relay / 4), first: warmUp });
  for (let turn = 0; turn < sizes.rounds; turn += 1) {
    let floor = 0;
    for (const { target, program } of running) {
      const count = target === all[0] ? sizes.bare : sizes.relay;
      const round = await once(generator, { target, program, count, first: (turn + 1) * 10_000_000 });
      if (target === all[0]) floor = round.perSecond;
      rounds.get(target.name)?.push({ ...round, ratio: round.perSecond / floor });
    }
  }
  for (const { target, program } of running) await target.stop(program);
  return section(rounds);
}

/** Numbers below are the warm-up's: requests stay unique. */
const warmUp = 0;

interface Once {
  readonly target: Target;
  readonly program: Program;
  readonly count: number;
  readonly first: number;
}

async function once(generator: Generator, { target, program, count, first }: Once): Promise<Omit<Round, "ratio">> {
  const cpu = program.cpu();
  const job = { port: program.port, connections: 32, rate: undefined, matching: target.matching, perSession: 20, count, first };
  const result = await generator.run(job);
  const seconds = Math.max(result.seconds, result.deliveredSeconds);
  return { perSecond: count / seconds, cpu: (program.cpu() - cpu) / count, memory: program.memory(), result };
}

function section(rounds: ReadonlyMap<string, readonly Round[]>): Section {
  const results = [...rounds.values()].flat().map(({ result }) => result);
  return {
    title: "Throughput: 32 keep-alive connections, as fast as they are answered",
    columns: ["target", "events/s", "× bare", "CPU µs/event", "× bare CPU", "ack p50 / p99 ms", "end to end p50 / p99 ms", "MiB"],
    rows: [...rounds].map(([name, each]) => rowOf(name, each, rounds)),
    notes: ["Counted until the last delivery has arrived. Medians of the rounds; × bare is taken within each round."],
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
    lost: results.reduce((sum, { lost }) => sum + lost, 0),
  };
}

function rowOf(name: string, rounds: readonly Round[], all: ReadonlyMap<string, readonly Round[]>): readonly string[] {
  const [bare = []] = all.values();
  const middle = (of: (round: Round) => number) => median(rounds.map(of));
  const cpu = middle((round) => round.cpu);
  const pair = (share: (result: Result) => { readonly p50: number; readonly p99: number } | undefined) =>
    `${shown(middle(({ result }) => share(result)?.p50 ?? Number.NaN))} / ${shown(middle(({ result }) => share(result)?.p99 ?? Number.NaN))}`;
  return [
    name,
    shown(middle((round) => round.perSecond)),
    shown(middle((round) => round.ratio)),
    shown(cpu),
    shown(cpu / median(bare.map((round) => round.cpu))),
    pair((result) => result.ack),
    pair((result) => result.endToEnd),
    shown(middle((round) => round.memory)),
  ];
}
