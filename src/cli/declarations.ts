/** All commands, in the order in which people meet them. Help, usage and parsing read these records. */

import type { CommandDeclaration } from "./kit/declaration.ts";

const data = { type: "string", takes: "DIR", help: "the relay's data folder (DATA, or ./data)" } as const;
const limit = { type: "string", takes: "N", help: "how many, the newest first (50)" } as const;
const ofSession = { type: "string", takes: "S", help: "of one conversation", usage: "optional" } as const;
const theSession = { type: "string", takes: "S", help: "the conversation", usage: "needed" } as const;
const jsonFindings = { type: "boolean", help: "one JSON object a line: state (ok, note or wrong), what, cure" } as const;
const jsonNames = { type: "boolean", help: "one JSON object a line: name, summary" } as const;
const jsonLines = { type: "boolean", help: "one JSON object a line" } as const;
const jsonObject = { type: "boolean", help: "one JSON object" } as const;

const elsewhere = { type: "string", takes: "URL", help: "the PostgreSQL of the relay instead (DATABASE_URL)" } as const;

const startOptions = {
  rules: { type: "string", takes: "FILE", help: "the rules to run (RULES)" },
  data: { type: "string", takes: "DIR", help: "where events and deliveries are kept (DATA, or ./data)" },
  database: { type: "string", takes: "URL", help: "keep them in a PostgreSQL instead, which several relays can share (DATABASE_URL)" },
  only: { type: "string", takes: "STAGES", help: "with --database: only some of receive,evaluate,deliver" },
  port: { type: "string", takes: "N", help: "where webhooks come in (PORT, or 8080; 0 picks a free one)" },
  host: { type: "string", takes: "A", help: "the address to listen on (HOST)" },
  "admin-port": { type: "string", takes: "N", help: "the live page, its API and metrics (ADMIN_PORT, or 8081)" },
  "admin-host": { type: "string", takes: "A", help: "127.0.0.1 unless AVATAR_RELAY_ADMIN_TOKEN is set (ADMIN_HOST)" },
  edit: { type: "boolean", help: "an admin may change the rules from the page" },
} as const;

export const declarations = {
  start: {
    summary: "run the relay; without --rules as a preview that sends nothing",
    options: {
      ...startOptions,
      rules: { ...startOptions.rules, usage: "optional" },
      supervise: { type: "boolean", help: "start it again whenever it ends by itself; who connects meanwhile waits" },
    },
  },
  init: {
    summary: "write rules.yaml, its schema for editors, and .env with a secret of its own; overwrites nothing",
    takes: "[DIR]",
    most: 1,
    options: {
      for: {
        type: "string",
        takes: "CRM",
        help: "hubspot, salesforce, pipedrive, zoho, attio, intercom, zendesk or http: visitors become contacts there",
        usage: "optional",
      },
    },
  },
  check: {
    summary: "report every mistake in a rules file, with its place; exit code 2 if there is one",
    takes: "FILE",
    most: 1,
    options: {
      "no-env": { type: "boolean", help: "count variables that are not set, instead of refusing the file for them" },
      data: { type: "string", takes: "DIR", help: "also warn of events, agents and fields that none of the events kept there had" },
      explain: { type: "string", takes: "CODE", help: "what a code means, with an example and the cure; no file is read" },
      json: { type: "boolean", help: "one JSON object a line: file, line, col, level, code, path, text" },
    },
  },
  test: {
    summary: "run the tests that a rules file holds; exit code 2 if one fails",
    takes: "FILE",
    most: 1,
    options: {
      junit: { type: "string", takes: "OUT", help: "also write a report in JUnit's format" },
      "from-session": {
        type: "string",
        takes: "S",
        help: "instead write a test from a conversation that was recorded, without what tells who it was",
      },
      data: { type: "string", takes: "DIR", help: "with --from-session: the relay's data folder (DATA, or ./data)" },
    },
  },
  "config show": {
    summary: "print the configuration in effect, secrets as ***",
    takes: "[FILE]",
    most: 1,
    options: startOptions,
  },
  schema: {
    summary: "print the JSON Schema of rules.yaml, for completion in editors; with the plug-ins of FILE",
    takes: "[FILE]",
    most: 1,
    after: "> rules.schema.json",
    options: {
      preset: { type: "boolean", help: "that of preset files instead" },
    },
  },
  doctor: {
    summary: "try everything that the relay needs, and name the cure of what does not work",
    takes: "[FILE]",
    most: 1,
    options: {
      rules: { type: "string", takes: "FILE", help: "the rules it runs (RULES)" },
      "last-refused": {
        type: "boolean",
        help: "instead: the requests that the relay refused last, each with its mistake and the cure",
        usage: "optional",
      },
      data: { type: "string", takes: "DIR", help: "the relay's data folder (DATA, or ./data)" },
      json: jsonFindings,
    },
  },
  "slack manifest": {
    summary: "print the Slack app that the relay needs, with a link that creates it",
    options: {
      mode: {
        type: "string",
        takes: "socket|http",
        help: "socket: no public address is needed (default); http: signed requests to --url",
        usage: "optional",
      },
      url: {
        type: "string",
        takes: "U",
        help: "with http: where Slack reaches the public port, e.g. https://relay.example.com",
        usage: "optional",
      },
      name: { type: "string", takes: "N", help: "what the app is called (avatar-relay)" },
      groups: { type: "boolean", help: "lets it see who is in a user group, for slack: allow: with groups (S…)" },
      replies: { type: "boolean", help: "lets it hear what is written in channels, for slack: thread_replies:" },
    },
  },
  "slack doctor": {
    summary: "try tokens, scopes, the way in for clicks, and each channel with a message that is deleted again",
    options: {
      rules: { type: "string", takes: "FILE", help: "the rules whose channels to try (RULES)", usage: "optional" },
      channel: { type: "string", takes: "C", help: "only this channel" },
      json: jsonFindings,
    },
  },
  "source list": {
    summary: "list the senders whose webhooks are understood",
    options: { json: jsonNames },
  },
  "source show": {
    summary: "print the file of a source preset, to copy and change",
    takes: "NAME",
    after: "> my.yaml",
    most: 1,
    options: {},
  },
  "source test": {
    summary: "print the events that a body becomes; sends nothing",
    takes: "NAME|FILE BODY",
    most: 2,
    notes: [["BODY", "a file that holds the body of a webhook; - reads standard input"]],
    options: {},
  },
  "preset list": {
    summary: "list the presets for CRMs, help desks and chats",
    options: { json: jsonNames },
  },
  "preset show": {
    summary: "print a preset's file, to copy and change",
    takes: "NAME",
    after: "> my.yaml",
    most: 1,
    options: {},
  },
  "preset test": {
    summary: "print the requests that a preset would make; sends nothing",
    takes: "NAME|FILE [key=value …]",
    most: 40,
    notes: [["key=value", "what rules.yaml would say beside preset:, e.g. base=https://acme.zendesk.com"]],
    options: {
      text: { type: "string", takes: "T", help: "what the visitor says" },
      email: { type: "string", takes: "A", help: "the visitor's e-mail; none where it is empty" },
    },
  },
  send: {
    summary: "send one signed sample event, and print what the rules did with it",
    takes: 'chat.push "text"',
    most: 2,
    options: {
      session: { type: "string", takes: "S", help: "the conversation it belongs to" },
      role: { type: "string", takes: "R", help: "who says it: user or agent (user)" },
      agent: { type: "string", takes: "A", help: "the avatar's id" },
      url: { type: "string", takes: "U", help: "where to send it (the relay of the data folder); without a path /webhook is meant" },
      header: { type: "boolean", help: "show the secret in x-webhook-secret, as bitHuman's dashboard does, instead of signing" },
      source: { type: "string", takes: "NAME", help: "as the sender of that source in rules.yaml would send it, to that source" },
      rules: { type: "string", takes: "FILE", help: "with --source: the rules file (that of the running relay, RULES, or rules.yaml)" },
      ca: { type: "string", takes: "FILE", help: "a certificate to believe over https, beside that of the data folder's relay" },
      data: {
        type: "string",
        takes: "DIR",
        help: "where its secret and the relay are found, unless BITHUMAN_WEBHOOK_SECRET and --url say so",
      },
    },
  },
  capture: {
    summary: "keep the first requests of a sender as they come, and print which format and signature they have",
    options: {
      port: { type: "string", takes: "N", help: "where they come in (PORT, or 8080; 0 picks a free one)", usage: "optional" },
      host: { type: "string", takes: "A", help: "the address to listen on (127.0.0.1)" },
      count: { type: "string", takes: "N", help: "how many (20); then it ends", usage: "optional" },
      out: { type: "string", takes: "FILE", help: "add them to a file, one JSON object a line (stdout)", usage: "optional" },
    },
  },
  events: {
    summary: "list what came in, and which rules held",
    options: {
      data,
      session: ofSession,
      type: { type: "string", takes: "T", help: "e.g. chat.push", usage: "optional" },
      status: { type: "string", takes: "S", help: "pending, evaluated or quarantined" },
      follow: { type: "boolean", help: "of a relay that runs: go on with what comes in", usage: "optional" },
      limit,
      json: jsonLines,
    },
  },
  deliveries: {
    summary: "list what was sent, what waits, and what failed, with the reason",
    after: "| show ID",
    most: 2,
    options: {
      data,
      dead: { type: "boolean", help: "only what could not be delivered", usage: "optional" },
      state: { type: "string", takes: "S", help: "waiting, sending, delivered or dead" },
      to: { type: "string", takes: "D", help: "to one destination" },
      rule: { type: "string", takes: "R", help: "of one rule" },
      event: { type: "string", takes: "ID", help: "of one event" },
      limit,
      json: jsonLines,
    },
  },
  questions: {
    summary: "list what visitors ask, the most frequent first, with the share that was answered",
    after: "| answer ID FILE|-",
    most: 3,
    notes: [
      [
        "answer ID FILE",
        "store an answer for the avatar's knowledge, and upload it where BITHUMAN_API_SECRET is set; - reads standard input",
      ],
    ],
    options: {
      data,
      since: { type: "string", takes: "7d", help: "only this span, or since 2026-03-02T09:00:00Z (7d)", usage: "optional" },
      until: { type: "string", takes: "T", help: "until then (now)" },
      unanswered: { type: "boolean", help: "first what the agent did not answer", usage: "optional" },
      agent: { type: "string", takes: "A", help: "asked of one agent" },
      language: { type: "string", takes: "L", help: "asked in one language, e.g. en" },
      question: { type: "string", takes: "Q", help: "with answer: the wording of the question, instead of a visitor's" },
      limit: { type: "string", takes: "N", help: "how many (50)" },
      json: jsonLines,
    },
  },
  export: {
    summary: "print what was recorded, as lines of JSON, oldest first",
    after: "> events.jsonl",
    options: {
      data,
      session: ofSession,
      type: { type: "string", takes: "T", help: "e.g. chat.push" },
      since: { type: "string", takes: "7d", help: "only this span before the newest event" },
    },
  },
  replay: {
    summary: "send exported events again, freshly signed, e.g. to a test installation",
    takes: "FILE|-",
    most: 1,
    notes: [["FILE", "what `export` wrote, or raw bodies, one a line; - reads standard input"]],
    options: {
      url: {
        type: "string",
        takes: "U",
        help: "where to, e.g. http://127.0.0.1:8080 (/webhook is meant without a path); BITHUMAN_WEBHOOK_SECRET signs",
        usage: "needed",
      },
      rate: { type: "string", takes: "N", help: "no more than N a second", usage: "optional" },
      ca: { type: "string", takes: "FILE", help: "a certificate to believe over https, beside that of the data folder's relay" },
      data: { type: "string", takes: "DIR", help: "a data folder whose own secret signs, where BITHUMAN_WEBHOOK_SECRET is not set" },
      yes: { type: "boolean", help: "also to another machine" },
    },
  },
  explain: {
    summary: "print why each rule held for one event, or did not, and what it saw",
    most: 1,
    options: {
      data,
      event: { type: "string", takes: "ID", help: "as `events` lists it, or its first eight digits or more", usage: "needed" },
      json: jsonObject,
    },
  },
  why: {
    summary: "the same for a whole conversation, rule by rule",
    most: 1,
    options: {
      data,
      session: theSession,
      json: jsonObject,
    },
  },
  backtest: {
    summary: "print what an edited rules file would have done differently with what was recorded",
    options: {
      data,
      rules: { type: "string", takes: "NEW", help: "the edited file", usage: "needed" },
      against: { type: "string", takes: "OLD", help: "a file to compare with (the rules that ran last)", usage: "optional" },
      since: { type: "string", takes: "7d", help: "only changes in this span before the last event" },
      json: jsonObject,
    },
  },
  tune: {
    summary: "raise the bounds of detectors as far as Useful and Noise under alerts allow; prints a diff",
    options: {
      data,
      rules: { type: "string", takes: "FILE", help: "the file whose bounds may move", usage: "needed" },
      labels: { type: "string", takes: "FILE", help: 'further labels, lines of {"rule","session" or "event","label":"useful" or "noise"}' },
      write: { type: "boolean", help: "change the file" },
    },
  },
  redrive: {
    summary: "send dead letters again: counts first, then asks",
    options: {
      data,
      to: { type: "string", takes: "D", help: "only to one destination", usage: "optional" },
      "send-to": {
        type: "string",
        takes: "D",
        help: "to another destination of the same kind than they were for, e.g. one that is no longer in the file",
        usage: "optional",
      },
      rule: { type: "string", takes: "R", help: "only of one rule", usage: "optional" },
      reason: { type: "string", takes: "R", help: "only what ended for this reason, e.g. exhausted" },
      since: { type: "string", takes: "T", help: "only what ended since 2026-03-02T09:00:00Z, or in the last 2h" },
      rate: { type: "string", takes: "N", help: "no more than N a second" },
      "new-key": { type: "boolean", help: "under new idempotency keys, for a receiver that would pass over the old ones" },
      yes: { type: "boolean", help: "do not ask; without it, and with nobody to ask, it only counts", usage: "optional" },
    },
  },
  forget: {
    summary: "remove everything about one conversation: counts first, then asks",
    options: {
      data,
      session: theSession,
      yes: { type: "boolean", help: "do not ask; without it, and with nobody to ask, it only counts", usage: "optional" },
    },
  },
  report: {
    summary: "print what happened in a span, and what changed against the time before",
    options: {
      data,
      database: elsewhere,
      since: { type: "string", takes: "7d", help: "how long before now: whole days, today included (7d)", usage: "optional" },
      agent: { type: "string", takes: "A", help: "only this agent", usage: "optional" },
      json: jsonObject,
      html: { type: "string", takes: "FILE", help: "write it into a file for a browser, which loads nothing", usage: "optional" },
    },
  },
  "insights rebuild": {
    summary: "count the figures of GET /api/insights again from the conversations that are stored; older figures stay",
    options: { data },
  },
  "secret rotate": {
    summary: "change the key that signs links and buttons; those that were sent before are refused from then on",
    options: {
      data,
      database: { type: "string", takes: "URL", help: "the PostgreSQL of the relay, better given as DATABASE_URL" },
    },
  },
  backup: {
    summary: "copy the database into one file, also while the relay runs",
    takes: "FILE",
    most: 1,
    options: { data, database: elsewhere },
  },
  restore: {
    summary: "replace the database by such a copy; the relay must not run, a PostgreSQL must be empty",
    takes: "FILE",
    most: 1,
    options: { data, database: elsewhere },
  },
  migrate: {
    summary: "move a relay's data to a PostgreSQL, most of it while the relay runs",
    options: {
      from: { type: "string", takes: "sqlite", help: "what the data is moved from", usage: "needed" },
      to: { type: "string", takes: "postgres", help: "what it is moved to", usage: "needed" },
      data,
      database: {
        type: "string",
        takes: "URL",
        help: "an empty database, or a schema of its own in one; better as DATABASE_URL, since others can read a command line",
      },
    },
  },
  completion: {
    summary: "print what a shell needs to complete commands and options",
    takes: "bash|zsh|fish",
    most: 1,
    options: {},
  },
  detect: {
    summary: "score conversations from stdin for frustration and repeats; needs no server",
    options: {
      json: { type: "boolean", help: 'lines of {"id","turns":[{"role","text"}]} in, one line of scores for each out', usage: "needed" },
    },
  },
} as const satisfies Readonly<Record<string, CommandDeclaration>>;

export type Declarations = typeof declarations;
export type CommandName = keyof Declarations;
