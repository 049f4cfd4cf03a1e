/** The stored form of a day's figures. The same figures are always the same bytes. */

import { dayStart, eachCell, type FigureKey, hourNumber, hourStart, hoursOfDay } from "../core/insights/figures.ts";
import type { Instant } from "../core/time.ts";

/** Pairs, as FigureCells describes them. */
export type Cells = readonly number[];

export function encodeCells(cells: Cells): Uint8Array {
  const bytes: number[] = [];
  let before = 0;
  for (let index = 0; index + 1 < cells.length; index += 2) {
    const slot = cells[index] ?? 0;
    push(bytes, slot - before);
    push(bytes, cells[index + 1] ?? 0);
    before = slot;
  }
  return Uint8Array.from(bytes);
}

function push(bytes: number[], value: number): void {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
}

export function decodeCells(bytes: Uint8Array): Cells {
  const cells: number[] = [];
  eachCell(bytes, (slot, count) => void cells.push(slot, count));
  return cells;
}

/** Changes of one key's counts: an hour since 1970, the number of a figure, and by how much, over and over. */
export interface FigureChanges {
  readonly key: FigureKey;
  readonly triples: readonly number[];
}

/** What changes in the row of one day, by the place of the cell. */
export type DayChange = ReadonlyMap<number, number>;

/** The id of the row of one day. Ids are in the order of their days. */
export function figureDayId(day: Instant, { agent, source, language }: FigureKey): string {
  return JSON.stringify([day, agent, source, language]);
}

/** The changes by the row's id. */
export function changesByDay(changes: readonly FigureChanges[]): ReadonlyMap<string, DayChange> {
  const days = new Map<string, Map<number, number>>();
  for (const { key, triples } of changes) {
    let first = Number.NaN;
    let cells = new Map<number, number>();
    for (let index = 0; index + 2 < triples.length; index += 3) {
      const hour = triples[index] ?? 0;
      if (!(hour >= first && hour < first + hoursOfDay)) {
        const day = dayStart(hourStart(hour));
        const id = figureDayId(day, key);
        first = hourNumber(day);
        cells = days.get(id) ?? new Map<number, number>();
        days.set(id, cells);
      }
      const slot = (triples[index + 1] ?? 0) * hoursOfDay + (hour - first);
      cells.set(slot, (cells.get(slot) ?? 0) + (triples[index + 2] ?? 0));
    }
  }
  return new Map([...days].filter(([, cells]) => [...cells.values()].some((by) => by !== 0)));
}

/** No count falls below zero: retention may have deleted the day before a late correction. */
export function changedCells(cells: Cells, by: DayChange): Cells {
  const changes = [...by].sort(([one], [other]) => one - other);
  const changed: number[] = [];
  const add = (slot: number, count: number) => void (count > 0 && changed.push(slot, count));
  let index = 0;
  for (const [slot, change] of changes) {
    for (; (cells[index] ?? Number.POSITIVE_INFINITY) < slot; index += 2) changed.push(cells[index] ?? 0, cells[index + 1] ?? 0);
    const isThere = cells[index] === slot;
    add(slot, (isThere ? (cells[index + 1] ?? 0) : 0) + change);
    if (isThere) index += 2;
  }
  for (; index < cells.length; index += 1) changed.push(cells[index] ?? 0);
  return changed;
}
