/** The token for the admin port: from the environment, otherwise the generated one. */

import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { mayAct, type NamedToken, readTokens } from "../../core/access/principal.ts";
import type { Instant } from "../../core/time.ts";
import { tokenFile, tokenKey } from "../../observe/admin/sign-in/access.ts";
import { plainTextOf } from "../../plain-file.ts";
import type { CliIo } from "../command.ts";
import type { RunningRelay } from "./running-relay.ts";

/** Undefined where none is found. The relay's note says where the token is, because another place may have an old one. */
export async function adminToken({ folder, adminToken: from }: RunningRelay, io: CliIo): Promise<string | undefined> {
  const { tokens } = readTokens(io.env.AVATAR_RELAY_ADMIN_TOKEN, io.env.AVATAR_RELAY_ADMIN_TOKENS);
  const own = mightiest(tokens);
  if (own !== undefined) return own.token;
  if (from === "file") return plainTextOf(join(folder, tokenFile))?.trim() || undefined;
  return from === "database" && io.env.DATABASE_URL ? inDatabase(folder, io.env.DATABASE_URL, io) : undefined;
}

function mightiest(tokens: readonly NamedToken[]): NamedToken | undefined {
  return tokens.find(({ role }) => tokens.every((other) => mayAct(role, other.role)));
}

async function inDatabase(folder: string, database: string, io: CliIo): Promise<string | undefined> {
  const { openStore } = await import("../../stores/index.ts");
  const opened = await openStore({
    folder,
    database,
    clock: () => Date.now() as Instant, // milliseconds since 1970
    pid: io.pid,
    serves: { evaluate: false, deliver: false },
    superseded: () => {},
    fatal: () => {},
  });
  if (opened.kind !== "opened") return undefined;
  const token = await opened.store.keep(tokenKey, randomBytes(32).toString("base64url"));
  await opened.store.close();
  return token;
}
