/** How a start ends: with two ports, or with an exit code and every reason for it. */

import type { Opened } from "../stores/index.ts";
import { NoEngine, troubleOf } from "../stores/sqlite/driver.ts";
import { type SystemTrouble, systemTroubleOf } from "../stores/system-trouble.ts";

/** Exit codes; from 64 on those of sysexits.h. */
export const exitCodes = { ok: 0, mistakes: 2, usage: 64, damaged: 65, bug: 70, locked: 73, fsync: 74, configuration: 78 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export type Started =
  | {
      readonly kind: "started";
      readonly port: number;
      readonly adminPort: number;
      /** Where the tokens of the admin port are stored, and the generated one, if there is one. */
      readonly tokens: { readonly from: string; readonly made: string | undefined };
    }
  | { readonly kind: "refused"; readonly code: ExitCode /** Every reason, one line each. */; readonly problems: readonly string[] };

export type Refusal = Started & { readonly kind: "refused" };

export function refusal(code: ExitCode, problems: readonly string[]): Refusal {
  return { kind: "refused", code, problems };
}

/** Why a store could not be opened, and what to do. */
export function storeRefusal(opened: Exclude<Opened, { kind: "opened" }>, data: string): Refusal {
  switch (opened.kind) {
    case "locked":
      return refusal(exitCodes.locked, [
        opened.pid === undefined
          ? `E_LOCKED: the data folder ${data} is locked by another program: stop it (fuser ${data}/* shows its pid), or use another --data`
          : `E_LOCKED: the data folder ${data} is locked by pid ${opened.pid}: stop that process, or use another --data`,
      ]);
    case "damaged":
      return refusal(exitCodes.damaged, [
        `E_DAMAGED: ${opened.detail}. Nothing was changed. Restore relay.db from a backup, or move it away to start empty.`,
      ]);
    case "unusable":
      return folderRefusal(opened.trouble, opened.path);
    case "unreachable":
      return refusal(exitCodes.configuration, [
        `E_DATABASE_UNREACHABLE: the database of --database does not let us in (${opened.detail}): is the address right, does it run, are user and password right?`,
      ]);
    case "unsuited":
      return refusal(exitCodes.configuration, [`${opened.code}: ${opened.detail}`]);
    default:
      return opened satisfies never;
  }
}

/** Why the data folder cannot be used. */
export function folderRefusal({ isDisk, what, cure }: SystemTrouble, path: string): Refusal {
  const code = isDisk ? "E_DISK" : "E_DATA_FOLDER";
  return refusal(isDisk ? exitCodes.fsync : exitCodes.configuration, [`${code}: ${path}: ${what}: ${cure}`]);
}

/** The exit code for an uncaught error. An error of the operating system or the database is no bug of ours. */
export function endingOf(error: unknown): { readonly code: ExitCode; readonly why: string } {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof NoEngine) return { code: exitCodes.configuration, why: `E_SQLITE_MISSING: ${text}` };
  const trouble = systemTroubleOf(error);
  if (trouble !== undefined)
    return { code: trouble.isDisk ? exitCodes.fsync : exitCodes.configuration, why: `${text}: ${trouble.what}: ${trouble.cure}` };
  if (error instanceof Error && troubleOf(error) === "corrupt")
    return { code: exitCodes.damaged, why: `E_DAMAGED: ${text}. Restore relay.db from a backup, or move it away to start empty.` };
  return { code: exitCodes.bug, why: text };
}
