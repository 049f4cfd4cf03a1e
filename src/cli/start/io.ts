/** What a command may use of its process. */

import type { AppEnvironment } from "../../app/environment.ts";
import type { EnvFile } from "../kit/env-file.ts";

/** What a command may use of its process. */
export interface StartIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The file beside the rules that a part of it comes from. */
  readonly envFile?: EnvFile;
  readonly pid: number;
  readonly version: string;
  /** Where rules.example.yaml is. */
  readonly exampleRules: string;
  /** The file that this process runs. */
  readonly entry?: string | undefined;
  readonly out: (text: string) => void;
  /** Whether a person is looking at it. */
  readonly isTerminal: boolean;
  /** Gets the log lines. */
  readonly log: AppEnvironment["log"];
  readonly error: (text: string) => void;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
  readonly onSignal: (signal: "SIGTERM" | "SIGINT" | "SIGHUP", handle: () => void) => void;
  /** Set where a supervisor holds the public port. */
  readonly supervisor?: { readonly heldSocket: number; ready(adminPort: number): void };
  /** For the crash harness. */
  readonly environment?: Partial<Pick<AppEnvironment, "failpoint" | "openStore" | "now">>;
}
