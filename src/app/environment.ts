/** What the process gives to the app: everything that a test or another process would give differently. */

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
  /** Puts a text into the place of a file, whole or not at all. Throws Node's error. */
  readonly replaceFile?: (path: string, text: string) => void;
  /** Keeps a text in a file of this folder, for this user only; one that is there already stays, and is the answer. Throws as Node does. */
  readonly keepFile: (folder: string, name: string, fresh: string) => string;
  readonly log: LogOutput;
  /** Where previews are shown. */
  readonly print: (text: string) => void;
  /** The process has to end in order: what is under way is finished. */
  readonly end: (code: ExitCode, why: string) => void;
  /** The process has to end now. */
  readonly fatal: (code: ExitCode, why: string) => void;
  /** The file that runs where none is named. */
  readonly exampleRules: string;
  /** Plug-ins that are there without being named in the rules. */
  readonly plugins?: readonly Plugin[];
  /** Opens a process in which a changed file is read first. */
  readonly openReader?: () => ChildProcess;
  /** Opens a process in which a text of rules is tried. */
  readonly openTrial?: () => ChildProcess;
  /** Begins to look through the database at a path for damage, beside this process. */
  readonly inspect?: (path: string) => Inspection;
  /** Opens a process that overwrites what is unused in the database at a path, after something was forgotten. */
  readonly openOverwriter?: NonNullable<StoreOptions["openOverwriter"]>;
  /** The file descriptor of the public port's socket, where another process has bound it and holds it; without, the port is our own. */
  readonly heldSocket?: number;
  /** The two ports are not opened: what answers on them is mounted in a server of somebody else's. */
  readonly isMounted?: true;
  /** How many files and connections the system lets the process have open; undefined where it does not say. */
  readonly descriptors?: number;
  /** For the crash harness. */
  readonly failpoint?: Failpoint;
  readonly openStore?: (options: StoreOptions) => Promise<Opened>;
}

export interface Inspection {
  /** What is wrong; undefined where it came to no end. */
  readonly problems: Promise<readonly string[] | undefined>;
  stop(): void;
}

/** What of it a destination is given. */
export function senderEnvironment(
  { now, chance, variable, version, print }: AppEnvironment,
  { seal }: Tickets,
  { addEvent, keep, rooms }: Pick<SenderEnvironment, "addEvent" | "keep" | "rooms">,
): SenderEnvironment {
  return { now, chance, variable, userAgent: `avatar-relay/${version}`, seal, addEvent, keep, rooms, print };
}
