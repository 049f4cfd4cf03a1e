/** `avatar-relay backup FILE` and `restore FILE`: copies the database to one file, and back. */

import { closeSync, openSync, readSync } from "node:fs";

import { exitCodes, folderRefusal } from "../app/ending.ts";
import { backUpPostgres, type PostgresCopied, restorePostgres } from "../stores/postgres/backup.ts";
import { backUp, restore as putBack, type Restored } from "../stores/sqlite/backup.ts";
import { type CliIo, dataFolder, failed, type Refused, refused, reportRefusal } from "./command.ts";
import { misused, readArguments } from "./kit/arguments.ts";
import { plural } from "./kit/lines.ts";

export async function backup(args: readonly string[], io: CliIo): Promise<number> {
  const asked = readBackupArguments(args, io, "backup");
  if ("code" in asked) return reportRefusal(asked, io);
  const { file, folder, url } = asked;
  process.umask(0o077); // it contains visitors' words
  if (url !== undefined) return printCopied(await backUpPostgres({ url, file }), `${file}: `, io);
  const done = await backUp(folder, file);
  if (done.kind !== "done") return reportRefusal(backupRefusal(done, folder), io);
  io.out(`${file}: ${plural(done.events, "event", "events")}, and all else that the relay keeps; looked through, no damage\n`);
  return exitCodes.ok;
}

export async function restore(args: readonly string[], io: CliIo): Promise<number> {
  const asked = readBackupArguments(args, io, "restore");
  if ("code" in asked) return reportRefusal(asked, io);
  const { file, folder, url } = asked;
  process.umask(0o077);
  const mismatch = mismatchOf(file, url);
  if (mismatch !== undefined) return reportRefusal(refused(exitCodes.usage, mismatch), io);
  if (url !== undefined) return printCopied(await restorePostgres({ url, file }), "the database holds ", io);
  const kept = `before-${new Date().toISOString().replace(/[:.]/g, "-")}`; // a name for people
  const done = await putBack(folder, file, io.pid, kept);
  if (done.kind !== "done") return reportRefusal(backupRefusal(done, folder), io);
  io.out(`${folder} holds ${plural(done.events, "event", "events")} again; what was there before is relay.db.${kept}. Start the relay.\n`);
  return exitCodes.ok;
}

interface Asked {
  readonly file: string;
  readonly folder: string;
  /** For a PostgreSQL; undefined for the embedded database. */
  readonly url: string | undefined;
}

function readBackupArguments(args: readonly string[], io: CliIo, command: "backup" | "restore"): Asked | Refused {
  const found = readArguments(command, args);
  if (found.kind === "refused") return found;
  const { data, database } = found.values;
  const [file] = found.positionals;
  if (file === undefined) return misused(command);
  const url = database || (data === undefined ? io.env.DATABASE_URL || undefined : undefined);
  if (url !== undefined && !/^postgres(ql)?:\/\//.test(url))
    return refused(exitCodes.usage, "--database (DATABASE_URL) must be a URL such as postgres://user:password@host:5432/relay");
  return { file, folder: dataFolder(data, io), url };
}

/** The first bytes of a file show which database it comes from. */
function mismatchOf(file: string, url: string | undefined): string | undefined {
  const head = headOf(file);
  const isCompressed = head[0] === 0x1f && head[1] === 0x8b;
  const isSqlite = head.toString("latin1").startsWith("SQLite format 3");
  if (url === undefined && isCompressed)
    return `${file} is a backup of a PostgreSQL: say where it goes with --database (an empty database)`;
  if (url !== undefined && isSqlite)
    return `${file} is a backup of the embedded database: restore it with --data DIR, then avatar-relay migrate --from sqlite --to postgres moves it`;
  return undefined;
}

function headOf(file: string): Buffer {
  const head = Buffer.alloc(16);
  try {
    const descriptor = openSync(file, "r");
    readSync(descriptor, head, 0, head.length, 0);
    closeSync(descriptor);
  } catch {
    // The restore reports what is wrong with the path.
  }
  return head;
}

function printCopied(copied: PostgresCopied, where: string, io: CliIo): number {
  if (copied.kind === "done") {
    io.out(`${where}${plural(copied.events, "event", "events")}, and all else that the relay keeps\n`);
    return exitCodes.ok;
  }
  if (copied.kind === "newer") return reportRefusal(backupRefusal(copied, ""), io);
  const codes = {
    missing: exitCodes.usage,
    exists: exitCodes.usage,
    damaged: exitCodes.damaged,
    unsuited: failed,
    unreachable: exitCodes.configuration,
  };
  const names = { missing: "", exists: "", damaged: "E_DAMAGED: ", unsuited: "", unreachable: "E_DATABASE_UNREACHABLE: " };
  return reportRefusal(refused(codes[copied.kind], `${names[copied.kind]}${copied.detail}. Nothing was written.`), io);
}

function backupRefusal(result: Exclude<Restored, { kind: "done" }>, folder: string): Refused {
  switch (result.kind) {
    case "missing":
      return refused(exitCodes.usage, `there is no file ${result.path}: is the path right?`);
    case "exists":
      return refused(exitCodes.usage, `${result.path} is there already: name a new file`);
    case "damaged":
      return refused(exitCodes.damaged, `E_DAMAGED: ${result.path}: ${result.detail}. Nothing was written.`);
    case "locked":
      return refused(exitCodes.locked, `E_LOCKED: a relay (pid ${result.pid ?? "unknown"}) runs on ${folder}: stop it first`);
    case "newer":
      return refused(failed, `E_SCHEMA_NEWER: the backup is of a later version (schema ${result.found}): restore it with that version`);
    case "unusable": {
      const { code, problems } = folderRefusal(result.trouble, result.path);
      return refused(code, problems.join("\n"));
    }
    default:
      return result satisfies never;
  }
}
