/** A part of the report: a table, and what went wrong while it was measured. */

export interface Section {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
  /** Answers other than 200: any is a failure of the bench. */
  readonly failed: number;
  /** Deliveries that never came: any is a failure of the bench. */
  readonly lost: number;
}

export function markdownOf({ title, columns, rows, notes }: Section): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const table = [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
  return [`## ${title}`, table, ...notes].join("\n\n");
}
