/** The code of each command. It is loaded when the command runs, so that quick commands stay quick. */

import { createInterface } from "node:readline";
import type { CliIo } from "./command.ts";
import type { CommandName } from "./declarations.ts";
import { jsonLine } from "./kit/lines.ts";

/** Resolves with the exit code. */
type Run = (args: readonly string[], io: CliIo) => Promise<number>;

export const commands: Readonly<Record<CommandName, Run>> = {
  start: async (args, io) =>
    args.includes("--supervise")
      ? (await import("./start/supervise.ts")).supervise(args, io)
      : (await import("./start/start.ts")).start(args, io),
  init: async (args, io) => (await import("./init/init.ts")).init(args, io),
  check: async (args, io) => (await import("./check/check.ts")).check(args, io),
  test: async (args, io) => (await import("./test/test.ts")).test(args, io),
  "config show": async (args, io) => (await import("./config-show.ts")).configShow(args, io),
  schema: async (args, io) => (await import("./schema.ts")).schema(args, io),
  doctor: async (args, io) => (await import("./doctor/doctor.ts")).doctor(args, io),
  "slack manifest": async (args, io) => (await import("./slack-manifest.ts")).slackManifest(args, io),
  "slack doctor": async (args, io) => (await import("./slack-doctor.ts")).slackDoctor(args, io),
  "source list": async (args, io) => (await import("./source.ts")).sourceList(args, io),
  "source show": async (args, io) => (await import("./source.ts")).sourceShow(args, io),
  "source test": async (args, io) => (await import("./source.ts")).sourceTest(args, io),
  "preset list": async (args, io) => (await import("./preset.ts")).presetList(args, io),
  "preset show": async (args, io) => (await import("./preset.ts")).presetShow(args, io),
  "preset test": async (args, io) => (await import("./preset.ts")).presetTest(args, io),
  send: async (args, io) => (await import("./send.ts")).send(args, io),
  capture: async (args, io) => (await import("./capture/capture.ts")).capture(args, io),
  events: async (args, io) => (await import("./events.ts")).events(args, io),
  deliveries: async (args, io) => (await import("./deliveries.ts")).deliveries(args, io),
  questions: async (args, io) => (await import("./questions.ts")).questions(args, io),
  export: async (args, io) => (await import("./export.ts")).exportEvents(args, io),
  replay: async (args, io) => (await import("./replay/replay.ts")).replay(args, io),
  explain: async (args, io) => (await import("./explain/explain.ts")).explain(args, io),
  why: async (args, io) => (await import("./why.ts")).why(args, io),
  backtest: async (args, io) => (await import("./backtest/backtest.ts")).backtest(args, io),
  tune: async (args, io) => (await import("./tune/tune.ts")).tune(args, io),
  redrive: async (args, io) => (await import("./redrive.ts")).redrive(args, io),
  forget: async (args, io) => (await import("./forget.ts")).forget(args, io),
  report: async (args, io) => (await import("./report.ts")).report(args, io),
  "insights rebuild": async (args, io) => (await import("./insights-rebuild.ts")).insightsRebuild(args, io),
  "secret rotate": async (args, io) => (await import("./secret-rotate.ts")).secretRotate(args, io),
  backup: async (args, io) => (await import("./backup.ts")).backup(args, io),
  restore: async (args, io) => (await import("./backup.ts")).restore(args, io),
  migrate: async (args, io) => (await import("./migrate.ts")).migrate(args, io),
  completion: async (args, io) => (await import("./completion.ts")).completion(args, io),
  async detect(_args, io) {
    const { detect } = await import("./detect.ts");
    await detect(createInterface({ input: io.stdin, crlfDelay: Number.POSITIVE_INFINITY }), (answer) => io.out(jsonLine(answer)));
    return 0;
  },
};
