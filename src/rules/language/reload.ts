/** Reasons why a changed file does not replace the running one, beside its own mistakes. */

import type { Fault } from "../kit/codes.ts";
import { largestFile } from "../yaml/guard.ts";
import type { Span } from "../yaml/locate.ts";
import { type Diagnostic, diagnose } from "./diagnostic.ts";
import { likelySecrets } from "./inline-secrets.ts";

/** The file as it was read. */
export interface WholeFile {
  readonly file: string;
  readonly text: string;
}

/** The number of running rules, and the number of rules in the file. */
export interface RuleCounts {
  readonly before: number;
  readonly after: number;
}

/**
 * A file that was cut short is often valid, but has lost rules. Fewer than half of the rules, or none, are accepted only by force.
 * Undefined where there are enough.
 */
export function shrunk({ before, after }: RuleCounts, whole: WholeFile): Diagnostic | undefined {
  if (before === 0 || (after > 0 && 2 * after >= before)) return undefined;
  const fault = {
    code: "E_RULES_SHRANK",
    text: `the file has ${counted(after)} where ${before} ran, and the old ones stay`,
    hint: 'where that is meant, send {"force": true} to POST /api/reload',
  } as const;
  return diagnosticAt(fault, ["rules"], rulesKey(whole.text), whole);
}

function counted(rules: number): string {
  if (rules === 0) return "no rules";
  return rules === 1 ? "1 rule" : `${rules} rules`;
}

/** A file that ended the process that read it first. `how` says how. */
export function unprovable(how: string, whole: WholeFile): Diagnostic {
  const text = `the file ${how}, and the rules before it stay`;
  const fault = { code: "E_RULES_UNREADABLE", text, hint: "look at it with avatar-relay check, and please report it" } as const;
  return diagnosticAt(fault, [], { offset: 0, end: 1 }, whole);
}

/** A file that does not exist, may not be read, is too large or is no file. The error is Node's, or says what is at the path. */
export function unreadable(file: string, error: unknown): Diagnostic {
  const { code, message, size } = error as { readonly code?: unknown; readonly message?: unknown; readonly size?: unknown };
  const why = typeof code === "string" ? code : String(message);
  const fault =
    typeof size === "number"
      ? ({ code: "E_FILE_SIZE", text: `the file has ${size} bytes, at most ${largestFile} are read` } as const)
      : ({ code: "E_RULES_FILE", text: `the rules cannot be read (${why})`, hint: "name a file with --rules" } as const);
  return diagnosticAt(fault, [], { offset: 0, end: 1 }, { file, text: "" });
}

function diagnosticAt(fault: Fault, path: readonly string[], span: Span, { file, text }: WholeFile): Diagnostic {
  const [diagnostic] = diagnose(file, text, [{ ...fault, path, span }], likelySecrets(text));
  if (diagnostic === undefined) throw new Error("a problem has become no diagnostic");
  return diagnostic;
}

/** The place of `rules:`, or the beginning. */
function rulesKey(text: string): Span {
  const offset = Math.max(0, text.search(/^rules\s*:/m));
  return { offset, end: offset + (offset > 0 ? "rules".length : 1) };
}
