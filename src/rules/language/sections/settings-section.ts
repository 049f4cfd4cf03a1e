/** `settings:` */

import { z } from "zod";
import { objectOf } from "../../../core/json.ts";
import { defaultBounds } from "../../../core/rule.ts";
import { type Duration, day } from "../../../core/time.ts";
import { foldLimit } from "../../../text/fold.ts";
import { calendarName } from "../../calendar/entry.ts";
import { didYouMean } from "../../kit/nearest.ts";
import { bad, good, spelled } from "../../kit/spelled.ts";
import { findsEmptiness, redactions } from "../../templates/redact/redact.ts";
import type { Problem } from "../diagnostic.ts";
import type { FileSettings } from "../file.ts";
import { parse } from "../issues.ts";
import { reportEntry, scheduleOf } from "../reports.ts";
import { duration, oneOrMany, rateLimit, regex, text as someText } from "../schema.ts";
import { type CalendarRequest, calendarSchema, readCalendars } from "./calendar-section.ts";
import { type Section, spellAgain, type Whereabouts } from "./section.ts";

/** How long dedupe keys are stored by default. No sender repeats itself after that. */
const dedupeByDefault: Duration = 90 * day;

function timezone(): z.ZodType<string, string> {
  return spelled({
    description: "The name of a time zone, as in the IANA database.",
    examples: ["Europe/Berlin", "UTC"],
    read: (name) => (isTimezone(name) ? good(name) : bad("E_VALUE", "unknown time zone", nearTo(name))),
    write: (name) => name,
  });
}

/** A city alone, another spelling, or the name of a zone in summer. */
function nearTo(name: string): string {
  const zones = Intl.supportedValuesOf("timeZone");
  const city = name.trim().replaceAll(" ", "_").toLowerCase();
  const ofCity = zones.find((zone) => zone.toLowerCase().endsWith(`/${city}`));
  if (ofCity !== undefined) return `did you mean "${ofCity}"?`;
  if (/^(utc|gmt)?[+-]\d/i.test(name)) return "an offset does not know summer time: name a place, e.g. Europe/Berlin";
  return didYouMean(name, zones) ?? "name a place, e.g. Europe/Berlin, America/New_York or UTC";
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

const ownRedaction = z.strictObject({
  name: z.string().regex(/^[a-z][a-z_-]{0,30}$/, { error: "expected a name of small letters" }),
  pattern: regex().refine((pattern) => !findsEmptiness(pattern), { error: "the pattern finds nothing at all, and so everywhere" }),
});

const redaction = z.union([z.enum(redactions), ownRedaction]);

const redact = oneOrMany(redaction, z.array(redaction))
  .prefault([])
  .meta({ description: "What is hidden from every destination. The stored text stays as it came." });

const sessions = z
  .strictObject({
    idle_after: duration().prefault("30m").meta({ description: "A session ends after this long without an event." }),
    split_after: duration().optional().meta({
      description: "For kiosks, which keep one session for all visitors: after a silence of this length another conversation begins.",
    }),
    rejoin: duration().optional().meta({
      description:
        "A session that begins without a join continues the session of the same agent that fell silent within this time, if there is exactly one.",
    }),
  })
  .prefault({});

const mute = z.strictObject({
  during: oneOrMany(calendarName).meta({ description: "Calendars of `settings.calendar`." }),
  rules: oneOrMany(someText()).optional().meta({ description: "The rules that send nothing then. Default: all." }),
  agents: oneOrMany(someText())
    .optional()
    .meta({ description: "The agents about which nothing is sent then, such as `kiosk-*`. Default: all." }),
});

/** The schema of `settings:`. */
export const settingsSchema = z
  .strictObject({
    timezone: timezone().prefault("UTC"),
    calendar: calendarSchema.prefault({}),
    mutes: z
      .array(mute)
      .prefault([])
      .meta({ description: "Planned silences: rules and agents about which nothing is sent during a calendar." }),
    sessions,
    retention: z
      .strictObject({
        events: duration().prefault("30d"),
        deliveries: duration().prefault("90d"),
        dedupe: duration().optional(),
        quarantined: duration()
          .prefault("30d")
          .meta({ description: "How long the bytes of proven requests that could not be used are kept; at least 1d." }),
        quarantined_mb: z
          .int()
          .min(1)
          .max(1_048_576)
          .prefault(512)
          .meta({ description: "The same, by size in MB. Above this the oldest are emptied." }),
      })
      .prefault({}),
    insights: z
      .union([
        z.literal("off"),
        z.strictObject({
          keep: duration().prefault("730d"),
          names: someText().optional().meta({
            description:
              "A destination of the kind `verdict`, whose model gives names to groups of questions. It gets up to three redacted quotes of each.",
          }),
        }),
      ])
      .prefault({})
      .meta({
        description:
          "How long the figures of conversations by hour are kept. `off`: none are counted, and those that are stored are deleted.",
      }),
    redact,
    longest_text: z
      .int()
      .min(1_000)
      .max(foldLimit)
      .prefault(defaultBounds.text)
      .meta({ description: "How many UTF-16 units of a text rules look at and templates render. The stored text stays whole." }),
    messages_per_event: z
      .int()
      .min(1)
      .max(10_000)
      .prefault(defaultBounds.messages)
      .meta({ description: "The most messages that one event may make. Further rules are recorded for it and send nothing." }),
    bithuman: z
      .strictObject({
        balance_low: duration().optional().meta({
          description: "`relay.bithuman.balance_low` comes when the credits of the bitHuman account last for less than this. Default: 24h.",
        }),
      })
      .optional(),
    mask_for_viewers: z
      .boolean()
      .prefault(false)
      .meta({ description: "Whoever has the role viewer at the admin port sees no texts: no messages, no bytes, no bodies, no details." }),
    input: z.enum(["speech", "text", "auto"]).prefault("auto").meta({
      description:
        "The kind of the messages. `speech`: the words of a recogniser, whose capitals and marks mean nothing. `text`: typed messages, where they count in full. `auto`: either; they move a score by 0.15 at most.",
    }),
    fan_out: rateLimit()
      .optional()
      .meta({ description: "The most messages of a rule for people at one destination. The rest becomes one message with their number." }),
    reports: z.array(reportEntry).max(20).optional().meta({ description: "What happened in a day, a week or a month, sent to people." }),
  })
  .prefault({});

export function readSettings(value: unknown, where: Whereabouts, request: CalendarRequest): Section<FileSettings | undefined> {
  const parsed = parse(settingsSchema, value, { path: ["settings"], ...where });
  if (!parsed.ok) return { value: undefined, problems: parsed.problems, spelled: undefined };
  const {
    timezone,
    calendar,
    mutes,
    sessions,
    retention,
    insights,
    redact,
    input,
    bithuman,
    fan_out: fanOut,
    mask_for_viewers: masksForViewers,
    longest_text: text,
    messages_per_event: messages,
    reports = [],
  } = parsed.value;
  const { quarantined_mb: megabytes, ...kept } = retention;
  const { calendars, problems } = readCalendars(calendar, objectOf(value).calendar, request);
  const dedupe = retention.dedupe ?? Math.max(dedupeByDefault, retention.events);
  return {
    value: {
      timezone,
      calendars,
      mutes,
      sessions: { idleAfter: sessions.idle_after, splitAfter: sessions.split_after, rejoin: sessions.rejoin },
      retention: { ...kept, dedupe, quarantinedBytes: megabytes * 1_048_576, figures: insights === "off" ? 0 : insights.keep },
      redact,
      bounds: { text, messages },
      balanceLow: bithuman?.balance_low ?? day,
      masksForViewers,
      input,
      fanOut,
      reports: reports.map(scheduleOf),
      questionNames: insights === "off" ? undefined : insights.names,
    },
    problems: [...problems, ...(dedupe < retention.events ? [forgetful] : []), ...(retention.quarantined < day ? [hasty] : [])],
    spelled: spellAgain(settingsSchema, { ...parsed.value, retention: { ...retention, dedupe } }),
  };
}

/** Otherwise a replay of a stored event would count as a new event. */
const forgetful: Problem = {
  code: "E_RETENTION",
  text: "duplicates would be known for a shorter time than events are kept",
  hint: "make it at least as long as retention.events",
  path: ["settings", "retention", "dedupe"],
  on: "value",
};

/** Otherwise nobody could look at a sender's mistakes, or send them again after an upgrade. */
const hasty: Problem = {
  code: "E_RETENTION",
  text: "what was set aside would be gone before anybody has looked at it",
  hint: "make it at least 1d",
  path: ["settings", "retention", "quarantined"],
  on: "value",
};
