import { spawnSync } from "node:child_process";
import { broken, crashRun, figures } from "../crashes.ts";
import { type Part, ran, skipped } from "../part.ts";

export const power: Part = {
  name: "power",
  sentence: "cuts the power: what was not fsynced is gone, and at half of the cuts some blocks of 512 bytes of it are there",
  cases: { quick: 6, round: 60, nightly: 300 },
  async run(round) {
    if (spawnSync("cc", ["--version"]).status !== 0) return skipped("there is no C compiler (cc)");
    const verdict = await crashRun(round, { powerCuts: true });
    return ran(round.cases, broken(verdict), { ...figures(verdict), torn: verdict.figures.torn ?? 0 });
  },
};
