import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Turn } from "../../web/src/api.ts";
import { ruleTestOf } from "../../web/src/things/rule-test.ts";

const turn = (seconds: number, role: Turn["role"], text: string): Turn => ({
  event: `e${seconds}`,
  at: new Date(Date.UTC(2026, 2, 2, 9, 0, seconds)).toISOString(),
  type: "chat.push",
  role,
  text,
  by: null,
  readings: null,
  findings: [],
});

describe("a conversation as a rule test", () => {
  it("has what was said with its times, and the rules that held", () => {
    const turns = [turn(0, null, "lobby"), turn(2, "user", "this is awful"), turn(7, "agent", "sorry")];
    const yaml = ruleTestOf({ turns, findings: [{ rule: "frustrated-user", times: 2 }], started_at: "2026-03-02T09:00:00.000Z" });
    expect(parse(yaml)).toEqual({
      tests: [
        {
          name: "conversation of 2026-03-02 09:00",
          chat: ["+2s user: this is awful", "+7s agent: sorry"],
          expect: [{ rule: "frustrated-user", times: 2 }],
        },
      ],
    });
  });

  it.each(['"quoted": yes', "# no comment", "a\nb", "- {", "'"])("keeps the text %j", (text) => {
    const yaml = ruleTestOf({ turns: [turn(0, "user", text)], findings: [], started_at: "2026-03-02T09:00:00.000Z" });
    expect(parse(yaml).tests[0].chat).toEqual([`+0s user: ${text.replace(/\s+/g, " ")}`]);
  });
});
