/** All commands, in the order in which a person meets them. */

import { createInterface } from "node:readline";
import type { Command } from "./command.ts";

const data: readonly [string, string] = ["--data DIR", "the relay's data folder (DATA, or ./data)"];
const limit: readonly [string, string] = ["--limit N", "how many, the newest first (50)"];
const json: readonly [string, string] = ["--json", "one JSON object a line"];

export const commands: readonly Command[] = [
  {
    name: "start",
    summary: "run the relay; without --rules as a preview that sends nothing",
    usage: "[--rules FILE]",
    options: [
      ["--rules FILE", "the rules to run (RULES)"],
      ["--data DIR", "where events and deliveries are kept (DATA, or ./data)"],
      ["--database URL", "keep them in a PostgreSQL instead, which several relays can share (DATABASE_URL)"],
      ["--supervise", "start it again whenever it ends by itself; who connects meanwhile waits"],
      ["--only STAGES", "with --database: only some of receive,evaluate,deliver"],
      ["--port N", "where webhooks come in (PORT, or 8080; 0 picks a free one)"],
      ["--host A", "the address to listen on (HOST)"],
      ["--admin-port N", "the live page, its API and metrics (ADMIN_PORT, or 8081)"],
      ["--admin-host A", "127.0.0.1 unless AVATAR_RELAY_ADMIN_TOKEN is set (ADMIN_HOST)"],
    ],
    run: async (args, io) =>
      args.includes("--supervise")
        ? (await import("./start/supervise.ts")).supervise(args, io)
        : (await import("./start.ts")).start(args, io),
  },
  {
    name: "init",
    summary: "write rules.yaml, its schema for editors, and .env.example; overwrites nothing",
    usage: "[DIR]",
    options: [],
    run: async (args, io) => (await import("./init.ts")).init(args, io),
  },
  {
    name: "check",
    summary: "every mistake in a rules file, with its place; exit code 2 if there is one",
    usage: "FILE",
    options: [],
    run: async (args, io) => (await import("./check.ts")).check(args, io),
  },
  {
    name: "test",
    summary: "run the tests that a rules file holds; exit code 2 if one fails",
    usage: "FILE",
    options: [
      ["--junit OUT", "also write a report in JUnit's format"],
      ["--from-session S", "instead write a test from a conversation that was recorded, without what tells who it was"],
      ["--data DIR", "with --from-session: the relay's data folder (DATA, or ./data)"],
    ],
    run: async (args, io) => (await import("./test.ts")).test(args, io),
  },
  {
    name: "config show",
    summary: "the configuration in effect, secrets as ***",
    usage: "[FILE]",
    options: [["…", "the options of start"]],
    run: async (args, io) => (await import("./config-show.ts")).configShow(args, io),
  },
  {
    name: "schema",
    summary: "the JSON Schema of rules.yaml, for completion in editors",
    usage: "> rules.schema.json",
    options: [["--preset", "that of preset files instead"]],
    run: async (args, io) => (await import("./schema.ts")).schema(args, io),
  },
  {
    name: "doctor",
    summary: "whether everything that the relay needs is there, with the cure where it is not",
    usage: "[FILE]",
    options: [
      ["--rules FILE", "the rules it runs (RULES)"],
      ["--data DIR", "the relay's data folder (DATA, or ./data)"],
    ],
    run: async (args, io) => (await import("./doctor.ts")).doctor(args, io),
  },
  {
    name: "slack manifest",
    summary: "the Slack app that the relay needs, with a link that creates it",
    usage: "[--mode socket|http] [--url U]",
    options: [
      ["--mode M", "socket: no public address is needed (default); http: signed requests to --url"],
      ["--url U", "with http: where Slack reaches the public port, e.g. https://relay.example.com"],
      ["--name N", "what the app is called (avatar-relay)"],
      ["--groups", "lets it see who is in a user group, for slack: allow: with groups (S…)"],
      ["--replies", "lets it hear what is written in channels, for slack: thread_replies:"],
    ],
    run: async (args, io) => (await import("./slack-manifest.ts")).slackManifest(args, io),
  },
  {
    name: "slack doctor",
    summary: "tries tokens, scopes, the way back in, and each channel by a message that is taken away again",
    usage: "[--rules FILE]",
    options: [
      ["--rules FILE", "the rules whose channels to try (RULES)"],
      ["--channel C", "only this channel"],
    ],
    run: async (args, io) => (await import("./slack-doctor.ts")).slackDoctor(args, io),
  },
  {
    name: "source list",
    summary: "the senders whose webhooks are understood",
    usage: "",
    options: [],
    run: async (args, io) => (await import("./source.ts")).sourceList(args, io),
  },
  {
    name: "source show",
    summary: "the file of a source preset, to copy and change",
    usage: "NAME > my.yaml",
    options: [],
    run: async (args, io) => (await import("./source.ts")).sourceShow(args, io),
  },
  {
    name: "source test",
    summary: "the events that a body becomes; sends nothing",
    usage: "NAME|FILE BODY",
    options: [["BODY", "a file that holds the body of a webhook; - reads standard input"]],
    run: async (args, io) => (await import("./source.ts")).sourceTest(args, io),
  },
  {
    name: "preset list",
    summary: "the presets for CRMs, help desks and chats",
    usage: "",
    options: [],
    run: async (args, io) => (await import("./preset.ts")).presetList(args, io),
  },
  {
    name: "preset show",
    summary: "a preset's file, to copy and change",
    usage: "NAME > my.yaml",
    options: [],
    run: async (args, io) => (await import("./preset.ts")).presetShow(args, io),
  },
  {
    name: "preset test",
    summary: "the requests that a preset would make; sends nothing",
    usage: "NAME|FILE [key=value …]",
    options: [
      ["key=value", "what rules.yaml would say beside preset:, e.g. base=https://acme.zendesk.com"],
      ["--text T", "what the visitor says"],
      ["--email A", "the visitor's e-mail; none where it is empty"],
    ],
    run: async (args, io) => (await import("./preset.ts")).presetTest(args, io),
  },
  {
    name: "send",
    summary: "one signed sample event, and what the rules made of it",
    usage: 'chat.push "text"',
    options: [
      ["--session S", "the conversation it belongs to"],
      ["--role R", "who says it: user or agent (user)"],
      ["--agent A", "the avatar's id"],
      ["--url U", "where to send it (the relay of the data folder); without a path /webhook is meant"],
      ["--header", "show the secret in x-webhook-secret, as bitHuman's dashboard does, instead of signing"],
      ["--ca FILE", "a certificate to believe over https, beside that of the data folder's relay"],
      ["--data DIR", "where its secret and the relay are found, unless BITHUMAN_WEBHOOK_SECRET and --url say so"],
    ],
    run: async (args, io) => (await import("./send.ts")).send(args, io),
  },
  {
    name: "capture",
    summary: "keep the first requests of a sender as they come, and say which format and signature they have",
    usage: "[--port N] [--count 20] [--out FILE]",
    options: [
      ["--port N", "where they come in (PORT, or 8080; 0 picks a free one)"],
      ["--host A", "the address to listen on (127.0.0.1)"],
      ["--count N", "how many (20); then it ends"],
      ["--out FILE", "add them to a file, one JSON object a line (stdout)"],
    ],
    run: async (args, io) => (await import("./capture.ts")).capture(args, io),
  },
  {
    name: "events",
    summary: "what came in, and which rules held",
    usage: "[--session S] [--type T]",
    options: [
      data,
      ["--session S", "of one conversation"],
      ["--type T", "e.g. chat.push"],
      ["--status S", "pending, evaluated or quarantined"],
      limit,
      json,
    ],
    run: async (args, io) => (await import("./events.ts")).events(args, io),
  },
  {
    name: "deliveries",
    summary: "what went out, what waits, and what failed why",
    usage: "[--dead]",
    options: [
      data,
      ["--dead", "only what could not be delivered"],
      ["--state S", "waiting, sending, delivered or dead"],
      ["--to D", "to one destination"],
      ["--rule R", "of one rule"],
      ["--event ID", "of one event"],
      limit,
      json,
    ],
    run: async (args, io) => (await import("./deliveries.ts")).deliveries(args, io),
  },
  {
    name: "export",
    summary: "what was recorded, as lines of JSON, oldest first",
    usage: "[--session S] > events.jsonl",
    options: [
      data,
      ["--session S", "of one conversation"],
      ["--type T", "e.g. chat.push"],
      ["--since 7d", "only this span before the newest event"],
    ],
    run: async (args, io) => (await import("./export.ts")).exportEvents(args, io),
  },
  {
    name: "replay",
    summary: "send exported events again, freshly signed, e.g. to a test installation",
    usage: "FILE|- --url U [--rate N]",
    options: [
      ["FILE", "what `export` wrote, or raw bodies, one a line; - reads standard input"],
      ["--url U", "where to, e.g. http://127.0.0.1:8080 (/webhook is meant without a path); BITHUMAN_WEBHOOK_SECRET signs"],
      ["--rate N", "no more than N a second"],
      ["--ca FILE", "a certificate to believe over https, beside that of the data folder's relay"],
      ["--data DIR", "a data folder whose own secret signs, where BITHUMAN_WEBHOOK_SECRET is not set"],
      ["--yes", "also to another machine"],
    ],
    run: async (args, io) => (await import("./replay.ts")).replay(args, io),
  },
  {
    name: "explain",
    summary: "why each rule held for one event, or did not, and what it saw",
    usage: "--event ID",
    options: [data, ["--event ID", "as `events` lists it"], ["--json", "one JSON object"]],
    run: async (args, io) => (await import("./explain.ts")).explain(args, io),
  },
  {
    name: "why",
    summary: "the same for a whole conversation, rule by rule",
    usage: "--session S",
    options: [data, ["--session S", "the conversation"], ["--json", "one JSON object"]],
    run: async (args, io) => (await import("./why.ts")).why(args, io),
  },
  {
    name: "backtest",
    summary: "what an edited rules file would have done otherwise with what was recorded",
    usage: "--rules NEW [--against OLD]",
    options: [
      data,
      ["--rules NEW", "the edited file"],
      ["--against OLD", "a file to compare with (the rules that ran last)"],
      ["--since 7d", "only changes in this span before the last event"],
      ["--json", "one JSON object"],
    ],
    run: async (args, io) => (await import("./backtest.ts")).backtest(args, io),
  },
  {
    name: "tune",
    summary: "raise the bounds of detectors as far as Useful and Noise under alerts allow; prints a diff",
    usage: "--rules FILE",
    options: [
      data,
      ["--rules FILE", "the file whose bounds may move"],
      ["--labels FILE", 'further labels, lines of {"rule","session" or "event","label":"useful" or "noise"}'],
      ["--write", "change the file"],
    ],
    run: async (args, io) => (await import("./tune.ts")).tune(args, io),
  },
  {
    name: "redrive",
    summary: "send dead letters again: counts first, then asks",
    usage: "[--to D] [--rule R] [--yes]",
    options: [
      data,
      ["--to D", "only to one destination"],
      ["--rule R", "only of one rule"],
      ["--reason R", "only what ended for this reason, e.g. exhausted"],
      ["--since T", "only what ended since 2026-03-02T09:00:00Z, or in the last 2h"],
      ["--rate N", "no more than N a second"],
      ["--new-key", "under new idempotency keys, for a receiver that would pass over the old ones"],
      ["--yes", "do not ask; without it, and with nobody to ask, it only counts"],
    ],
    run: async (args, io) => (await import("./redrive.ts")).redrive(args, io),
  },
  {
    name: "forget",
    summary: "remove what is known of one conversation: counts first, then asks",
    usage: "--session S [--yes]",
    options: [data, ["--session S", "the conversation"], ["--yes", "do not ask; without it, and with nobody to ask, it only counts"]],
    run: async (args, io) => (await import("./forget.ts")).forget(args, io),
  },
  {
    name: "secret rotate",
    summary: "change the key that signs links and buttons: those that were sent before are refused from then on",
    usage: "",
    options: [data, ["--database URL", "the PostgreSQL of the relay, better given as DATABASE_URL"]],
    run: async (args, io) => (await import("./secret-rotate.ts")).secretRotate(args, io),
  },
  {
    name: "migrate",
    summary: "move a relay's data to a PostgreSQL; most of it while the relay runs",
    usage: "--from sqlite --to postgres --database URL",
    options: [data, ["--database URL", "an empty database, or a schema of its own in one (DATABASE_URL)"]],
    run: async (args, io) => (await import("./migrate.ts")).migrate(args, io),
  },
  {
    name: "detect",
    summary: "scores conversations from stdin for frustration and repeats; needs no server",
    usage: "--json",
    options: [["--json", 'lines of {"id","turns":[{"role","text"}]} in, one line of scores for each out']],
    async run(_args, io) {
      const { detect } = await import("./detect.ts");
      await detect(createInterface({ input: io.stdin, crlfDelay: Number.POSITIVE_INFINITY }), (line) => io.out(`${line}\n`));
      return 0;
    },
  },
];
