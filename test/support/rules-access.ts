/** Rules of a text for an admin port in a test: tried in this process, kept in no file. */

import { answerTrial } from "../../src/cli/trial/answer.ts";
import { createTrialLoader } from "../../src/cli/trial/load.ts";
import type { RulesAccess } from "../../src/observe/admin/rules/rules-access.ts";
import { presetSamples } from "../../src/receive/mapping/samples.ts";
import { oneLine } from "../../src/rules/language/diagnostic.ts";
import { withoutInlineSecrets } from "../../src/rules/language/edit.ts";
import { monday } from "./make.ts";
import { digest } from "./program.ts";

export function rulesOf(text: string, replace?: RulesAccess["replace"]): RulesAccess {
  const base = createTrialLoader({ file: "rules.yaml", text, base: text }).base();
  if (base.kind === "refused") throw new Error(base.diagnostics.map(oneLine).join("\n"));
  const { rules } = base.program;
  const version = digest(text).slice(0, 12);
  const texts = { whole: text, shown: withoutInlineSecrets(text) };
  return {
    current: () => ({ version, rules }),
    samples: () => presetSamples(monday),
    text: () => texts,
    textOf: async (asked) => (asked === version ? texts : undefined),
    versions: async () => [{ version, at: "2026-03-02T09:00:00.000Z", by: null }],
    run: (wish) => {
      const base = { base: text, file: "rules.yaml", page: "https://relay.example.com/ops" };
      if (wish.kind === "write-test") return answerTrial({ ...wish, ...base, page: undefined, text }, () => {});
      if (wish.kind === "simulate") return answerTrial({ ...wish, ...base, text: wish.text ?? text }, () => {});
      const request =
        wish.kind === "backtest" ? { ...wish, ...base, record: { folder: "/nowhere", database: undefined } } : { ...wish, ...base };
      return answerTrial(request, () => {});
    },
    replace,
  };
}
