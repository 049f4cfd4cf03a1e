/** `avatar-relay migrate`: moves a relay's data from the embedded file to a PostgreSQL. */

import { exitCodes } from "../app/ending.ts";
import { type MoveProgress, moveToPostgres } from "../stores/move/index.ts";
import { type CliIo, dataFolder, failed, refused, reportRefusal } from "./command.ts";
import { readArguments } from "./kit/arguments.ts";

export async function migrate(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("migrate", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const { from = "sqlite", to = "postgres", data, database } = read.values;
  if (from !== "sqlite" || to !== "postgres") {
    return reportRefusal(refused(exitCodes.usage, `from ${from} to ${to} is not possible: --from sqlite --to postgres is`), io);
  }
  const url = database || io.env.DATABASE_URL;
  if (!url)
    return reportRefusal(
      refused(exitCodes.usage, "where to? Say --database postgres://user:password@host:5432/relay, or set DATABASE_URL"),
      io,
    );
  const folder = dataFolder(data, io);
  const at = new Date().toISOString(); // for people alone
  const moved = await moveToPostgres({ folder, url, pid: io.pid, at, report: (progress) => io.error(`${progressWords(progress)}\n`) });
  if (moved.kind === "refused")
    return reportRefusal(refused(moved.reason === "source" ? failed : exitCodes.configuration, moved.problem), io);
  if (moved.kind === "already") io.out("everything has been moved already: start the relay with --database\n");
  else {
    const counts = Object.entries(moved.counts).map(([table, rows]) => `${rows} ${table}`);
    const seconds = (moved.downFor / 1_000).toFixed(1);
    io.out(`moved and compared: ${counts.join(", ")}; ${seconds} s after the relay had stopped. Start it with --database now.\n`);
  }
  return exitCodes.ok;
}

function progressWords(progress: MoveProgress): string {
  switch (progress.kind) {
    case "copied":
      return `${progress.table}: ${progress.rows} of ${progress.of}`;
    case "waiting":
      return `what is settled is copied. Stop the relay now (pid ${progress.pid ?? "unknown"}); the rest takes seconds.`;
    case "stopped":
      return "the relay has stopped; copying the rest";
    default:
      return progress satisfies never;
  }
}
