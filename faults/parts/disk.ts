import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { random } from "../../crash/random.ts";
import { openWorkshop, type Relay } from "../../test/support/relay.ts";
import { type Part, ran, skipped } from "../part.ts";
import { missingOf, within } from "../webhook.ts";

export const disk: Part = {
  name: "disk",
  sentence:
    "fills the disk, which is answered with 503, and makes room: the relay goes on without a restart and has everything that it acknowledged",
  cases: { quick: 1, round: 10, nightly: 50 },
  async run({ cases, seed, folder }) {
    if (!mount(folder, "size=1m")) return skipped("a file system of a fixed size can only be made by root");
    unmount(folder);
    const chance = random(seed);
    const failures: string[] = [];
    let acked = 0;
    for (let index = 0; index < cases; index += 1) {
      const kilobytes = chance.between(4_000, 9_000);
      const tried = await fillUp(kilobytes);
      acked += tried.acked;
      failures.push(...tried.failures.map((failure) => `a disk of ${kilobytes} KB: ${failure}`));
    }
    return ran(cases, failures, { acked });
  },
};

function mount(folder: string, ...options: readonly string[]): boolean {
  return spawnSync("mount", ["-t", "tmpfs", "-o", options.join(","), "tmpfs", folder]).status === 0;
}

function unmount(folder: string): void {
  spawnSync("umount", ["--lazy", folder]);
}

async function fillUp(kilobytes: number): Promise<{ readonly acked: number; readonly failures: readonly string[] }> {
  const workshop = openWorkshop("version: 1\nrules: []\n");
  mkdirSync(workshop.data);
  mount(workshop.data, `size=${kilobytes}k`);
  try {
    const relay = await workshop.start();
    const { accepted, refusal } = await untilRefused(relay);
    spawnSync("mount", ["-o", "remount,size=64m", workshop.data]);
    const heals = await within(15_000, async () => (await relay.say("there is room again")).status === 200);
    const isReady = await within(15_000, async () => (await relay.raw("/readyz")).status === 200);
    const missing = await missingOf(relay, accepted);
    return {
      acked: accepted.length,
      failures: [
        ...(refusal === "503 storage_full" ? [] : [`the answer was ${refusal}`]),
        ...(heals ? [] : ["no webhook was taken once there was room"]),
        ...(isReady ? [] : ["/readyz was not 200 once there was room"]),
        ...missing.map((event) => `${event} was acknowledged and is missing`),
      ],
    };
  } finally {
    unmount(workshop.data);
    await workshop.close();
  }
}

async function untilRefused(relay: Relay): Promise<{ readonly accepted: readonly string[]; readonly refusal: string }> {
  const accepted: string[] = [];
  for (let index = 0; index < 400; index += 1) {
    const reply = await relay.say(`${index} ${"x".repeat(100_000)}`);
    const answer = JSON.parse(reply.text) as { event_id: string; error?: { code: string } }; // contract.md, "Public port"
    if (reply.status !== 200) return { accepted, refusal: `${reply.status} ${answer.error?.code}` };
    accepted.push(answer.event_id);
  }
  return { accepted, refusal: "always 200" };
}
