/** `avatar-relay secret rotate`: changes the key that signs links and buttons, in a running relay or in its data. */

import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { exitCodes, storeRefusal } from "../app/ending.ts";
import type { Instant } from "../core/time.ts";
import { rotateKey } from "../net/ticket-key.ts";
import { databaseIn, type Opened, openStore } from "../stores/index.ts";
import { type CliIo, dataFolder, type Refused, refused, reportRefusal } from "./command.ts";
import { createAdminClient } from "./kit/admin-client.ts";
import { readArguments } from "./kit/arguments.ts";
import { readRunningRelay } from "./kit/running-relay.ts";

export async function secretRotate(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("secret rotate", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const folder = dataFolder(read.values.data, io);
  const database = read.values.database || (read.values.data === undefined ? io.env.DATABASE_URL : undefined);
  const problem = database ? await inData(folder, io, database) : await ofRelay(folder, io);
  if (problem !== undefined) return reportRefusal(problem, io);
  io.out("the key was changed: links in letters and messages, and buttons in Slack, that were sent before are refused from now on\n");
  if (database) io.out("relays that run on this database take it up within ten seconds\n");
  return exitCodes.ok;
}

/** Undefined where it was done. */
async function ofRelay(folder: string, io: CliIo): Promise<Refused | undefined> {
  const running = readRunningRelay(folder);
  const client = running === undefined ? undefined : createAdminClient(running, io);
  if (client !== undefined && (await client.isThere())) {
    const answer = await client.post("/api/secret/rotate", {});
    return answer.kind === "refused" ? answer : undefined;
  }
  if (!existsSync(databaseIn(folder)))
    return refused(
      exitCodes.usage,
      `there is no data in ${folder}: name the folder of the relay with --data, or its database in DATABASE_URL`,
    );
  return inData(folder, io, undefined);
}

async function inData(folder: string, io: CliIo, database: string | undefined): Promise<Refused | undefined> {
  const opened: Opened = await openStore({
    folder,
    ...(database === undefined ? {} : { database }),
    clock: () => Date.now() as Instant, // milliseconds since 1970
    pid: io.pid,
    serves: { evaluate: false, deliver: false },
    superseded: () => {},
    fatal: (why) => io.exit(exitCodes[why === "damaged" ? "damaged" : "fsync"]),
  });
  if (opened.kind !== "opened") {
    const { code, problems } = storeRefusal(opened, folder);
    return refused(code, problems.join("\n"));
  }
  await rotateKey(opened.store.keep, randomBytes(32).toString("base64url"));
  await opened.store.close();
  return undefined;
}
