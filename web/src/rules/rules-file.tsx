/** The file in an editor: checked while it is typed, with its tests and a backtest beside it, and put in place where that is allowed. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createTwoFilesPatch } from "diff";
import { lazy, Suspense, useEffect, useState } from "react";
import type { Checked, Diagnostic, RulesText } from "../api.ts";
import { post, put, Refusal } from "../client.ts";
import { useAct } from "../design/act.tsx";
import { Action, Button, useCanAct } from "../design/button.tsx";
import { Copy } from "../design/copy.tsx";
import { Chip, Notice, Panel, Source } from "../design/parts.tsx";
import { useText } from "../messages/index.tsx";
import { useRules } from "../things/rule-names.ts";
import { BacktestPanel } from "./backtest-panel.tsx";
import { type Draft, keepDraft } from "./draft.ts";
import { TestsPanel } from "./tests-panel.tsx";

const YamlEditor = lazy(() => import("../editor/yaml-editor.tsx").then(({ YamlEditor: editor }) => ({ default: editor })));

export interface RulesFileProps {
  readonly running: RulesText;
  readonly edit: Draft | undefined;
}

export function RulesFile({ running, edit }: RulesFileProps) {
  const text = useText();
  const mayTry = useCanAct("responder");
  const draft = edit?.text ?? running.text;
  const settled = useSettled(draft);
  const checked = useCheck(settled, mayTry);
  const isEdited = draft !== running.text;
  const diagnostics = checked.data?.diagnostics ?? none;
  return (
    <div className="rules-file">
      <div className="stack">
        {running.secrets_withheld && <Notice mood="plain">{text("rules.secrets_withheld")}</Notice>}
        {!mayTry && <Notice mood="plain">{text("rules.read_only")}</Notice>}
        <Panel
          title={text("rules.file_title", { version: running.version.slice(0, 8) })}
          aside={<CheckChip checked={checked.data} isEdited={isEdited} isBusy={checked.isFetching || settled !== draft} />}
        >
          <Suspense fallback={<p className="loading">{text("loading")}</p>}>
            <YamlEditor
              label={text("rules.editor")}
              text={draft}
              onChange={(next) => keepDraft(next === running.text ? undefined : { text: next, base: edit?.base ?? running.version })}
              diagnostics={diagnostics}
              isReadOnly={!mayTry}
            />
          </Suspense>
          <Diagnostics diagnostics={diagnostics} />
        </Panel>
      </div>
      {mayTry && (
        <div className="stack">
          <Apply running={running} edit={edit} isRight={checked.data?.ok === true && !checked.isPlaceholderData && settled === draft} />
          <TestsPanel draft={settled} />
          <BacktestPanel draft={draft} isEdited={isEdited} />
        </div>
      )}
    </div>
  );
}

const none: readonly Diagnostic[] = [];

const restsFor = 500;

/** The text when the typing rests. */
function useSettled(draft: string): string {
  const [settled, setSettled] = useState(draft);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(draft), restsFor);
    return () => clearTimeout(timer);
  }, [draft]);
  return settled;
}

/** A text with mistakes is a result as well. */
function useCheck(draft: string, enabled: boolean) {
  return useQuery({
    queryKey: ["check", draft],
    queryFn: () => post<Checked>("/rules/check", { text: draft }),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  });
}

function CheckChip({
  checked,
  isEdited,
  isBusy,
}: {
  readonly checked: Checked | undefined;
  readonly isEdited: boolean;
  readonly isBusy: boolean;
}) {
  const text = useText();
  const errors = checked?.diagnostics.filter(({ level }) => level === "error").length ?? 0;
  return (
    <span className="lead-facts" role="status">
      {isEdited && <Chip mood="wait">{text("rules.edited")}</Chip>}
      {isBusy ? (
        <Chip>{text("rules.checking")}</Chip>
      ) : (
        checked !== undefined && (
          <Chip mood={checked.ok ? "good" : "bad"}>{checked.ok ? text("rules.right") : text.count("rules.mistakes", errors)}</Chip>
        )
      )}
    </span>
  );
}

/** Every mistake as a line, since colours in an editor are not for everybody. */
function Diagnostics({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }) {
  const text = useText();
  if (diagnostics.length === 0) return null;
  return (
    <ul className="diagnostics">
      {diagnostics.map(({ line, col, level, code, text: words }) => (
        <li key={`${line}:${col} ${code} ${words}`} data-level={level}>
          <strong>
            {text("rules.line", { line, col })} {code}
          </strong>{" "}
          {words}
        </li>
      ))}
    </ul>
  );
}

interface ApplyProps {
  readonly running: RulesText;
  readonly edit: Draft | undefined;
  readonly isRight: boolean;
}

function Apply({ running, edit, isRight }: ApplyProps) {
  const text = useText();
  const client = useQueryClient();
  const isEditable = useRules().data?.editable === true;
  const mayApply = useCanAct("admin");
  const applying = useAct<Draft>(async (draft) => {
    try {
      const { version, changed } = await put<{ version: string; changed: readonly string[] }>("/rules", {
        text: draft.text,
        base_version: draft.base,
      });
      keepDraft(undefined);
      await client.invalidateQueries({ queryKey: ["rules"] });
      return text("rules.applied", { version: version.slice(0, 8), changed: changed.join(", ") || "–" });
    } catch (error) {
      if (error instanceof Refusal && error.status === 409) return text("rules.conflict");
      throw error;
    }
  });
  const diff = edit === undefined ? "" : createTwoFilesPatch("rules.yaml", "rules.yaml", running.text, edit.text, "", "");
  return (
    <Panel title={text("rules.change")}>
      <div className="pad">
        {edit === undefined && <p className="soft">{text("rules.unchanged")}</p>}
        {edit !== undefined && <Source label={text("rules.diff")}>{diff}</Source>}
        {edit !== undefined && (
          <div className="buttons">
            {isEditable && (
              <Action needs="admin" look="strong" disabled={!isRight || applying.isBusy} onClick={() => applying.run(edit)}>
                {text("rules.apply")}
              </Action>
            )}
            <Copy value={diff} label={text("rules.copy_diff")} />
            <Button look="quiet" onClick={() => keepDraft(undefined)}>
              {text("rules.revert")}
            </Button>
          </div>
        )}
        {edit !== undefined && !(isEditable && mayApply) && (
          <p className="aside">{text(isEditable ? "rules.apply_needs_admin" : "rules.not_editable")}</p>
        )}
        {applying.outcome}
      </div>
    </Panel>
  );
}
