import { describe, expect, it } from "vitest";
import { untouchedRules } from "../../../src/rules/trials/untouched.ts";

const file = {
  version: 1,
  settings: { timezone: "UTC" },
  destinations: {
    support: { slack: { channel: "#a" } },
    oncall: { email: { to: "a@example.com" } },
    crm: { http: { url: "https://a.example" } },
  },
  rules: [
    { name: "asks", when: { keywords: ["refund"] }, then: ["support"] },
    { name: "joins", on: "room.join", then: [{ to: "crm", text: "$" + "{GREETING}" }] },
    {
      name: "angry",
      when: { frustration: { above: 0.7 } },
      then: ["support"],
      active: { hours: "09:00-18:00", outside: { to: "oncall" } },
    },
  ],
};

function names(edited: object): readonly string[] {
  return [...untouchedRules(file, { ...file, ...edited })];
}

describe("the rules that an edit has left alone", () => {
  it("are all where nothing was edited, or only a test", () => {
    expect(names({})).toEqual(["asks", "joins", "angry"]);
    expect(names({ tests: [{ name: "new" }] })).toEqual(["asks", "joins", "angry"]);
  });

  it("are all but the one that was edited, whatever was edited in it", () => {
    const [asks, joins, angry] = file.rules;
    expect(names({ rules: [{ ...asks, when: { keywords: ["refund", "money"] } }, joins, angry] })).toEqual(["joins", "angry"]);
    expect(names({ rules: [angry, { ...joins, then: [{ to: "crm", text: "$" + "{OTHER}" }] }, asks] })).toEqual(["angry", "asks"]);
    expect(names({ rules: [asks, { ...joins, name: "renamed" }, angry] })).toEqual(["asks", "angry"]);
  });

  it("are not those that use a destination that was edited, in whatever place they name it", () => {
    expect(names({ destinations: { ...file.destinations, oncall: { email: { to: "b@example.com" } } } })).toEqual(["asks", "joins"]);
    expect(names({ destinations: { ...file.destinations, unused: { console: {} } } })).toEqual(["asks", "joins", "angry"]);
  });

  it("are none where something was edited that holds for all of them", () => {
    expect(names({ settings: { timezone: "Europe/Berlin" } })).toEqual([]);
  });
});
