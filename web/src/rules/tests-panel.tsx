import { useQuery } from "@tanstack/react-query";
import type { TestedRules } from "../api.ts";
import { post, Refusal } from "../client.ts";
import { Answered, Chip, Panel } from "../design/parts.tsx";
import { useText } from "../messages/index.tsx";

/** The tests that the file holds, played with the text as it stands. */
export function TestsPanel({ draft }: { readonly draft: string }) {
  const text = useText();
  const answer = useQuery({
    queryKey: ["tests", draft],
    queryFn: () => post<TestedRules>("/rules/test", { text: draft }),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
    retry: false,
  });
  if (answer.error instanceof Refusal && answer.error.status === 422) {
    return (
      <Panel title={text("rules.tests")}>
        <p className="empty">{text("rules.tests_need_right_file")}</p>
      </Panel>
    );
  }
  return (
    <Panel
      title={text("rules.tests")}
      aside={
        answer.data !== undefined && (
          <Chip mood={answer.data.failed === 0 ? "good" : "bad"}>
            {text("rules.tests_passed", { passed: answer.data.passed, failed: answer.data.failed })}
          </Chip>
        )
      }
    >
      <Answered answer={answer}>{(tested) => <TestList tested={tested} />}</Answered>
    </Panel>
  );
}

function TestList({ tested: { tests } }: { readonly tested: TestedRules }) {
  const text = useText();
  const failed = tests.filter(({ passed }) => !passed);
  if (tests.length === 0) return <p className="empty">{text("rules.no_tests")}</p>;
  if (failed.length === 0) return <p className="empty">{text("rules.all_pass")}</p>;
  return (
    <ul className="plain-list">
      {failed.map(({ name, line, failures }) => (
        <li key={name}>
          <strong>{name}</strong> <small>{text("rules.line_only", { line })}</small>
          {failures.map(({ expected, got }) => (
            <div key={expected} className="failure-lines">
              <p>− {expected}</p>
              {got.map((each) => (
                <p key={each}>+ {each}</p>
              ))}
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}
