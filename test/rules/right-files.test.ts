import { expect, test } from "vitest";
import { destinations } from "../../src/destinations/index.ts";
import { conditions } from "../../src/rules/conditions/index.ts";
import { complaints } from "../support/load.ts";

/** What looks like a mistake and is none: nobody is told anything. */
const set: Readonly<Record<string, string>> = {
  BITHUMAN_WEBHOOK_SECRET: "s3cret-of-the-webhook",
  SLACK_BOT_TOKEN: "t0ken-of-the-bot",
  SMTP_URL: "smtps://mail.example.com",
  SMTP_FROM: "relay@example.com",
  HUBSPOT_TOKEN: "t0ken-of-the-crm",
  HOOK: "https://hooks.slack.com/services/T0/B0/x",
};

function said(file: string): readonly string[] {
  return complaints(`version: 1\n${file}`, { conditions, destinations, variable: (name) => set[name], loopback: false });
}

const team = 'destinations: { team: { slack: { channel: "#support" } } }';

function rule(text: string): string {
  return `${team}\nrules:\n  - { name: a, then: [team], ${text} }\n`;
}

function action(text: string): string {
  return `${team}\nrules:\n  - name: a\n    on: chat.push\n    then:\n      - to: team\n        ${text}\n`;
}

function destination(text: string): string {
  return `destinations:\n  d: ${text}\n`;
}

/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: variables of rules.yaml, not of JavaScript */
test.each([
  ["one address that is allowed", destination("{ http: { url: http://10.0.0.5/in, allow_private: 10.0.0.5 } }")],
  ["no address that is allowed", destination("{ http: { url: https://crm.example.com/in, allow_private: [] } }")],
  ["one domain", destination('{ email: { to: "{{ event.data.email }}", allow_domains: example.com } }')],
  ["one redaction, and none", "settings: { redact: email }\n"],
  ["no redaction", "settings: { redact: [] }\n"],
  ["one workspace, and one person", "slack: { teams: T024BE7LD, allow: { mute: U024BE7LH } }\n"],
  ["one network", "sources: { bithuman: { allow_ips: 52.14.127.0/24 } }\n"],
  ["addresses as mail programs write them", destination('{ email: { to: "mailto:a@example.com; Ada <b@example.com>" } }')],
  ["an agent with a star anywhere", rule('on: chat.push, when: { agent: ["*-support", "eu-*-shop"], role: user }')],
  ["a phrase with and", rule("on: chat.push, when: { keywords: [terms and conditions, sooner or later] }")],
  ["a field of the sender's own", rule("on: chat.push, when: { field: { path: data.order, exists: true } }")],
  [
    "fields of a sender that are near to known ones",
    action(
      'text: "{{ event.data.region }} {{ event.data.season }} {{ event.data.role_name }} {{ event.data.text }} {{ event.data.roles }}"',
    ),
  ],
  ["fields of an event of one's own", rule("on: order.placed, when: { field: { path: data.rol, exists: true } }")],
  ["a trend of a figure", rule("when: { trend: { of: sessions, falls_below: 50% }, schedule: { days: [mon-fri] }, agent: shop }")],
  ["a trend of every event", rule('on: "*", when: { trend: { of: sessions, falls_below: 50% } }')],
  [
    "a failure that is an error",
    rule("on: agent.error, when: { silence: { after: { type: agent.failed }, without: { type: agent.ready }, for: 5m } }"),
  ],
  [
    "scores and counts of a session",
    rule("on: session.end, when: { session: { quality: { at_most: 1, above: 0 }, user_messages: { at_least: 0, below: 1 } } }"),
  ],
  ["a text over several lines with dashes", action("text: Dear team\n          - please call\n          - or write")],
  ["a keyword over two lines", rule("on: chat.push, when: { keywords: [speak\n      to someone, e - mail] }")],
  [
    "a wait without messages that is longer than a session",
    rule("on: room.join, when: { silence: { after: { type: room.join }, without: { type: session.identity }, for: 2h } }"),
  ],
  [
    "a wait per agent that is longer than a session",
    rule("on: chat.push, when: { silence: { after: { role: user }, without: { role: agent }, for: 2h, per: agent } }"),
  ],
  [
    "an address with a template in its query",
    destination('{ http: { url: "https://crm.example.com/in?token={{ event.session }}&secret=${HUBSPOT_TOKEN}" } }'),
  ],
  [
    "a workflow of Slack by http",
    destination('{ http: { url: "https://hooks.slack.com/triggers/T1/2/3", json: { said: "{{ event.message }}" } } }'),
  ],
  ["a list and a note in a text", action('text: "[[urgent]] {{ event.message }} me@example.com 5%"')],
  ["the room of the session", action('text: "{{ session.room }} {{ event.data.plan }} {{ event.data.message.language }}"')],
  ["a rule that needs no on", rule("when: { keywords: refund }")],
  ["another rule that needs no on", rule("when: { any: [{ wants_human: true }, { concern: legal }] }")],
  ["every event, on purpose", rule('on: "*"')],
  [
    "an answer that does not come again",
    rule("on: chat.push, when: { silence: { after: { role: user }, without: { role: user }, for: 20s } }"),
  ],
  ["not in a template", action('text: "{% if not event.late %}{{ event.message | size | plus: 1 }}{% endif %}"')],
  ["a comment behind a text", action("text: please call # within the hour")],
  ["a sign without a blank before it", action("text: order#5 and R&D")],
  ["a list with a text after it", action('title: "[URGENT] {{ event.agent }}"')],
  ["an anchor that is used", `x-usual: &usual { on: chat.push }\n${team}\nrules:\n  - { <<: *usual, name: a, then: [team] }\n`],
  ["a text that is used twice", `${action("text: &words please call")}      - { to: team, title: again, text: *words }\n`],
  ["formatting of Slack", action('text: "<!here> *Urgent* <https://example.com|open>, a@here.example"')],
  ["formatting for others", action('text: "**bold** hello"').replace("slack: {", "console: { } }, other: { slack: {")],
  ["a new line", action('text: "one\\ntwo"')],
  ["a price in a text", action('text: "it costs $USD 5, or 5 %"')],
  ["an address from the environment", destination('{ slack: { webhook_url: "${HOOK}" } }')],
  [
    "a vendor's interface that no preset has",
    destination('{ http: { url: "https://api.hubapi.com/crm/v3/objects/deals", json: { a: b } } }'),
  ],
  ["a GET without a body", destination('{ http: { url: "https://crm.example.com/in?a={{ event.agent }}", method: GET } }')],
  ["a colon in a path", destination('{ http: { url: "https://api.example.com/v1/documents:batch" } }')],
  ["a token", destination('{ http: { preset: hubspot.note, token: "${HUBSPOT_TOKEN}", on_missing_identity: skip } }')],
  /* biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above */
])("%s is right", (_, file) => {
  expect(said(file)).toEqual([]);
});
