/** Reads the figures of a query, some days at a time. */

import type { FigureDay, FigureQuery, StoredFigures } from "../../../core/insights/figures.ts";
import { figureDays, idRanges } from "../../figures.ts";
import { atMost, type Driver } from "../driver.ts";
import { rowsAStep, type Stepwise } from "../steps.ts";
import type { Totals } from "../totals.ts";

export function createFigures(db: Driver, totals: Pick<Totals, "get">): (query: FigureQuery) => Stepwise<StoredFigures> {
  const some = db.prepare(`SELECT id, cells FROM figures WHERE id > ? AND id < ? ORDER BY id ${atMost}`);
  const rules = db.prepare("SELECT num, rule FROM figure_rules WHERE num > 0");
  const uncounted = db.prepare("SELECT count(*) AS n FROM (SELECT 1 FROM conversations WHERE num > ? LIMIT 100000)");
  return function* (query) {
    const days: FigureDay[] = [];
    for (const [first, end] of idRanges(query)) {
      for (let after: string | undefined = first; after !== undefined; ) {
        const rows = some.all(after, end, rowsAStep);
        days.push(...figureDays(rows, query));
        after = rows.length < rowsAStep ? undefined : String(rows.at(-1)?.id);
        if (after !== undefined) yield;
      }
    }
    const names = new Map(rules.all().map(({ num, rule }) => [Number(num), String(rule)]));
    return { days, rules: names, uncounted: Number(uncounted.get(totals.get("counted_to"))?.n) };
  };
}
