/**
 * The stored form of a day's figures: variable-length integers (LEB128), each the distance to the place before and the count. The same
 * figures are always the same bytes.
 */

import { dayStart, type FigureDay, type FigureKey, hourNumber, hourStart, hoursOfDay } from "../core/insights/figures.ts";
import type { Instant } from "../core/time.ts";

export type Cells = FigureDay["cells"];

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
  let [value, scale, slot] = [0, 1, 0];
  for (const byte of bytes) {
    value += (byte & 127) * scale;
    scale *= 128;
    if (byte >= 128) continue;
    if (cells.length % 2 === 0) {
      slot += value;
      cells.push(slot);
    } else cells.push(value);
    [value, scale] = [0, 1];
  }
  return cells;
}

/** A count that changes. */
export interface FigureChange {
  readonly key: FigureKey;
  /** The hour, counted since 1970. */
  readonly hour: number;
  readonly number: number;
  readonly by: number;
}

/** What changes in the row of one day, by the place of the cell. */
export type DayChange = ReadonlyMap<number, number>;

/** The id of the row of one day. Ids are in the order of their days. */
export function figureDayId(day: Instant, { agent, source, language }: FigureKey): string {
  return JSON.stringify([day, agent, source, language]);
}

/** The changes by the row's id. */
export function changesByDay(changes: readonly FigureChange[]): ReadonlyMap<string, DayChange> {
  const days = new Map<string, Map<number, number>>();
  for (const { key, hour, number, by } of changes) {
    const day = dayStart(hourStart(hour));
    const id = figureDayId(day, key);
    const cells = days.get(id) ?? new Map<number, number>();
    days.set(id, cells);
    const slot = number * hoursOfDay + (hour - hourNumber(day));
    cells.set(slot, (cells.get(slot) ?? 0) + by);
  }
  return new Map([...days].filter(([, cells]) => [...cells.values()].some((by) => by !== 0)));
}

/** No count falls below zero: retention may have deleted the day before a late correction. */
export function changedCells(cells: Cells, by: DayChange): Cells {
  const counts = new Map(by);
  for (let index = 0; index + 1 < cells.length; index += 2) {
    const slot = cells[index] ?? 0;
    counts.set(slot, (counts.get(slot) ?? 0) + (cells[index + 1] ?? 0));
  }
  return [...counts]
    .filter(([, count]) => count > 0)
    .sort(([one], [other]) => one - other)
    .flat();
}
