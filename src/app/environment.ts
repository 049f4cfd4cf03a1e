/** What the process gives to the app: everything that a test or another program replaces. */

import type { ChildProcess } from "node:child_process";
import type { Chance } from "../core/delivery.ts";
import type { SenderEnvironment } from "../core/destination.ts";
import type { Failpoint } from "../core/failpoint.ts";
import type { Plugin } from "../core/plugin.ts";
import type { Clock } from "../core/time.ts";
import type { Tickets } from "../net/ticket.ts";
import type { LogOutput } from "../observe/log-output.ts";
import type { Digest } from "../rules/engine/program.ts";
import type { Opened, StoreOptions } from "../stores/index.ts";
import type { ExitCode } from "./ending.ts";

export interface AppEnvironment {
  readonly version: string;
  readonly pid: number;
  readonly now: Clock;
  readonly chance: Chance;
  readonly digest: Digest;
  /** 26 characters, for people to quote. */
  readonly randomId: () => string;
  readonly variable: (name: string) => string | undefined;
  /** Throws Node's error where it cannot. */
  readonly readFile: (path: string) => string;
  /** Replaces a file's text, whole or not at all. Throws Node's error. */
  readonly replaceFile?: (path: string, text: string) => void;
  /** Stores a text in a file of this folder, for this user only. An existing file stays, and its text is returned. Throws Node's error. */
  readonly keepFile: (folder: string, name: string, fresh: string) => string;
  readonly log: LogOutput;
  /** Prints previews. */
  readonly print: (text: string) => void;
  /** Ends the process in order: running work is finished. */
  readonly end: (code: ExitCode, why: string) => void;
  /** Ends the process now. */
  readonly fatal: (code: ExitCode, why: string) => void;
  /** The rules file that runs where none is named. */
  readonly exampleRules: string;
  /** Plug-ins that need no entry in the rules. */
  readonly plugins?: readonly Plugin[];
  /** Opens a process that reads a changed file first. */
  readonly openReader?: () => ChildProcess;
  /** Opens a process that tries out a text of rules. */
  readonly openTrial?: () => ChildProcess;
  /** Begins to check the database at a path for damage, in another process. */
  readonly inspect?: (path: string) => Inspection;
  /** Opens a process that overwrites unused space of the database at a path, after data was deleted. */
  readonly openOverwriter?: NonNullable<StoreOptions["openOverwriter"]>;
  /** Opens a thread that makes the checkpoints of the database at a path. */
  readonly openCheckpointer?: NonNullable<StoreOptions["openCheckpointer"]>;
  /** The file descriptor of the public port's socket, where another process holds it; without it the port is opened here. */
  readonly heldSocket?: number;
  /** No port is opened, because another program's server mounts the handlers. */
  readonly isMounted?: true;
  /** The most files and connections that the system allows the process; undefined where it does not say. */
  readonly descriptors?: number;
  /** For the crash harness. */
  readonly failpoint?: Failpoint;
  readonly openStore?: (options: StoreOptions) => Promise<Opened>;
}

export interface Inspection {
  /** The damage that was found; undefined where the check did not finish. */
  readonly problems: Promise<readonly string[] | undefined>;
  stop(): void;
}

/** The part of it for a destination. */
export function senderEnvironment(
  { now, chance, variable, version, print }: AppEnvironment,
  { seal }: Tickets,
  { addEvent, keep, rooms }: Pick<SenderEnvironment, "addEvent" | "keep" | "rooms">,
): SenderEnvironment {
  return { now, chance, variable, userAgent: `avatar-relay/${version}`, seal, addEvent, keep, rooms, print };
}
