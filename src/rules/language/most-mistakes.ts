/** A file can contain as many mistakes as lines. This is the most that are reported; the rest is counted at most. */

import type { Path } from "../yaml/path.ts";
import type { Problem } from "./diagnostic.ts";

/** The most mistakes that are reported of one file, and the most warnings where it has no mistakes. */
export const mostMistakes = 1_000;

const hint = "mend these first, then check again";

export interface Entries<Entry> {
  readonly entries: readonly Entry[];
  /** The noun for them. */
  readonly noun: string;
  readonly pathOf: (entry: Entry, index: number) => Path;
}

/** Reads entries one after the other until it has found enough mistakes. It then returns a problem with the number of unread entries. */
export function* untilEnough<Entry, Read extends { readonly problems: readonly Problem[] }>(
  { entries, noun, pathOf }: Entries<Entry>,
  read: (entry: Entry, index: number) => Read,
): Generator<Read, readonly Problem[]> {
  let found = 0;
  for (const [index, entry] of entries.entries()) {
    if (found >= mostMistakes) return [unlooked(entries.length - index, noun, pathOf(entry, index))];
    const one = read(entry, index);
    found += one.problems.filter(({ code }) => code.startsWith("E_")).length;
    yield one;
  }
  return [];
}

/** The same at once. */
export function allUntilEnough<Entry, Read extends { readonly problems: readonly Problem[] }>(
  entries: Entries<Entry>,
  read: (entry: Entry, index: number) => Read,
): { readonly read: readonly Read[]; readonly problems: readonly Problem[] } {
  const all: Read[] = [];
  const reading = untilEnough(entries, read);
  let next = reading.next();
  for (; next.done !== true; next = reading.next()) all.push(next.value);
  return { read: all, problems: [...all.flatMap(({ problems }) => problems), ...next.value] };
}

function unlooked(count: number, noun: string, path: Path): Problem {
  return {
    code: "E_MANY_MISTAKES",
    text: `from here on ${count} ${noun} were not looked at, since there are mistakes enough`,
    hint,
    path,
    on: "value",
  };
}

/** The mistakes and then the warnings that are reported, and the number of those that are not. */
export function firstOf<Found extends Pick<Problem, "code">>(
  found: readonly Found[],
): { readonly listed: readonly Found[]; readonly more: number } {
  const isMany = ({ code }: Found) => code === "E_MANY_MISTAKES";
  const isError = ({ code }: Found) => code.startsWith("E_");
  const ordinary = found.filter((each) => !isMany(each));
  const inOrder = [...ordinary.filter(isError), ...ordinary.filter((each) => !isError(each))];
  const listed = inOrder.slice(0, mostMistakes);
  return { listed: [...listed, ...found.filter(isMany)], more: ordinary.length - listed.length };
}

/** The sentence that says that there are more. */
export function unlisted(more: number, isMistake: boolean): Pick<Problem, "code" | "text" | "hint"> {
  return { code: isMistake ? "E_MANY_MISTAKES" : "W_MANY_WARNINGS", text: `and ${more} more are not listed`, hint };
}
