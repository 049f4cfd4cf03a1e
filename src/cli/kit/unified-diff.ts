/** A unified diff for `patch` and `git apply`, between two texts that differ in a few single lines. */

interface Step {
  readonly mark: " " | "-" | "+";
  readonly line: string;
  /** Index of the line in the text before, and in the one after. */
  readonly old: number;
  readonly fresh: number;
}

const context = 3;

/** Empty where the texts are the same. */
export function unifiedDiff(file: string, before: string, after: string): string {
  const steps = stepsBetween(linesOf(before), linesOf(after));
  const hunks = hunksOf(steps).map((hunk) => hunkText(hunk));
  return hunks.length === 0 ? "" : `--- a/${file}\n+++ b/${file}\n${hunks.join("")}`;
}

/** Each line with its end, so that a missing last one shows. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Line by line: the same, inserted before a line that stays, or a replacement. */
function stepsBetween(before: readonly string[], after: readonly string[]): readonly Step[] {
  const steps: Step[] = [];
  let [old, fresh] = [0, 0];
  const put = (mark: Step["mark"], line: string): void => {
    steps.push({ mark, line, old, fresh });
    if (mark !== "+") old += 1;
    if (mark !== "-") fresh += 1;
  };
  while (old < before.length || fresh < after.length) {
    const [was, is] = [before[old], after[fresh]];
    if (was !== undefined && was === is) put(" ", was);
    else if (is !== undefined && (was === undefined || was === after[fresh + 1])) put("+", is);
    else if (was !== undefined) {
      put("-", was);
      if (is !== undefined && is !== before[old]) put("+", is);
    }
  }
  return steps;
}

function hunksOf(steps: readonly Step[]): readonly (readonly Step[])[] {
  const kept = new Set(steps.flatMap(({ mark }, index) => (mark === " " ? [] : around(index, steps.length))));
  const hunks: Step[][] = [];
  for (const [index, step] of steps.entries()) {
    if (!kept.has(index)) continue;
    if (kept.has(index - 1)) hunks.at(-1)?.push(step);
    else hunks.push([step]);
  }
  return hunks;
}

function around(index: number, length: number): readonly number[] {
  return Array.from({ length: 2 * context + 1 }, (_, each) => index - context + each).filter((each) => each >= 0 && each < length);
}

function hunkText(steps: readonly Step[]): string {
  const first = steps[0] ?? { old: 0, fresh: 0 };
  const count = (mark: Step["mark"]): number => steps.filter((step) => step.mark !== mark).length;
  const lines = steps.map(({ mark, line }) => (line.endsWith("\n") ? `${mark}${line}` : `${mark}${line}\n\\ No newline at end of file\n`));
  return `@@ -${first.old + 1},${count("+")} +${first.fresh + 1},${count("-")} @@\n${lines.join("")}`;
}
