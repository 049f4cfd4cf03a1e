/** All conversations, newest first: found by what was said, and narrowed by what happened in them. */

import type { ConversationRow as Row } from "../api.ts";
import { Button } from "../design/button.tsx";
import { FilterBar, Pick, Search, useFilters } from "../design/filters.tsx";
import { Answered, Empty, More, PageHead } from "../design/parts.tsx";
import { useList } from "../lists.ts";
import { useText } from "../messages/index.tsx";
import { ConversationRow } from "../things/conversation-row.tsx";
import { useRuleNames } from "../things/rule-names.ts";

const names = ["q", "agent", "rule", "state", "language", "mood", "since"] as const;

export function Conversations() {
  const text = useText();
  const filters = useFilters(names);
  const { values } = filters;
  const { mood, since, ...asked } = values;
  const moods = mood === "frustrated" ? { frustrated: "true" } : mood === "wants_human" ? { wants_human: "true" } : {};
  const list = useList<Row>({ key: "sessions", path: "/sessions", query: { ...asked, ...moods, since } });
  return (
    <>
      <PageHead title={text("nav.sessions")} lead={text("sessions.lead")} />
      <ConversationFilters filters={filters} />
      <section className="panel" aria-label={text("nav.sessions")}>
        <Answered answer={{ data: list.rows, error: list.error }}>
          {(rows) =>
            rows.length === 0 ? (
              <NothingFound isNarrowed={filters.isNarrowed} clear={filters.clear} />
            ) : (
              <>
                <ol className="rows">
                  {rows.map((conversation) => (
                    <ConversationRow key={conversation.id} conversation={conversation} />
                  ))}
                </ol>
                <More pages={list} />
              </>
            )
          }
        </Answered>
      </section>
    </>
  );
}

function NothingFound({ isNarrowed, clear }: { readonly isNarrowed: boolean; readonly clear: () => void }) {
  const text = useText();
  if (isNarrowed) {
    return (
      <Empty>
        <p>{text("sessions.none_found")}</p>
        <Button onClick={clear}>{text("filters.clear")}</Button>
      </Empty>
    );
  }
  return (
    <Empty>
      <p>{text("sessions.none_yet")}</p>
      <p>
        {text("sessions.first")} <code>avatar-relay send chat.push "I want to speak to a human"</code>
      </p>
    </Empty>
  );
}

const spans = ["1h", "24h", "7d", "30d"] as const;

function ConversationFilters({ filters }: { readonly filters: ReturnType<typeof useFilters<(typeof names)[number]>> }) {
  const text = useText();
  const { values, set, isNarrowed, clear } = filters;
  const rules = useRuleNames().map((name) => [name, name] as const);
  return (
    <FilterBar>
      <Search label={text("sessions.search")} value={values.q} onSearch={(value) => set("q", value)} />
      <Pick
        label={text("filters.state")}
        value={values.state}
        onPick={(value) => set("state", value)}
        all={text("filters.any")}
        options={[
          ["open", text("sessions.state.open")],
          ["ended", text("sessions.state.ended")],
        ]}
      />
      <Pick
        label={text("filters.mood")}
        value={values.mood}
        onPick={(value) => set("mood", value)}
        all={text("filters.any")}
        options={[
          ["frustrated", text("sessions.frustrated")],
          ["wants_human", text("sessions.wants_human")],
        ]}
      />
      <Pick
        label={text("filters.rule")}
        value={values.rule}
        onPick={(value) => set("rule", value)}
        all={text("filters.any")}
        options={rules}
      />
      <Pick
        label={text("filters.since")}
        value={values.since}
        onPick={(value) => set("since", value)}
        all={text("filters.always")}
        options={spans.map((span) => [span, text(`span.${span}`)] as const)}
      />
      <TextFilter label={text("filters.agent")} value={values.agent} onChange={(value) => set("agent", value)} />
      <TextFilter label={text("filters.language")} value={values.language} onChange={(value) => set("language", value)} />
      {isNarrowed && (
        <Button look="quiet" onClick={clear}>
          {text("filters.clear")}
        </Button>
      )}
    </FilterBar>
  );
}

/** A filter that is typed: there may be any number of agents. It asks when it is left, or on Enter. */
function TextFilter({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <span className="pick">
      <label>
        {label}
        <input
          key={value}
          defaultValue={value}
          maxLength={200}
          size={10}
          onBlur={(event) => event.target.value.trim() !== value && onChange(event.target.value.trim())}
          onKeyDown={(event) => event.key === "Enter" && onChange(event.currentTarget.value.trim())}
        />
      </label>
    </span>
  );
}
