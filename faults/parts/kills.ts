import { broken, crashRun, figures } from "../crashes.ts";
import { type Part, ran } from "../part.ts";

export const kills: Part = {
  name: "kills",
  sentence: "kills the relay, at every second time at a named point; nothing that was acknowledged may be lost or doubled",
  cases: { quick: 8, round: 100, nightly: 1_000 },
  async run(round) {
    const verdict = await crashRun(round, {});
    return ran(round.cases, broken(verdict), { ...figures(verdict), "at named points": verdict.figures.atNamedPoints ?? 0 });
  },
};
