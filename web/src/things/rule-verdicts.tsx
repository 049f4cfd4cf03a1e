import type { RuleTrace } from "../api.ts";
import { useClock } from "../design/moment.tsx";
import { useText } from "../messages/index.tsx";
import { ruleWords } from "./rule-words.ts";

/** Every rule that looked closer: why it held, or what stopped it. */
export function RuleVerdicts({ rules, none }: { readonly rules: readonly RuleTrace[]; readonly none: string }) {
  const text = useText();
  const clock = useClock();
  if (rules.length === 0) return <p className="soft">{none}</p>;
  return (
    <ul className="verdicts">
      {rules.map((rule) => (
        <li key={rule.rule} data-held={String(rule.held)}>
          <span className="verdict-rule">{rule.rule}</span> <span>{ruleWords(rule, text, clock)}</span>
        </li>
      ))}
    </ul>
  );
}
