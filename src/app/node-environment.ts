/** What every process gives to the app: its clock, its chance, its files. */

import { createHash, randomBytes } from "node:crypto";
import type { Instant } from "../core/time.ts";
import { readPlainFile } from "../plain-file.ts";
import { keepInFolder } from "../stores/data-folder.ts";
import { openCheckpointer } from "../stores/sqlite/files/checkpoint-opening.ts";
import type { AppEnvironment } from "./environment.ts";

export const nodeEnvironment = {
  now: () => Date.now() as Instant, // milliseconds since 1970
  chance: Math.random,
  digest: (text) => createHash("sha256").update(text).digest("hex"),
  randomId,
  readFile: readPlainFile,
  keepFile: keepInFolder,
  openCheckpointer,
} as const satisfies Partial<AppEnvironment>;

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 130 random bits in Crockford's base 32 (crockford.com/base32.html), without letters that readers confuse. */
function randomId(): string {
  return Array.from(randomBytes(26), (byte) => crockford[byte % 32]).join("");
}
