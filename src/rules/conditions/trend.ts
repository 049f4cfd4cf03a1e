import { z } from "zod";
import type { Condition, Remembered } from "../../core/condition.ts";
import type { Event } from "../../core/event.ts";
import { type TrendQuestion, trendFigures, trendKey } from "../../core/insights/trend-question.ts";
import { trendType } from "../../core/internal-event.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { day, type Instant, type Zone } from "../../core/time.ts";
import { bad, good, spelled } from "../kit/spelled.ts";
import { hoursShape } from "../language/hours.ts";
import { wholeNumber } from "../language/schema.ts";

/** `50%` */
function percent(example: string, isRight: (share: number) => boolean, error: string): z.ZodType<number, number | string> {
  const text = spelled<number>({
    description: "A share of what is usual.",
    examples: [example],
    read(written) {
      const [, number] = /^(\d{1,6}(?:\.\d{1,3})?)\s?%$/.exec(written.trim()) ?? [];
      return number === undefined ? bad("E_VALUE", "expected a share in percent", `write it like ${example}`) : good(Number(number) / 100);
    },
    write: (share) => `${Math.round(share * 100_000) / 1_000}%`,
  });
  return z.union([text, z.number()]).refine(isRight, { error });
}

/** `same hour of 4 weeks` */
const weeks = spelled<number>({
  description: "What the hour is compared with.",
  examples: ["same hour of 4 weeks"],
  read(written) {
    const [, number] = /^(?:the )?same hour of (?:the last )?(\d{1,2}) weeks$/.exec(written.trim()) ?? [];
    const hint = "write it like same hour of 4 weeks, with 2 to 12 weeks";
    return Number(number) >= 2 && Number(number) <= 12 ? good(Number(number)) : bad("E_VALUE", "expected the hours to compare with", hint);
  },
  write: (number) => `same hour of ${number} weeks`,
});

const settings = z
  .strictObject({
    of: z.enum(trendFigures).meta({ description: "Conversations that began, messages of visitors, or conversations with such a reading." }),
    per: z.literal("agent").prefault("agent"),
    falls_below: percent(
      "50%",
      (share) => share > 0 && share < 1,
      "expected less than 100%, like 50%: it is a share of what is usual",
    ).optional(),
    rises_above: percent("200%", (share) => share > 1, "expected more than 100%, like 200%: it is a share of what is usual").optional(),
    against: weeks.prefault("same hour of 4 weeks"),
    at_least: wholeNumber(1)
      .prefault(20)
      .meta({ description: "Smaller hours are not judged: by what is usual for a fall, by the count for a rise." }),
    except: hoursShape.except,
  })
  .refine(({ falls_below, rises_above }) => falls_below !== undefined || rises_above !== undefined, {
    error: "expected falls_below: or rises_above:",
  });

type Settings = z.output<typeof settings>;

/** The memory is kept for this long after the last event of a fall or rise. Each hour of it brings one. */
const keepFor = 30 * day;

export const trend: Condition<Settings> = {
  type: "trend",
  summary:
    "The count of the last hour of an agent is far from the same hour of the weeks before: it fell below a share of it, or rose above. The relay looks every five minutes and makes an event `relay.trend`, which the rule is about. The condition holds once for a fall or a rise, and again after a whole hour that was normal.",
  example: {
    when: { trend: { of: "sessions", falls_below: "50%", at_least: 20 } },
    matches: [{ type: trendType, data: answer("fallen", 0) }],
    ignores: [
      { type: trendType, data: answer("fallen", 0) },
      { type: trendType, data: answer("fallen", 1), after: 3_600 },
    ],
  },
  only: trendType,
  schema: () => settings,
  compile(written, { zone }) {
    const question = questionOf(written);
    const key = trendKey(question);
    return {
      kind: "remember",
      type: "trend",
      gate: { types: [trendType] },
      watches: question,
      keepFor,
      group: ({ type, data, agent }) => {
        const isAbout = data.question === undefined ? data.of === question.of : data.question === key; // tests of rules leave it out
        return type === trendType && isAbout ? agent : undefined;
      },
      judge: ({ event }, memory) => judged(event, memory, zone),
    };
  },
};

function questionOf({ of, falls_below, rises_above, against, at_least, except = [] }: Settings): TrendQuestion {
  return { of, fallsBelow: falls_below, risesAbove: rises_above, weeks: against, atLeast: at_least, except };
}

/** The data of an event that answers the question of the example. */
function answer(state: string, now: number): JsonObject {
  const question = trendKey({ of: "sessions", fallsBelow: 0.5, risesAbove: undefined, weeks: 4, atLeast: 20, except: [] });
  return { question, of: "sessions", state, now, expected: 40, from: 0, until: 3_600_000, weeks: [40, 38, 44, 40] };
}

/** The memory is the state of a fall or rise that is still going on. */
function judged({ data }: Event, memory: Json | undefined, zone: Zone): Remembered {
  const { state, now = 0, expected = 0 } = data;
  const isOut = state === "fallen" || state === "risen";
  if (!isOut || memory === state) {
    const saw = `${String(now)}, usually ${String(expected)}${isOut ? ", as before" : ""}`;
    return { result: { held: false, saw }, memory: isOut ? state : undefined };
  }
  const because = [{ condition: "trend", text: sentence(data, zone) }];
  return { result: { held: true, because, facts: data }, memory: state };
}

/** `no sessions from 09:00 to 10:00, usually 40` */
function sentence({ of, now, expected, from, until }: JsonObject, zone: Zone): string {
  const clock = (at: number) => new Date(at + zone.offsetAt(at as Instant)).toISOString().slice(11, 16); // written from an Instant
  const span = typeof from === "number" && typeof until === "number" ? `from ${clock(from)} to ${clock(until)}` : "in the last hour";
  const noun = nouns[String(of)] ?? String(of);
  return `${now === 0 ? "no" : String(now)} ${noun} ${span}, usually ${String(expected)}`;
}

const nouns: Readonly<Record<string, string>> = {
  sessions: "conversations",
  frustrated: "frustrated conversations",
  unanswered: "conversations without an answer",
  wants_human: "conversations that ask for a person",
};
