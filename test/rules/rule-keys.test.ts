import { describe, expect, it } from "vitest";
import { valueAt } from "../../src/core/json.ts";
import { minute } from "../../src/core/time.ts";
import { destinations } from "../../src/destinations/index.ts";
import { conditions } from "../../src/rules/conditions/index.ts";
import { complaints, loaded } from "../support/load.ts";

const shelves = { conditions, destinations };

function fileOf(rule: string, settings = ""): string {
  return `version: 1\n${settings}destinations: { me: { console: {} }, you: { console: {} } }\nrules:\n  - { name: a, then: [me], ${rule} }\n`;
}

describe("the keys of a rule", () => {
  it.each<[string, object]>([
    ['active: { days: [mon-fri], hours: "09:00-18:00" }', { active: { outside: "hold" } }],
    ["active: { days: sun, outside: drop }", { active: { outside: "drop" } }],
    ['active: { hours: "09:00-18:00", outside: { to: you, title: "night" } }', { active: { outside: { to: "you" } } }],
    ["fan_out: 30/10m", { fanOut: { count: 30, per: 10 * minute } }],
    ["group_by: event.agent", { groupBy: [["agent"]] }],
    ["late: drop", { late: "drop" }],
    ['identify: { email: true, order: "A-\\\\d+" }', { identify: { email: true, order: "A-\\d+" } }],
    ["severity: low", { active: undefined, fanOut: undefined, groupBy: [], late: "send" }],
  ])("%s", (written, read) => {
    expect(loaded(fileOf(written), shelves).file.rules[0]).toMatchObject(read);
  });

  it("are shown with their defaults, and load again to the same", () => {
    const text = fileOf(
      "active: { days: [mon-fri], outside: { to: you } }, fan_out: 3/1m, group_by: [agent]",
      "settings: { fan_out: 9/1h }\n",
    );
    const first = loaded(text, shelves);
    expect(valueAt(first.effective, ["rules", "0", "active"])).toMatchObject({ days: ["mon-fri"], outside: { to: "you" } });
    expect(loaded(JSON.stringify(first.effective), shelves).effective).toEqual(first.effective);
  });

  it.each<[string, string]>([
    ["active: { outside: drop }", "E_VALUE rules[0].active: expected days:, hours: or except:"],
    ['active: { hours: "9-17" }', "E_VALUE rules[0].active.hours: expected hours of the day"],
    ["active: { days: sun, outside: wait }", "rules[0].active.outside: expected"],
    [
      "active: { days: sun, outside: { to: yuo } }",
      'E_UNKNOWN_REF rules[0].active.outside.to: unknown destination "yuo", did you mean "you"?',
    ],
    [
      "active: { days: sun, outside: { to: you, titel: x } }",
      'E_UNKNOWN_KEY rules[0].active.outside.titel: unknown key "titel", did you mean "title"?',
    ],
    ["active: { days: sun, outsid: drop }", 'E_UNKNOWN_KEY rules[0].active.outsid: unknown key "outsid", did you mean "outside"?'],
    ["on: relay.delivery.ded", 'E_UNKNOWN_REF rules[0].on: unknown event "relay.delivery.ded", did you mean "relay.delivery.dead"?'],
    ["on: [chat.push, relay.nonsense.at.all]", 'E_UNKNOWN_REF rules[0].on[1]: unknown event "relay.nonsense.at.all": known are relay.'],
    ["fan_out: many", "E_VALUE rules[0].fan_out: expected a rate"],
    ["identify: {}", "E_VALUE rules[0].identify: expected email:, phone: or order:"],
    ["identify: { emial: true }", 'E_UNKNOWN_KEY rules[0].identify.emial: unknown key "emial", did you mean "email"?'],
    ["identify: { order: '(' }", "E_REGEX rules[0].identify.order: missing closing )"],
    ["late: never", "E_VALUE rules[0].late: expected one of send, drop"],
    ["group_by: event.agnet", 'E_UNKNOWN_REF rules[0].group_by: the event has no field "agnet", did you mean "agent"?'],
  ])("%s is a mistake", (written, told) => {
    const lines = complaints(fileOf(written), shelves);
    expect(lines).toEqual([expect.stringContaining(told)]);
  });
});
