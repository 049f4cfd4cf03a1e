import { describe, expect, it } from "vitest";
import { hour, minute } from "../../../src/core/time.ts";
import { destinations } from "../../../src/destinations/index.ts";
import { complaints, loaded } from "../../support/load.ts";

const variable = (name: string) => (name === "SMTP_URL" ? "smtp://localhost" : "s3cret-of-the-webhook");
const outside = { destinations, variable };

/** A file with these entries of `reports:`. */
const fileOf = (...entries: readonly string[]) => `version: 1
settings:
  reports:
${entries.map((entry) => `    - ${entry}`).join("\n")}
destinations:
  team: { slack: { channel: "#team" } }
  hook: { slack: { webhook_url: "https://hooks.slack.com/services/x" } }
  varies: { slack: { channel: "#{{ event.agent }}" } }
  backed: { slack: { channel: "#{{ event.agent }}", fallback_channel: "#team" } }
  oncall: { email: { to: a@example.com, from: relay@example.com } }
  visitor: { email: { to: "{{ identity.email }}", from: relay@example.com, allow_domains: [example.com] } }
  terminal: { console: {} }
  crm: { http: { url: "https://crm.example.com/in", json: { a: b } } }
rules: []
`;

describe("settings.reports", () => {
  it.each([
    ["{ every: week, to: team }", { every: "week", weekday: 0, time: 8 * hour, to: ["team"] }],
    ['{ every: week, at: "Thursday 7:30", to: [team, team] }', { every: "week", weekday: 3, time: 7 * hour + 30 * minute, to: ["team"] }],
    ['{ every: day, at: "18:00", to: oncall, agent: A80 }', { every: "day", time: 18 * hour, to: ["oncall"], agent: "A80" }],
    ['{ every: month, at: "15. 08:00", to: terminal }', { every: "month", dayOfMonth: 15, time: 8 * hour, to: ["terminal"] }],
  ])("reads %s", (entry, schedule) => {
    expect(loaded(fileOf(entry), outside).file.settings.reports).toEqual([schedule]);
  });

  it.each([
    [
      '{ every: week, at: "8 Uhr", to: team }',
      'E_VALUE settings.reports[0].at: expected a time for the report of a week: write a day of the week and a time, like "mon 08:00"',
    ],
    [
      '{ every: month, at: "mon 08:00", to: team }',
      'E_VALUE settings.reports[0].at: expected a time for the report of a month: write a day of the month and a time, like "1 08:00"',
    ],
    [
      '{ every: month, at: "32 08:00", to: team }',
      'E_VALUE settings.reports[0].at: expected a time for the report of a month: write a day of the month and a time, like "1 08:00"',
    ],
    [
      '{ every: day, at: "24:00", to: team }',
      'E_VALUE settings.reports[0].at: expected a time for the report of a day: write a time of the day, like "08:00"',
    ],
    ["{ every: year, to: team }", "E_VALUE settings.reports[0].every: expected one of day, week, month"],
    ["{ every: week, to: teem }", 'E_UNKNOWN_REF settings.reports[0].to: unknown destination "teem", did you mean "team"?'],
    [
      "{ every: week, to: crm }",
      'E_VALUE settings.reports[0].to: the destination "crm" (http) carries no reports: name a destination of the kind slack, email or console',
    ],
    [
      "{ every: week, to: [hook, backed, varies] }",
      'E_VALUE settings.reports[0].to: the destination "varies" (slack) carries no reports: an event decides who gets its messages, and a report has none: name a channel or an address that is always the same',
    ],
    [
      "{ every: week, to: visitor }",
      'E_VALUE settings.reports[0].to: the destination "visitor" (email) carries no reports: an event decides who gets its messages, and a report has none: name a channel or an address that is always the same',
    ],
  ])("complains about %s", (entry, complaint) => {
    const errors = complaints(fileOf(entry), outside).filter((line) => line.includes(": error "));
    expect(errors.map((line) => line.replace(/^rules\.yaml:4:\d+: error /, ""))).toEqual([complaint]);
  });
});

describe("settings.insights.names", () => {
  const named = (name: string) => `version: 1
settings: { insights: { names: ${name} } }
destinations:
  model: { verdict: { url: "https://models.example.com/v1/chat/completions", model: small } }
  varies: { verdict: { url: "https://models.example.com/{{ event.agent }}", model: small } }
  team: { slack: { channel: "#team" } }
rules: []
`;

  it("takes a language model", () => {
    expect(loaded(named("model"), outside).file.settings.questionNames).toBe("model");
  });

  it.each([
    ["modell", 'E_UNKNOWN_REF settings.insights.names: unknown destination "modell", did you mean "model"?'],
    [
      "team",
      'E_VALUE settings.insights.names: the destination "team" (slack) gives no names to questions: name a destination of the kind verdict whose url has no template in it',
    ],
    [
      "varies",
      'E_VALUE settings.insights.names: the destination "varies" (verdict) gives no names to questions: name a destination of the kind verdict whose url has no template in it',
    ],
  ])("refuses %s, with the cure", (name, complaint) => {
    expect(complaints(named(name), outside)).toEqual([expect.stringContaining(complaint)]);
  });
});
