import { describe, expect, it } from "vitest";
import type { Instant } from "../../../src/core/time.ts";
import { template } from "../../../src/rules/templates/template.ts";
import { makeView } from "../../support/destination-edge.ts";
import { makeChat } from "../../support/make.ts";

function render(source: string, at = "2026-03-02T09:00:00Z", timezone: string | undefined = "Europe/Berlin"): string {
  const occurredAt = Date.parse(at) as Instant; // milliseconds since 1970
  const view = { ...makeView(makeChat({ occurredAt })), ...(timezone !== undefined && { timezone }) };
  return template({ escape: "none" }).parse(source).render(view);
}

describe("a time in a template", () => {
  it.each([
    ["2026-03-02T09:00:00Z", "Europe/Berlin", "10:00 CET"],
    ["2026-03-29T00:59:00Z", "Europe/Berlin", "01:59 CET"],
    ["2026-03-29T01:00:00Z", "Europe/Berlin", "03:00 CEST"],
    ["2026-10-25T00:59:00Z", "Europe/Berlin", "02:59 CEST"],
    ["2026-10-25T01:00:00Z", "Europe/Berlin", "02:00 CET"],
    ["2026-03-08T06:59:00Z", "America/New_York", "01:59 EST"],
    ["2026-03-08T07:00:00Z", "America/New_York", "03:00 EDT"],
    ["2026-03-02T09:00:00Z", "UTC", "09:00 UTC"],
    ["2026-03-02T09:00:00Z", undefined, "09:00 +0000"],
  ])("at %s in %s is %s", (at, timezone, expected) => {
    expect(render('{{ event.time | date: "%H:%M %Z" }}', at, timezone ?? "")).toBe(expected);
  });

  it.each([
    ['{{ event.time | date: "%H:%M %z" }}', "10:00 +0100"],
    ['{{ event.time | date: "%H:%M %Z", "Asia/Tokyo" }}', "18:00 GMT+9"],
    ['{{ event.time | date: "%H:%M", 0 }}', "09:00"],
    ['{{ event.time | date: "%H:%M %%Z 100%%" }}', "10:00 %Z 100%"],
    ['{{ event.time | date: "%s" }}', "1772442000"],
    ['{{ "2026-07-06T08:00:00Z" | date: "%d.%m. %H:%M %Z" }}', "06.07. 10:00 CEST"],
    ["{{ event.time | iso }}", "2026-03-02T09:00:00.000Z"],
    ['{{ event.agent | date: "%H" }}', "A80HVD8577"],
  ])("%s is %s", (source, expected) => {
    expect(render(source)).toBe(expected);
  });
});

describe("a sum in a template", () => {
  it.each([
    ["{{ 0.57 | times: 100 }}", "57"],
    ["{{ 1.1 | times: 3 }}", "3.3"],
    ["{{ 0.1 | plus: 0.2 }}", "0.3"],
    ["{{ 1000.1 | minus: 1000 }}", "0.1"],
    ["{{ 0.3 | minus: 0.1 }}", "0.2"],
    ["{{ 4.35 | times: 100 }}", "435"],
    ["{{ 0.3 | divided_by: 0.1 }}", "3"],
    ["{{ 1 | divided_by: 3 }}", "0.333333333333333"],
    ["{{ 7 | divided_by: 2, true }}", "3"],
    ["{{ 0.7 | modulo: 0.2 }}", "0.1"],
    ["{{ 5.5 | modulo: 1.1 }}", "0"],
    ["{{ 0.3 | modulo: 0.1 }}", "0"],
    ["{{ -7 | modulo: 3 }}", "2"],
    ["{{ '2.5' | times: '4' }}", "10"],
    ["{{ event.agent | plus: 1 }}", "1"],
    ["{{ 9007199254740991 | minus: 1 }}", "9007199254740990"],
    ["{{ 0.0000001 | times: 3 }}", "3e-7"],
    ["{{ 1 | divided_by: 0 }}", "Infinity"],
  ])("%s is %s", (source, expected) => {
    expect(render(source)).toBe(expected);
  });
});
