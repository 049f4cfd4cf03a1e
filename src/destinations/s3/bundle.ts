/** Groups messages into objects: those of one folder, up to a size. Pure. */

import type { OutboundMessage } from "../../core/destination.ts";
import { objectOf } from "../../core/json.ts";
import { type KeyLine, nameOf } from "./key.ts";

/** The most characters of an object before it is compressed. */
const largest = 16 * 1_024 * 1_024;

/** An object, and the indexes of its messages among the given ones. */
export interface Bundle {
  readonly key: string;
  readonly text: string;
  readonly places: readonly number[];
}

interface Open {
  readonly folder: string;
  readonly lines: KeyLine[];
  readonly places: number[];
  size: number;
}

/** The order of the lines is the order of the messages. */
export function bundlesOf(outbound: readonly OutboundMessage[], suffix: string): readonly Bundle[] {
  const all: Open[] = [];
  const current = new Map<string, Open>();
  for (const [place, { message, context }] of outbound.entries()) {
    const { folder, at, json = null } = objectOf(message.body);
    const line = { key: context.key, at: String(at), text: JSON.stringify(json) };
    const open = roomFor(line, String(folder), current, all);
    open.lines.push(line);
    open.places.push(place);
    open.size += line.text.length;
  }
  return all.map(({ folder, lines, places }) => ({
    key: `${folder}/${nameOf(lines)}${suffix}`,
    text: lines.map(({ text }) => `${text}\n`).join(""),
    places,
  }));
}

function roomFor({ text }: KeyLine, folder: string, current: Map<string, Open>, all: Open[]): Open {
  const last = current.get(folder);
  if (last !== undefined && last.size + text.length <= largest) return last;
  const open: Open = { folder, lines: [], places: [], size: 0 };
  current.set(folder, open);
  all.push(open);
  return open;
}
