/** Settings that are valid and change nothing. */

import { isJsonObject } from "../../../core/json.ts";
import type { SourceShelf } from "../../../core/source.ts";
import { day, parseDuration } from "../../../core/time.ts";
import type { Path } from "../../yaml/path.ts";
import type { Problem } from "../diagnostic.ts";
import { at, conditionsIn, each, type FoundSetting, rulesIn } from "./walk.ts";

export function withoutEffect(file: unknown, sources: SourceShelf): readonly Problem[] {
  return [
    ...rulesIn(file).flatMap((rule) => [...urgentHours(rule), ...sentTwice(rule)]),
    ...uncountedTrends(file),
    ...endedWaits(file),
    ...unsplitSessions(file),
    ...silentThreads(file),
    ...unusedChannels(file),
    ...cappedRetries(file),
    ...repeatedReports(file),
    ...bodiesOfGet(file),
    ...idleKeys(file, sources),
  ];
}

function idle(path: Path, text: string, hint: string): Problem {
  return { code: "W_NO_EFFECT", text, hint, path, on: "key" };
}

/** An urgent rule does not wait for its hours. */
function urgentHours({ value, path }: FoundSetting): readonly Problem[] {
  const severity = at(value, "severity");
  if ((severity !== "high" && severity !== "critical") || at(value, "active") === undefined) return [];
  const hint = "leave active: out, or make the severity normal; when: { schedule: … } limits it to hours whatever its severity";
  return [idle([...path, "active"], `the hours do not count for a rule of severity ${severity}: it is sent at once`, hint)];
}

/** A trend is found in the figures of the hours, and needs two weeks to compare with. */
function uncountedTrends(file: unknown): readonly Problem[] {
  const insights = at(at(file, "settings"), "insights");
  const keep = writtenSpan(at(insights, "keep"));
  if (insights !== "off" && (keep === undefined || keep >= 14 * day)) return [];
  const trends = rulesIn(file)
    .flatMap(conditionsIn)
    .filter(({ type }) => type === "trend");
  if (insights === "off") {
    const text = "nothing is counted with settings.insights: off, so the condition never holds";
    return trends.map(({ path }) => idle(path, text, "leave insights: out, or the condition"));
  }
  const text = "two weeks are needed to compare with, and settings.insights.keep is shorter, so the condition never holds";
  return trends.map(({ path }) => idle(path, text, "let keep: be 30d or more"));
}

function writtenSpan(value: unknown): number | undefined {
  return typeof value === "string" ? parseDuration(value) : undefined;
}

/** The time after which a session without events ends. */
function idleAfter(file: unknown): { readonly idle: number; readonly named: string } {
  const written = at(at(at(file, "settings"), "sessions"), "idle_after") ?? "30m";
  return { idle: writtenSpan(written) ?? Number.POSITIVE_INFINITY, named: String(written) };
}

/** The end of a session ends its waits. Only a wait for a message is looked at: other events may keep a session open. */
function endedWaits(file: unknown): readonly Problem[] {
  const { idle: limit, named } = idleAfter(file);
  const waits = rulesIn(file)
    .flatMap(conditionsIn)
    .filter(({ type, value }) => type === "silence" && at(value, "per") === undefined);
  return waits.flatMap(({ value, path }) => {
    const isAboutMessages = ["after", "without"].every((key) => isMessage(at(value, key)));
    if (!isAboutMessages || (writtenSpan(at(value, "for")) ?? 0) <= limit) return [];
    const text = `a session without an event ends after ${named} (settings.sessions.idle_after), and its end ends this longer wait`;
    return [idle([...path, "for"], text, "write a shorter for:, or a longer idle_after:")];
  });
}

function isMessage(kind: unknown): boolean {
  return at(kind, "role") !== undefined || at(kind, "type") === "chat.push";
}

function unsplitSessions(file: unknown): readonly Problem[] {
  const { idle: limit, named } = idleAfter(file);
  if ((writtenSpan(at(at(at(file, "settings"), "sessions"), "split_after")) ?? 0) <= limit) return [];
  const text = `a session ends after ${named} (idle_after) anyway, so a longer split_after changes nothing`;
  return [idle(["settings", "sessions", "split_after"], text, "write a shorter one, or leave it out")];
}

function sentTwice({ value, path }: FoundSetting): readonly Problem[] {
  const then = at(value, "then");
  if (!Array.isArray(then)) return [];
  const written = then.map((action: unknown) =>
    JSON.stringify(isJsonObject(action) && Object.keys(action).length === 1 ? action.to : action),
  );
  return written.flatMap((action, index) => {
    if (written.indexOf(action) === index) return [];
    return [
      {
        ...idle([...path, "then", index], "the same destination is named twice with the same message", "leave one out"),
        on: "value" as const,
      },
    ];
  });
}

function silentThreads(file: unknown): readonly Problem[] {
  const slack = at(file, "slack");
  const speak = at(at(slack, "allow"), "speak");
  if (at(slack, "thread_replies") !== true || (speak !== undefined && speak !== "nobody")) return [];
  const hint = "name them, e.g. allow: { speak: [U024BE7LH] }, or leave thread_replies out";
  return [
    idle(["slack", "thread_replies"], "nobody may speak to visitors, so nothing that is written in a thread is offered to them", hint),
  ];
}

/** `retry: { first: 1h, longest: 1m }` */
function cappedRetries(file: unknown): readonly Problem[] {
  const destinations = at(file, "destinations");
  const all = isJsonObject(destinations) ? Object.entries(destinations) : [];
  return all.flatMap(([name, kinds]) =>
    Object.entries(isJsonObject(kinds) ? kinds : {}).flatMap(([kind, settings]) => {
      const retry = at(settings, "retry");
      const [first, longest] = [writtenSpan(at(retry, "first")), writtenSpan(at(retry, "longest"))];
      if (first === undefined || longest === undefined || first <= longest) return [];
      const text = "longest: is shorter than first:, so every wait is as long as the first";
      return [idle(["destinations", name, kind, "retry", "longest"], text, "write a shorter first:, or a longer longest:")];
    }),
  );
}

function repeatedReports(file: unknown): readonly Problem[] {
  const reports = at(at(file, "settings"), "reports");
  const written = Array.isArray(reports) ? reports.map((report: unknown) => JSON.stringify(report)) : [];
  return written.flatMap((report, index): readonly Problem[] => {
    if (written.indexOf(report) === index) return [];
    const path = ["settings", "reports", index];
    return [{ ...idle(path, "the same report is named twice", "leave one out"), on: "value" }];
  });
}

/** An incoming webhook belongs to one channel. */
function unusedChannels(file: unknown): readonly Problem[] {
  const destinations = at(file, "destinations");
  const all = isJsonObject(destinations) ? Object.entries(destinations) : [];
  return all.flatMap(([name, kinds]) => {
    const slack = at(kinds, "slack");
    if (at(slack, "webhook_url") === undefined || at(slack, "channel") === undefined) return [];
    const text = "an incoming webhook posts into the channel that it was made for, whatever channel: says";
    return [idle(["destinations", name, "slack", "channel"], text, "leave it out, or leave webhook_url out and use a bot")];
  });
}

function bodiesOfGet(file: unknown): readonly Problem[] {
  const destinations = at(file, "destinations");
  const all = isJsonObject(destinations) ? Object.entries(destinations) : [];
  return all.flatMap(([name, kinds]) => {
    const http = at(kinds, "http");
    if (at(http, "method") !== "GET" || at(http, "json") === undefined) return [];
    const text = "receivers do not read the body of a GET";
    return [
      idle(["destinations", name, "http", "json"], text, "write method: POST, or put the values into the URL: ?agent={{ event.agent }}"),
    ];
  });
}

function idleKeys(file: unknown, shelf: SourceShelf): readonly Problem[] {
  const sources = at(file, "sources");
  if (!isJsonObject(sources)) return [];
  return Object.entries(sources).flatMap(([name, source]) => {
    const path: Path = ["sources", name];
    const preset = at(source, "preset") ?? "bithuman";
    const taken = typeof preset === "string" ? shelf.take(preset) : undefined;
    return [
      ...(at(source, "secret") !== undefined && each(at(at(source, "verify"), "secrets"), []).length > 0
        ? [idle([...path, "secret"], "secret: is not looked at beside verify: { secrets: … }", "put all secrets into one of the two")]
        : []),
      ...(at(source, "key") !== undefined && taken?.kind === "taken" && !taken.preset.needsKey
        ? [
            idle(
              [...path, "key"],
              `the requests of ${preset} name no key, so key: is not looked at`,
              "leave it out; what they are signed with is secret:",
            ),
          ]
        : []),
      ...(at(source, "sessions") === name
        ? [idle([...path, "sessions"], "a source has its own sessions anyway", "leave it out, or name another source")]
        : []),
    ];
  });
}
