import { describe, expect, it } from "vitest";
import { destinations } from "../../../src/destinations/index.ts";
import { conditions } from "../../../src/rules/conditions/index.ts";
import { complaints } from "../../support/load.ts";

/** Only what rules name: HTTPS_PROXY and the like are looked at for themselves. */
const variable = (name: string) =>
  /^(?:https?_proxy|all_proxy|no_proxy|oidc_\w+|smtp_\w+|public_\w*url)$/i.test(name) ? undefined : "set-and-long-enough";
const shelves = { conditions, destinations, variable };

function codesOf(rules: string, others = ""): readonly string[] {
  const text = `version: 1\ndestinations: { t: { console: {} }, u: { console: {} } }\n${others}\nrules: [${rules}]\n`;
  return complaints(text, shelves).map((line) => line.split(" ")[2] ?? line);
}

const rule = (body: string, name = "a") => `{ name: ${name}, then: [t], ${body} }`;

describe("a warning", () => {
  it.each([
    ["an event that is nearly known", "on: chat.pusch", "W_EVENT_UNKNOWN"],
    ["an event in capitals", "on: SESSION.END", "W_EVENT_UNKNOWN"],
    ["a truth value of YAML 1.1", "on: off", "W_EVENT_UNKNOWN"],
    ["a word's edge before a group of other letters", "when: { pattern: '\\b(?:étage|été)' }", "W_NEVER_MATCHES"],
    ["a word's edge behind a letter", "when: { pattern: 'café\\b' }", "W_NEVER_MATCHES"],
    ["a word's edge under not", "when: { role: user, not: { pattern: '\\bкарта' } }", "W_NEVER_MATCHES"],
    ["something before the beginning", "when: { pattern: 'a^b' }", "W_NEVER_MATCHES"],
    ["keywords with semicolons", "when: { any: [{ keywords: 'a; b' }] }", "W_KEYWORD_COMMA"],
    ["a role of another reading", "when: { role: [agent, other], repeat: {} }", "W_RULE_NEVER"],
    ["bounds that leave nothing", "when: { all: [{ participants: { at_least: 4, below: 4 } }] }", "W_RULE_NEVER"],
  ])("is given for %s", (_, body, code) => {
    expect(codesOf(rule(body))).toEqual([code]);
  });

  it.each([
    [
      "every known event",
      "on: [room.join, chat.push, session.end, agent.error, agent.failed, agent.ready, session.identity, relay.breaker.open]",
    ],
    ["an event of another name", "on: order.placed"],
    ["every event", "on: '*'"],
    ["a word's edge beside ASCII", "when: { pattern: '\\brefund\\b' }"],
    ["a word's edge beside a space", "when: { pattern: 'étage \\bnord' }"],
    ["the end of the message at the end", "when: { pattern: '(refund|cancel)$|^a' }"],
    ["a dollar sign that is meant", "when: { pattern: '\\$5' }"],
    ["lines of a message", "when: { pattern: '(?m)a$b' }"],
    ["an address between slashes", "when: { pattern: 'https://x/y' }"],
    ["a keyword with a star at its end", "when: { keywords: ['cancel*'] }"],
    ["a keyword of another script", "when: { keywords: ['退款', 'возврат'] }"],
    ["bounds that leave one number", "when: { participants: { at_least: 4, at_most: 4 } }"],
    ["a role that fits", "when: { role: [user, agent], frustration: {} }"],
    ["hours of a rule that is not urgent", 'on: chat.push, active: { days: [mon-fri], hours: "09:00-18:00" }'],
    ["a step for the same people later", "on: chat.push, severity: high"],
  ])("is not given for %s", (_, body) => {
    expect(codesOf(rule(body))).toEqual([]);
  });

  it.each([
    ["wider conditions", [rule("when: { keywords: [a, b] }"), rule("when: { keywords: [b], role: user }", "b")], 1],
    ["more events", [rule("on: [room.join, session.end]"), rule("on: session.end", "b")], 1],
    ["the later one that is wider", [rule("on: session.end"), rule("on: [room.join, session.end]", "b")], 1],
    ["other people", [rule("on: room.join"), "{ name: b, on: room.join, then: [u] }"], 0],
    ["other words", [rule("when: { keywords: [a, b] }"), rule("when: { keywords: [b, c] }", "b")], 0],
    ["another severity", [rule("on: room.join"), rule("on: room.join, severity: low", "b")], 0],
    ["a rule that is off", [rule("on: room.join, mode: off"), rule("on: room.join", "b")], 0],
    [
      "what is counted",
      [
        rule("on: chat.push, when: { count: { above: 3, within: 1m } }"),
        rule("on: chat.push, when: { count: { above: 3, within: 1m }, role: user }", "b"),
      ],
      0,
    ],
  ])("for a rule beside one with %s", (_, rules, times) => {
    expect(codesOf(rules.join(", "))).toEqual(Array.from({ length: times }, () => "W_RULE_SHADOWED"));
  });

  it("is given for a pair among thousands of rules", () => {
    const many = Array.from({ length: 2_000 }, (_, n) => rule(`when: { keywords: word${n % 1_999} }`, `r${n}`));
    expect(codesOf(many.join(", "))).toEqual(["W_RULE_SHADOWED"]);
  });

  it.each([
    ["http://localhost:3000/x", "", 1],
    ["http://api.localhost/x", "", 1],
    ["http://127.1/x", "", 1],
    ["http://0x7f000001/x", "", 1],
    ["http://192.168.1.20/x", "", 1],
    ["http://169.254.169.254/x", "", 1],
    ["http://crm:3000/x", "", 1],
    ["http://crm.internal/x", "", 1],
    ["http://[fd00::7]/x", "", 1],
    ["http://192.168.1.20/x", ', allow_private: ["192.168.0.0/16"]', 0],
    ["http://192.168.1.20/x", ', allow_private: ["10.0.0.0/8"]', 1],
    ["http://192.168.1.20/x", ', allow_private: ["192.168.1.20"]', 0],
    ["http://crm:3000/x", ', allow_private: ["172.16.0.0/12"]', 0],
    ["http://[fd00::7]/x", ', allow_private: ["fc00::/7"]', 0],
    ["https://crm.example.com/x", "", 0],
    ["https://8.8.8.8/x", "", 0],
    ["http://172.32.0.1/x", "", 0],
  ])("for the URL %s%s: %i", (url, more, times) => {
    const text = `version: 1\ndestinations: { t: { http: { url: "${url}"${more} } } }\n`;
    expect(complaints(text, shelves).filter((line) => line.includes("W_PRIVATE_URL"))).toHaveLength(times);
  });

  it("of a URL shows nothing that came from the environment", () => {
    const text = `version: 1\ndestinations: { t: { http: { url: "${"$"}{CRM_URL}" } } }\n`;
    const said = complaints(text, {
      ...shelves,
      variable: (name) => (name === "CRM_URL" ? "http://10.1.2.3/hidden-part" : undefined),
    }).join("\n");
    expect(said).toContain("W_PRIVATE_URL");
    expect(said).not.toMatch(/10\.1\.2\.3|hidden-part/);
  });

  it.each([
    ["EST", 1],
    ["BST", 1],
    ["Etc/GMT-3", 1],
    ["UTC", 0],
    ["CET", 0],
    ["Europe/Berlin", 0],
    ["europe/berlin", 0],
  ])("for the time zone %s: %i", (zone, times) => {
    expect(codesOf("", `settings: { timezone: ${zone} }`)).toEqual(Array.from({ length: times }, () => "W_TIMEZONE"));
  });

  it("leaves the names of one's own senders alone, but for a slip of one letter", () => {
    const own = `sources: { mine: { preset: events, secret: "${"$"}{SECRET_OF_MINE}" } }`;
    expect(codesOf(rule("on: [chat.message, error, join, agent.errors]"), own)).toEqual(["W_EVENT_UNKNOWN"]);
  });
});
