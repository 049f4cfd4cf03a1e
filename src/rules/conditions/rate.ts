import { z } from "zod";
import type { Condition, Remembered } from "../../core/condition.ts";
import type { Json } from "../../core/json.ts";
import { type Duration, formatDuration } from "../../core/time.ts";
import { fromEvent, groupOf } from "../kit/group.ts";
import { duration, oneOrMany, path } from "../language/schema.ts";

/** The window is divided into this many slices, so a rate is at most a twentieth of its window old. */
const slices = 20;

export const rate: Condition<ReturnType<typeof settingsOf>["_output"]> = {
  type: "rate",
  summary:
    "Of all events that reach this condition within a time, the share for which `of:` holds is above a bound. It counts per agent unless `per:` names something else. It needs `at_least` events, and it holds once a window.",
  example: {
    when: { rate: { of: { keywords: "broken" }, above: 0.5, within: "10m", at_least: 3 } },
    matches: [{ message: "broken" }, { message: "hello" }, { message: "broken again" }],
    ignores: [{ message: "broken" }, { message: "hello" }, { message: "fine" }],
  },
  schema: (when) => settingsOf(when),
  compile({ of, above, within, at_least, per }, tools) {
    const paths = (per ?? [["agent"]]).map(fromEvent);
    return {
      kind: "remember",
      type: "rate",
      keepFor: 2 * within,
      inner: tools.when(of),
      group: (event) => groupOf(event, paths),
      judge: ({ event }, memory, inner) => rated(event.occurredAt, memory, { above, within, atLeast: at_least, hit: inner?.held === true }),
    };
  },
};

function settingsOf(when: Parameters<Condition["schema"]>[0]) {
  return z.strictObject({
    of: when,
    above: z.number().min(0).lt(1),
    within: duration(),
    at_least: z.number().int().min(1).default(10),
    per: oneOrMany(path()).optional(),
  });
}

/** Slice number, events, hits; oldest first. */
type Slice = readonly [number, number, number];

interface Window {
  readonly slices: readonly Slice[];
  readonly saidAt: number | null;
}

interface Bound {
  readonly above: number;
  readonly within: Duration;
  readonly atLeast: number;
  readonly hit: boolean;
}

function rated(at: number, memory: Json | undefined, { above, within, atLeast, hit }: Bound): Remembered {
  const before = (memory ?? { slices: [], saidAt: null }) as unknown as Window; // written below
  const kept = withEvent(before.slices, Math.floor((at * slices) / within), hit);
  const seen = kept.reduce((sum, [, events]) => sum + events, 0);
  const hits = kept.reduce((sum, [, , each]) => sum + each, 0);
  const hasSaid = before.saidAt !== null && Math.abs(at - before.saidAt) < within;
  const held = seen >= atLeast && hits / seen > above && !hasSaid;
  const window = { slices: kept, saidAt: held ? at : before.saidAt };
  if (!held) return { result: { held: false, saw: `${hits} of ${seen}` }, memory: window };
  const because = [{ condition: "rate", text: `${hits} of ${seen} within ${formatDuration(within)}` }];
  return { result: { held, because, facts: { rate: hits / seen, count: hits, seen } }, memory: window };
}

function withEvent(before: readonly Slice[], slice: number, hit: boolean): readonly Slice[] {
  const newest = Math.max(slice, before.at(-1)?.[0] ?? slice);
  const known = before.find(([number]) => number === slice) ?? [slice, 0, 0];
  const others = before.filter(([number]) => number !== slice);
  const counted: Slice = [slice, known[1] + 1, known[2] + (hit ? 1 : 0)];
  return [...others, counted].filter(([number]) => number > newest - slices).sort((a, b) => a[0] - b[0]);
}
