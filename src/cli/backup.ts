/** `avatar-relay backup FILE` and `restore FILE`: the embedded database as one file, and back. */

import { exitCodes, folderRefusal } from "../app/ending.ts";
import { backUp, restore as putBack, type Restored } from "../stores/sqlite/backup.ts";
import { type CliIo, dataFolder, failed, type Refused, refused, tell } from "./command.ts";
import { misused, readArguments } from "./kit/arguments.ts";
import { plural } from "./kit/lines.ts";

export async function backup(args: readonly string[], io: CliIo): Promise<number> {
  const asked = read(args, io, "backup");
  if ("code" in asked) return tell(asked, io);
  const { file, folder } = asked;
  process.umask(0o077); // what visitors said is in it
  const done = await backUp(folder, file);
  if (done.kind !== "done") return tell(whyNot(done, folder), io);
  io.out(`${file}: ${plural(done.events, "event", "events")}, and all else that the relay keeps; looked through, no damage\n`);
  return exitCodes.ok;
}

export async function restore(args: readonly string[], io: CliIo): Promise<number> {
  const asked = read(args, io, "restore");
  if ("code" in asked) return tell(asked, io);
  const { file, folder } = asked;
  process.umask(0o077);
  const kept = `before-${new Date().toISOString().replace(/[:.]/g, "-")}`; // a name for people alone
  const done = await putBack(folder, file, io.pid, kept);
  if (done.kind !== "done") return tell(whyNot(done, folder), io);
  io.out(`${folder} holds ${plural(done.events, "event", "events")} again; what was there before is relay.db.${kept}. Start the relay.\n`);
  return exitCodes.ok;
}

interface Asked {
  readonly file: string;
  readonly folder: string;
}

function read(args: readonly string[], io: CliIo, command: "backup" | "restore"): Asked | Refused {
  const found = readArguments(command, args);
  if (found.kind === "refused") return found;
  const { data, database } = found.values;
  const [file] = found.positionals;
  if (file === undefined) return misused(command);
  if (database || (data === undefined && io.env.DATABASE_URL))
    return refused(exitCodes.usage, "a PostgreSQL is backed up and restored with its own programs: pg_dump --format=custom, pg_restore");
  return { file, folder: dataFolder(data, io) };
}

function whyNot(result: Exclude<Restored, { kind: "done" }>, folder: string): Refused {
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
