/** Warnings that need more than the file, or that only `check` prints, with their places in the text of a file that was read before. */

import { readYaml } from "../../yaml/written.ts";
import { type Diagnostic, diagnose, type Problem } from "../diagnostic.ts";
import { likelySecrets } from "../inline-secrets.ts";

/** Their texts must contain no secret. */
export function placedIn(file: string, text: string, problems: readonly Problem[]): readonly Diagnostic[] {
  const read = problems.length === 0 ? undefined : readYaml(text);
  if (read?.ok !== true) return [];
  const placed = problems.map(({ on, ...problem }) => {
    const { key, span } = read.written.locate(problem.path);
    return { ...problem, span: on === "key" ? (key ?? span) : span };
  });
  return diagnose(file, text, placed, likelySecrets(text));
}
