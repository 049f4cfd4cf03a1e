/** The rules: what they find, their file, and its history. */

import { useQuery } from "@tanstack/react-query";
import type { RulesText } from "../api.ts";
import { get } from "../client.ts";
import { useFilters } from "../design/filters.tsx";
import { Answered, Empty, PageHead } from "../design/parts.tsx";
import { Tabs } from "../design/tabs.tsx";
import { useText } from "../messages/index.tsx";
import { keepDraft, useDraft } from "../rules/draft.ts";
import { RuleTable } from "../rules/rule-table.tsx";
import { RulesFile } from "../rules/rules-file.tsx";
import { RulesHistory } from "../rules/rules-history.tsx";
import { useRules } from "../things/rule-names.ts";

export function Rules() {
  const text = useText();
  const { values, set } = useFilters(["tab"]);
  const draft = useDraft();
  const running = useQuery({ queryKey: ["rules", "text"], queryFn: ({ signal }) => get<RulesText>("/rules/text", {}, signal) });
  const tabs = [
    { value: "list", label: text("rules.list"), content: <RuleList /> },
    {
      value: "file",
      label: text("rules.file"),
      content: <Answered answer={running}>{(known) => <RulesFile running={known} edit={draft} />}</Answered>,
    },
    {
      value: "history",
      label: text("rules.history"),
      content: (
        <RulesHistory
          edit={(version) => {
            keepDraft({ text: version, base: running.data?.version ?? "" });
            set("tab", "file");
          }}
        />
      ),
    },
  ];
  return (
    <>
      <PageHead title={text("nav.rules")} lead={text("rules.lead")} />
      <Tabs tabs={tabs} value={values.tab || "list"} choose={(value) => set("tab", value === "list" ? "" : value)} />
    </>
  );
}

function RuleList() {
  const text = useText();
  return (
    <section className="panel" aria-label={text("nav.rules")}>
      <Answered answer={useRules()}>
        {({ rules }) => (rules.length === 0 ? <Empty>{text("rules.none")}</Empty> : <RuleTable rules={rules} />)}
      </Answered>
    </section>
  );
}
