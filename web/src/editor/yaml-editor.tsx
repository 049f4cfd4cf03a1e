/**
 * The editor of rules.yaml. It stands in a shadow root: there the style sheets that it makes are adopted ones, which the page's policy
 * allows. Colours come from the page's own variables.
 */

import { autocompletion, type CompletionContext, type CompletionResult, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, type Diagnostic as Mark, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import schemaAddress from "../../../rules.schema.json?url";
import type { Diagnostic } from "../api.ts";
import { offersAt, type SchemaNode } from "./offers.ts";

export interface YamlEditorProps {
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly diagnostics: readonly Diagnostic[];
  readonly isReadOnly: boolean;
}

export function YamlEditor({ label, text, onChange, diagnostics, isReadOnly }: YamlEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const changed = useRef(onChange);
  changed.current = onChange;
  // biome-ignore lint/correctness/useExhaustiveDependencies: later texts are put into the editor that is there
  useEffect(() => {
    if (place.current === null) return;
    const box = place.current.shadowRoot ?? place.current.attachShadow({ mode: "open" });
    const opened = new EditorView({
      parent: box,
      root: box,
      state: EditorState.create({ doc: text, extensions: extensionsOf(label, isReadOnly, (next) => changed.current(next)) }),
    });
    view.current = opened;
    return () => opened.destroy();
  }, [label, isReadOnly]);
  useEffect(() => {
    const { current: editor } = view;
    if (editor === undefined || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    const { current: editor } = view;
    if (editor !== undefined) editor.dispatch(setDiagnostics(editor.state, diagnostics.map(markIn(editor.state))));
  }, [diagnostics]);
  return <div className="editor" ref={place} />;
}

function extensionsOf(label: string, isReadOnly: boolean, onText: (text: string) => void) {
  return [
    lineNumbers(),
    history(),
    drawSelection(),
    highlightActiveLine(),
    yaml(),
    syntaxHighlighting(colours),
    autocompletion({ override: [complete] }),
    lintGutter(),
    // Tab is not taken: it leads on through the page.
    keymap.of([...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
    EditorView.contentAttributes.of({ "aria-label": label }),
    EditorState.readOnly.of(isReadOnly),
    EditorView.lineWrapping,
    EditorView.updateListener.of(({ docChanged, state }) => docChanged && onText(state.doc.toString())),
    look,
  ];
}

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
  { tag: tags.comment, color: "var(--soft)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--good)" },
  { tag: [tags.bool, tags.number, tags.keyword, tags.atom], color: "var(--wait)" },
]);

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--card)", fontSize: "0.8125rem" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-content": { fontFamily: "var(--mono)", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--soft)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--accent-wash)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 25%, transparent)",
  },
  ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent-fill)", color: "var(--on-accent)" },
  // The marks of the package are pictures in data: addresses, which the page's policy does not have.
  ".cm-lint-marker": { width: "auto", height: "auto" },
  ".cm-lint-marker-error": { content: '"●"', color: "var(--bad)" },
  ".cm-lint-marker-warning": { content: '"▲"', color: "var(--wait)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad)" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--wait)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--wait)" },
});

/** Asked for once; without it the editor offers nothing. */
let schema: Promise<SchemaNode | undefined> | undefined;

async function complete({ state, pos, explicit }: CompletionContext): Promise<CompletionResult | null> {
  schema ??= fetch(schemaAddress)
    .then((response) => response.json() as Promise<SchemaNode>) // a file of this build
    .catch(() => undefined);
  const known = await schema;
  const found = known === undefined ? undefined : offersAt(known, state.sliceDoc(0, pos));
  if (found === undefined || (found.typed === 0 && !explicit)) return null;
  return {
    from: pos - found.typed,
    options: found.offers.map(({ label, detail, kind }) => ({
      label,
      type: kind === "key" ? "property" : "constant",
      apply: kind === "key" ? `${label}: ` : label,
      ...(detail === "" ? {} : { info: detail }),
    })),
    validFor: /^[\w$-]*$/,
  };
}

/** A diagnostic counts lines and columns from 1; what it is about goes on to the end of the word. */
function markIn(state: EditorState) {
  return ({ line, col, level, code, text }: Diagnostic): Mark => {
    const found = state.doc.line(Math.min(Math.max(1, line), state.doc.lines));
    const from = Math.min(found.from + Math.max(0, col - 1), found.to);
    const word = /^[^\s:,}\]]+/.exec(state.sliceDoc(from, found.to))?.[0].length ?? 0;
    return { from, to: Math.min(from + Math.max(1, word), found.to), severity: level, source: code, message: text };
  };
}
