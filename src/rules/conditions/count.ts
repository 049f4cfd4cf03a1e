import { z } from "zod";
import type { Condition, ConditionResult, Remembered } from "../../core/condition.ts";
import type { Json } from "../../core/json.ts";
import { type Duration, formatDuration } from "../../core/time.ts";
import { fromEvent, groupOf } from "../kit/group.ts";
import { duration, oneOrMany, path } from "../language/schema.ts";

/** Every counted event is remembered, so a higher count should be a rate. */
const most = 1_000;

export const count: Condition<ReturnType<typeof settingsOf>["_output"]> = {
  type: "count",
  summary:
    "There were more than `above` events within a time, per session unless `per:` names something else. It counts the events for which the conditions beside it (or `of:`) hold, and it holds once a window. `over` is the same as `above`.",
  example: {
    when: { count: { above: 2, within: "1m", per: "event.agent" } },
    matches: [{}, { after: 10 }, { after: 20 }],
    ignores: [{}, { after: 50 }, { after: 100 }],
  },
  schema: (when) => settingsOf(when),
  compile({ above, over = above ?? 0, within, per, of }, tools) {
    const paths = (per ?? []).map(fromEvent);
    return {
      kind: "remember",
      type: "count",
      keepFor: 2 * within,
      ...(of === undefined ? {} : { inner: tools.when(of) }),
      group: (event) => groupOf(event, paths),
      judge: ({ event }, memory, inner) => counted(event.occurredAt, memory, { over, within, counts: inner?.held !== false }),
    };
  },
};

function settingsOf(when: Parameters<Condition["schema"]>[0]) {
  const bound = () => z.number().int().min(0).max(most).optional();
  return z
    .strictObject({
      above: bound(),
      within: duration(),
      per: oneOrMany(path()).optional(),
      of: when.optional(),
      over: bound().meta({ description: "The same as `above`." }),
    })
    .superRefine(({ above, over }, context) => {
      if ((above === undefined) !== (over === undefined)) return;
      const params = { code: above === undefined ? "E_MISSING_KEY" : "E_VALUE", hint: "write it like count: { above: 5, within: 10m }" };
      const message = above === undefined ? 'missing key "above"' : '"above" and "over" are the same: leave one out';
      context.addIssue({ code: "custom", message, params });
    });
}

/** The newest `over` + 1 times, the oldest first, and the time of the last finding. */
interface Window {
  readonly times: readonly number[];
  readonly saidAt: number | null;
}

interface Bound {
  readonly over: number;
  readonly within: Duration;
  readonly counts: boolean;
}

/** The window ends at the newest event, so a late event still counts. */
function counted(at: number, memory: Json | undefined, { over, within, counts }: Bound): Remembered {
  const before = (memory ?? { times: [], saidAt: null }) as unknown as Window; // written below
  if (!counts) return { result: { held: false, saw: before.times.length }, memory };
  const end = Math.max(at, before.times.at(-1) ?? at);
  const times = [...before.times, at]
    .sort((a, b) => a - b)
    .filter((time) => time > end - within)
    .slice(-(over + 1)); // slower than a loop, but there are at most a thousand
  const hasSaid = before.saidAt !== null && Math.abs(end - before.saidAt) < within;
  const held = times.length > over && !hasSaid;
  const window = { times, saidAt: held ? end : before.saidAt };
  return {
    result: held ? found(times.length, within) : { held: false, saw: hasSaid ? `${times.length}, said already` : times.length },
    memory: window,
  };
}

function found(number: number, within: Duration): ConditionResult {
  return { held: true, because: [{ condition: "count", text: `${number} within ${formatDuration(within)}` }], facts: { count: number } };
}
