import { describe, expect, it } from "vitest";
import { internalEvent } from "../../../src/core/internal-event.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { hour, type Instant, plus } from "../../../src/core/time.ts";
import { conditions } from "../../../src/rules/conditions/index.ts";
import { complaints } from "../../support/load.ts";
import { monday } from "../../support/make.ts";
import { digest, engineOf, programOf } from "../../support/program.ts";

const options = { timezone: "Europe/Berlin" };

/** What the watch makes of an hour. */
function seen(program: ReturnType<typeof programOf>, after: number, data: JsonObject, agent = "kiosk-1") {
  const at = plus(monday, after * hour);
  const question = `sessions 0.5 - 4 20`;
  expect(program.trends).toMatchObject([{ question: { of: "sessions", fallsBelow: 0.5, weeks: 4, atLeast: 20 } }]);
  const figures = { of: "sessions", expected: 40, weeks: [40, 41, 39, 40], from: at - hour, until: at };
  return internalEvent(
    { type: "relay.trend", subject: `${after}`, agent, at: at as Instant, data: { question, ...figures, ...data } },
    digest,
  );
}

const rule = { when: { trend: { of: "sessions", falls_below: "50%" } } };

describe("trend", () => {
  it("says what fell, from when to when, and what is usual", () => {
    const program = programOf([rule], options);
    const { messages } = engineOf(program).run([seen(program, 1, { state: "fallen", now: 0 })]);
    expect(messages).toMatchObject([
      {
        body: {
          event: { agent: "kiosk-1" },
          finding: { because: "no conversations from 10:00 to 11:00, usually 40", now: 0, expected: 40 },
        },
      },
    ]);
  });

  it("holds once for a fall, and again after a normal hour, for each agent", () => {
    const program = programOf([rule], options);
    const states = ["fallen", "fallen", "normal", "fallen", "risen"].map((state, index) => seen(program, index, { state, now: 3 }));
    const { evaluations } = engineOf(program).run(states, [seen(program, 6, { state: "fallen", now: 0 }, "kiosk-2")]);
    expect(evaluations.map(({ findings }) => findings.length)).toEqual([1, 0, 0, 1, 1, 1]);
    expect(evaluations[1]?.trace.rules).toMatchObject([{ held: false, stopped: [{ at: "trend", saw: "3, usually 40, as before" }] }]);
  });

  it("is about its own question and its own agents alone", () => {
    const program = programOf([{ when: { ...rule.when, agent: "lobby" } }], options);
    expect(program.trends[0]?.agents).toEqual(["lobby"]);
    const { evaluations } = engineOf(program).run([
      seen(program, 1, { state: "fallen", now: 0 }),
      seen(program, 1, { state: "fallen", now: 0, question: "messages 0.5 - 4 20" }, "lobby"),
    ]);
    expect(evaluations.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it.each([
    ["{ of: sessions }", "E_VALUE rules[0].when.trend: expected falls_below: or rises_above:"],
    ["{ of: visits, falls_below: 50% }", "rules[0].when.trend.of: expected one of sessions, messages, frustrated, unanswered, wants_human"],
    ["{ of: sessions, falls_below: 150% }", "falls_below: expected less than 100%"],
    ["{ of: sessions, rises_above: 50% }", "rises_above: expected more than 100%"],
    ["{ of: sessions, falls_below: half }", "falls_below: expected a share in percent: write it like 50%"],
    [
      "{ of: sessions, falls_below: 50%, against: last month }",
      "against: expected the hours to compare with: write it like same hour of 4 weeks",
    ],
    ["{ of: sessions, falls_below: 50%, against: same hour of 1 weeks }", "with 2 to 12 weeks"],
    [
      "{ of: sessions, falls_below: 50%, except: holidays }",
      'E_UNKNOWN_REF rules[0].when.trend.except: unknown calendar "holidays": write it into settings.calendar',
    ],
  ])("%s has a mistake that check names", (trend, says) => {
    const text = `version: 1\ndestinations: { support: { chat: { channel: "#support" } } }\nrules: [{ name: a, when: { trend: ${trend} }, then: [support] }]\n`;
    expect(complaints(text, { conditions })).toEqual([expect.stringContaining(says)]);
  });

  it("never holds where nothing is counted, or on other events, and check says so", () => {
    const file = (settings: string, on: string) =>
      `version: 1\nsettings: { ${settings} }\ndestinations: { support: { chat: { channel: "#support" } } }\nrules: [{ name: a, ${on}when: { trend: { of: sessions, falls_below: 0.5 } }, then: [support] }]\n`;
    expect(complaints(file("insights: off", ""), { conditions })).toEqual([
      expect.stringContaining("W_NO_EFFECT rules[0].when.trend: nothing is counted"),
    ]);
    expect(complaints(file("", "on: chat.push, "), { conditions })).toEqual([expect.stringContaining("W_RULE_NEVER")]);
    expect(complaints(file("", "on: relay.trend, "), { conditions })).toEqual([]);
    expect(complaints(file("", ""), { conditions })).toEqual([]);
  });
});
