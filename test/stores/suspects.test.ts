import { expect, it } from "vitest";
import { apart, type TriedEvent } from "../../src/stores/suspects.ts";

interface Named extends TriedEvent {
  readonly name: string;
}

const event = (name: string, lane: number, tries = 0): Named => ({ name, lane, tries });
const names = (events: readonly Named[]) => events.map(({ name }) => name).join("");

function split(taken: readonly Named[], waited = false): string {
  const { now, later } = apart(taken, waited);
  return `${names(now)} | ${names(later)}`;
}

it("evaluates together what no process has ended with", () => {
  expect(split([event("a", 1), event("b", 2), event("c", 1)])).toBe("abc | ");
  expect(split([], true)).toBe(" | ");
});

it("evaluates what was tried before alone, after one batch of others", () => {
  const taken = [event("a", 1, 1), event("b", 2), event("c", 3)];
  expect(split(taken)).toBe("bc | a");
  expect(split(taken, true)).toBe("a | bc");
});

it("keeps the order of a lane: what stands behind an event that was tried waits with it", () => {
  expect(split([event("a", 1), event("b", 1, 2), event("c", 1), event("d", 2)])).toBe("ad | bc");
});

it("does not try an event alone that stands behind another", () => {
  expect(split([event("a", 1), event("b", 1, 1)], true)).toBe("a | b");
});

it("tries one alone at once where there is nothing else", () => {
  expect(split([event("a", 1, 1), event("b", 1), event("c", 2, 1)])).toBe("a | bc");
});
