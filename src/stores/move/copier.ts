/** Copies ranges and whole tables, and compares the digest of each with its copy. */

import type { MoveSource } from "./source.ts";
import { digestOf, type Family, families, type MovedTable, wholes } from "./tables.ts";
import type { Target } from "./target.ts";

/** The progress. */
export interface Copied {
  readonly kind: "copied";
  readonly table: string;
  readonly rows: number;
  readonly of: number;
}

export interface CopierParts {
  readonly source: MoveSource;
  readonly target: Target;
  readonly report: (progress: Copied) => void;
  readonly rangeSize: number;
}

export class Copier {
  readonly #source: MoveSource;
  readonly #target: Target;
  readonly #report: CopierParts["report"];
  readonly #rangeSize: number;
  /** By family and range: the fingerprint at the time of the copy. */
  readonly #copied = new Map<string, string>();
  readonly #reached = new Map<Family, number>();

  constructor({ source, target, report, rangeSize }: CopierParts) {
    this.#source = source;
    this.#target = target;
    this.#report = report;
    this.#rangeSize = rangeSize;
  }

  /** Copies whole ranges that were not copied yet and in which nothing is waiting. */
  async copySettled(): Promise<void> {
    for (const family of families) {
      const last = this.#source.last(family.leader);
      let after = this.#reached.get(family) ?? 0;
      for (; after + this.#rangeSize <= last; after += this.#rangeSize) {
        await this.#copyRange(family, after);
        this.#report({ kind: "copied", table: family.leader.name, rows: after + this.#rangeSize, of: last });
      }
      this.#reached.set(family, after);
    }
  }

  /**
   * Copies what has changed since, and the tables that are moved whole. Nobody writes any more. Returns the number of rows of each table.
   */
  async copyRest(): Promise<Readonly<Record<string, number>>> {
    await this.#target.clear(families.flatMap(({ leader, tables }) => tables.map((table) => [table, this.#source.last(leader)] as const)));
    for (const family of families) {
      const last = this.#source.last(family.leader);
      for (let after = 0; after < last; after += this.#rangeSize) {
        const before = this.#copied.get(rangeOf(family, after));
        if (before === undefined || this.#source.fingerprint(family, after, after + this.#rangeSize) !== before)
          await this.#copyRange(family, after);
      }
    }
    for (const table of wholes) await this.#copyWhole(table);
    await this.#copyWaiting();
    return this.#counted();
  }

  async finish(): Promise<void> {
    const leaders = [...families.map(({ leader }) => leader), ...wholes.filter(({ name }) => name === "incidents")];
    await this.#target.finish(this.#source.totals(), Object.fromEntries(leaders.map((table) => [table.name, this.#source.last(table)])));
  }

  async #copyRange(family: Family, after: number): Promise<void> {
    const upTo = after + this.#rangeSize;
    const fingerprint = this.#source.fingerprint(family, after, upTo); // before the rows: a change in between is copied again
    const parts = family.tables.map((table) => [table, this.#source.range(table, after, upTo)] as const);
    const wanted = parts.map(([table, rows]) => [table, digestOf(table, rows)] as const);
    if (!(await this.#isThere(wanted, after, upTo))) {
      await this.#target.replace(parts, after, upTo);
      if (!(await this.#isThere(wanted, after, upTo))) throw new Error(`the copy of ${family.leader.name} ${after} to ${upTo} differs`);
    }
    if (fingerprint !== undefined) this.#copied.set(rangeOf(family, after), fingerprint);
  }

  async #isThere(wanted: readonly (readonly [MovedTable, string])[], after: number, upTo: number): Promise<boolean> {
    for (const [table, digest] of wanted) if ((await this.#target.digest(table, after, upTo)) !== digest) return false;
    return true;
  }

  async #copyWhole(table: MovedTable): Promise<void> {
    const index = table.columns.findIndex(([name]) => name === table.key);
    const start = table.columns[index]?.[1] === "text" ? "" : 0;
    let page = this.#source.page(table, start, this.#rangeSize);
    for (; page.last !== undefined; page = this.#source.page(table, page.last, this.#rangeSize)) {
      const { rows } = page;
      await this.#target.add(table, rows);
      const there = await this.#target.digestOfKeys(
        table,
        rows.map((row) => row[index] ?? null),
      );
      if (there !== digestOf(table, rows)) throw new Error(`the copy of ${table.name} differs`);
    }
  }

  async #copyWaiting(): Promise<void> {
    let after = 0;
    for (
      let waiting = this.#source.waiting(after, this.#rangeSize);
      waiting.length > 0;
      waiting = this.#source.waiting(after, this.#rangeSize)
    ) {
      await this.#target.addWaiting(waiting);
      after = waiting.at(-1)?.seq ?? after;
    }
  }

  async #counted(): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {};
    for (const table of [...families.flatMap(({ tables }) => tables), ...wholes]) {
      const [here, there] = [this.#source.count(table), await this.#target.count(table)];
      if (here !== there) throw new Error(`${table.name}: ${here} rows were to be moved, ${there} have arrived`);
      counts[table.name] = here;
    }
    return counts;
  }
}

function rangeOf({ leader }: Family, after: number): string {
  return `${leader.name} ${after}`;
}
