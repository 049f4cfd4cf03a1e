/** A mistake in a rules.yaml, for a person to repair: where it is, what it is, and what to do. */

import type { Code, Fault } from "../kit/codes.ts";
import { type Lines, linesOf } from "../yaml/lines.ts";
import type { Span } from "../yaml/locate.ts";
import type { Path } from "../yaml/path.ts";

/** A fault at a path of the file: at its value, or at its key. */
export interface Problem extends Fault {
  readonly path: Path;
  readonly on: "key" | "value";
}

export interface Diagnostic {
  readonly file: string;
  /** Both counted from 1. */
  readonly line: number;
  readonly col: number;
  readonly level: "error" | "warning";
  readonly code: Code;
  /** E.g. `rules[0].when.keywords`; `(file)` for the whole file. It contains no spaces, so that a line can be split at them. */
  readonly path: string;
  /** One line, with what to do about it where that is known. */
  readonly text: string;
  /** The line of the file, with carets below the place. It never shows a secret. */
  readonly frame: string;
}

/** `FILE:LINE:COL: error CODE PATH: text` */
export function oneLine({ file, line, col, level, code, path, text }: Diagnostic): string {
  return `${file}:${line}:${col}: ${level} ${code} ${path}: ${text}`;
}

/** The same with the frame under it, for terminals. */
export function framed(diagnostic: Diagnostic): string {
  return `${oneLine(diagnostic)}\n${diagnostic.frame}`;
}

export interface PlacedProblem extends Fault {
  readonly path: Path;
  readonly span: Span;
}

/** Makes the diagnostics of one file, in the order of their places. `hidden` are spans that are never shown. */
export function diagnose(file: string, text: string, problems: readonly PlacedProblem[], hidden: readonly Span[]): readonly Diagnostic[] {
  const lines = linesOf(hide(text, hidden));
  const ordered = problems.toSorted((left, right) => left.span.offset - right.span.offset);
  return ordered.map((problem) => diagnostic(file, lines, problem));
}

function diagnostic(file: string, lines: Lines, { code, text, hint, path, span }: PlacedProblem): Diagnostic {
  const position = lines.at(span.offset);
  return {
    file,
    ...position,
    level: code.startsWith("W_") ? "warning" : "error",
    code,
    path: spell(path),
    text: sentence(text, hint),
    frame: frame(lines, position, span),
  };
}

/** "unknown key "whn", did you mean "when"?", and a colon before every other advice. */
function sentence(text: string, hint: string | undefined): string {
  const joined = hint === undefined ? text : `${text}${hint.startsWith("did you mean") ? ", " : ": "}${hint}`;
  return joined.replace(/\s+/g, " ").replace(unseen, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Characters that would control a terminal, turn the direction of writing, or hide: they are shown by their numbers. */
const unseen = /(?!\t)\p{Cc}|\p{Bidi_Control}|[\u200b\u2060\ufeff]/gu;

/** `["rules", 0, "when"]` → `rules[0].when` */
export function spell(path: Path): string {
  let spelled = "";
  for (const step of path) {
    const name = String(step);
    if (typeof step === "number") spelled += `[${name}]`;
    else if (/^[\w-]+$/.test(name)) spelled += spelled === "" ? name : `.${name}`;
    else spelled += `[${JSON.stringify(name).replace(/\s/g, "\\u0020")}]`;
  }
  return spelled === "" ? "(file)" : spelled;
}

/** The most characters of a line that are shown. */
const widest = 120;

function frame(lines: Lines, { line, col }: { readonly line: number; readonly col: number }, span: Span): string {
  const before = line > 1 ? discreet(lines.text(line - 1) ?? "") : undefined;
  const whole = discreet(lines.text(line) ?? "");
  const from = col + span.end - span.offset > widest ? Math.max(0, col - 1 - widest / 2) : 0;
  const shown = whole.slice(from, from + widest);
  const carets = Math.max(1, Math.min(span.end - span.offset, shown.length - (col - 1 - from)));
  const gutter = String(line).length;
  return [
    ...(before === undefined ? [] : [`  ${String(line - 1).padStart(gutter)} | ${before.slice(from, from + widest)}`]),
    `> ${line} | ${shown}`,
    `  ${" ".repeat(gutter)} | ${shown.slice(0, col - 1 - from).replace(/[^\t]/g, " ")}${"^".repeat(carets)}`,
  ].join("\n");
}

function hide(text: string, hidden: readonly Span[]): string {
  let shown = text;
  for (const { offset, end } of hidden) shown = shown.slice(0, offset) + stars(text.slice(offset, end)) + shown.slice(end);
  return shown;
}

function stars(text: string): string {
  return text.replace(/[^\n]/g, "*");
}

/** The part of a URL after the host often contains a token. */
function discreet(line: string): string {
  return line.replace(/(?<=:\/\/[^\s"'/]+\/)[^\s"']+/g, stars).replace(unseen, "\ufffd");
}
