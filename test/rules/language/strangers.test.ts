import { describe, expect, it } from "vitest";
import { destinations } from "../../../src/destinations/index.ts";
import { conditions } from "../../../src/rules/conditions/index.ts";
import { oneLine } from "../../../src/rules/language/diagnostic.ts";
import { loaded } from "../../support/load.ts";

interface Written {
  readonly crm?: string;
  readonly rules?: string;
  readonly sources?: string;
  readonly key?: string;
}

const joins = "  - { name: joins, on: room.join, then: [crm] }\n";
const identifies = "  - { name: looks, on: chat.push, when: { role: user }, identify: { email: true } , then: [told] }\n";

/** The warnings about visitors whom nobody knows, by the destination. */
function warned({ crm = "preset: hubspot.contact, token: t", rules = joins, sources = "", key = "" }: Written): readonly string[] {
  const text = `version: 1
${sources}destinations:
  crm: { http: { ${crm} } }
  told: { console: {} }
rules:
${rules}`;
  const variable = (name: string) => (name === "AVATAR_RELAY_IDENTITY_KEY" ? key : "a-secret-of-the-tests");
  const { warnings } = loaded(text, { conditions, destinations, variable });
  return warnings.filter(({ code }) => code === "W_NO_IDENTITY").map(({ path }) => path);
}

const isWarned = ["destinations.crm.http"];

describe("check warns of joins that nobody will ever be known for", () => {
  it.each<readonly [string, Written, readonly string[]]>([
    ["nothing says who it is", {}, isWarned],
    ["a source of the user's own events", { sources: "sources: { app: { preset: events, secret: shhhhhhhhhhhhhhhh, path: /app } }\n" }, []],
    ["the key of the page", { key: "a-key" }, []],
    ["a rule that looks for an e-mail", { rules: joins + identifies }, []],
    ["a rule that looks for an order", { rules: joins + identifies.replace("email: true", "order: 'A-\\d+'") }, isWarned],
    [
      "a rule that looks, for a destination that waits for the page",
      { crm: "preset: hubspot.contact, token: t, on_found_identity: hold", rules: joins + identifies },
      isWarned,
    ],
    ["anonymous on purpose", { crm: "preset: hubspot.contact, token: t, on_missing_identity: anonymous" }, []],
    ["left out on purpose", { crm: "preset: pipedrive.person, token: t, on_missing_identity: skip" }, []],
    ["a longer wait", { crm: "preset: hubspot.contact, token: t, on_missing_identity: { hold: 1h }" }, isWarned],
    ["no rule that sends to it", { rules: joins.replace("crm", "told") }, []],
    ["a rule that is off", { rules: joins.replace("on:", "mode: off, on:") }, []],
    [
      "a rule whose hours send it elsewhere",
      { rules: joins.replace("then: [crm]", "then: [told], active: { days: [mon], hours: '09:00-10:00', outside: { to: crm } }") },
      isWarned,
    ],
    ["a preset that is about nobody", { crm: "preset: pagerduty.event, routing_key: k" }, []],
    ["a user's id that only the page can say", { crm: "preset: intercom.event, token: t" }, isWarned],
  ])("%s", (_, written, expected) => {
    expect(warned(written)).toEqual(expected);
  });

  it("names the three cures", () => {
    const { warnings } = loaded(`version: 1\ndestinations: { crm: { http: { preset: hubspot.contact, token: t } } }\nrules:\n${joins}`, {
      conditions,
      destinations,
    });
    const said = warnings.map(oneLine).find((line) => line.includes("W_NO_IDENTITY"));
    for (const cure of ["AVATAR_RELAY_IDENTITY_KEY", "identify: { email: true }", "on_missing_identity: anonymous"])
      expect(said).toContain(cure);
  });
});
