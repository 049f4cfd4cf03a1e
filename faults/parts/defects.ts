import { defects as planted } from "../../crash/defects/index.ts";
import { crashRun } from "../crashes.ts";
import { type Part, ran } from "../part.ts";

/** One defect a round, in the order of the list. */
export const defects: Part = {
  name: "defects",
  sentence: "plants mistakes in the product, each of which the crash harness must find",
  cases: { quick: 0, round: 1, nightly: planted.length },
  async run(round) {
    const defect = planted[round.index % planted.length];
    if (defect === undefined) return ran(0, []);
    const { name, sentence, breaks, needsPowerCuts = false } = defect;
    const { violations } = await crashRun(round, { kills: 30, defect: name, powerCuts: needsPowerCuts });
    const found = Object.keys(violations).join(", ") || "nothing";
    return ran(1, breaks in violations ? [] : [`${name} (${sentence}) must break ${breaks}; ${found} was broken`], {
      caught: breaks in violations ? 1 : 0,
    });
  },
};
