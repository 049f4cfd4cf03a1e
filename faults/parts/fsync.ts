import { compileDurable } from "../../crash/power.ts";
import { random } from "../../crash/random.ts";
import { openWorkshop } from "../../test/support/relay.ts";
import { type Part, ran, skipped } from "../part.ts";
import { endWithin, missingOf, sayMany } from "../webhook.ts";

/** Whoever retries an fsync is told that all is well though the bytes are gone: the process has to end. */
const fsyncFailed = 74;

export const fsync: Part = {
  name: "fsync",
  sentence: "lets an fsync fail: the relay ends with 74, and after a restart has everything that it acknowledged",
  cases: { quick: 2, round: 10, nightly: 50 },
  async run({ cases, seed, folder }) {
    const library = compileDurable(folder);
    if (library === undefined) return skipped("there is no C compiler (cc)");
    const chance = random(seed);
    const failures: string[] = [];
    let acked = 0;
    for (let index = 0; index < cases; index += 1) {
      const nth = chance.between(1, 40);
      const tried = await failAt(nth, library);
      acked += tried.acked;
      failures.push(...tried.failures.map((failure) => `fsync ${nth}: ${failure}`));
    }
    return ran(cases, failures, { acked });
  },
};

async function failAt(nth: number, library: string): Promise<{ readonly acked: number; readonly failures: readonly string[] }> {
  const workshop = openWorkshop("version: 1\nrules: []\n");
  try {
    await (await workshop.start()).end("SIGTERM"); // makes the database
    const relay = await workshop
      .start({ LD_PRELOAD: library, DURABLE_OF: workshop.data, SYNC_FAILS: String(nth) })
      .catch((error: unknown) => String(error));
    if (typeof relay === "string")
      return { acked: 0, failures: relay.includes(`ended with ${fsyncFailed}`) ? [] : [`the start failed: ${relay}`] };
    const accepted = await sayMany(relay, 2 * nth + 20, (index) => `message ${index}`);
    const code = await endWithin(relay, 10_000);
    const again = await workshop.start();
    const missing = await missingOf(again, accepted);
    return {
      acked: accepted.length,
      failures: [
        ...(code === fsyncFailed ? [] : [`the relay ended with ${code} instead of ${fsyncFailed}`]),
        ...missing.map((event) => `${event} was acknowledged and is missing`),
      ],
    };
  } finally {
    await workshop.close();
  }
}
