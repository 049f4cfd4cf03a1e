/** The command line, run in this process: what it printed and how it ended. */

import { Readable } from "node:stream";
import { run } from "../../src/cli/index.ts";
import { createLogOutput } from "../../src/observe/log-output.ts";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Setting {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly isTerminal?: boolean;
  readonly isErrorTerminal?: boolean;
  /** Hears what is written to stderr at once. */
  readonly heard?: (text: string) => void;
  /** Hears what is written to stdout at once. */
  readonly printed?: (text: string) => void;
}

export async function cli(
  args: readonly string[],
  { env = {}, input = "", isTerminal = false, isErrorTerminal = false, heard = () => {}, printed = () => {} }: Setting = {},
): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await run(args, {
    env,
    pid: 4242,
    version: "1.2.3",
    exampleRules: "rules.example.yaml",
    stdin: Readable.from([input]),
    isTerminal,
    isErrorTerminal,
    log: createLogOutput({ put: Object.assign(() => {}, { now: () => 0 }), droppedLine: () => "" }),
    out(text) {
      out.push(text);
      printed(text);
    },
    error(text) {
      err.push(text);
      heard(text);
    },
    exit(status) {
      throw new Error(`exit ${status}`);
    },
    onSignal() {},
  });
  return { code, out: out.join(""), err: err.join("") };
}
