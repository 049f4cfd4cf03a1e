/** What a person reads who asks for help. */

import type { Command } from "./command.ts";

export function overview(commands: readonly Command[]): string {
  const rows = commands.map(({ name, usage, summary }) => [`${name} ${usage}`.trim(), summary] as const);
  return `avatar-relay: what your bitHuman avatar hears, told to the people behind it

${columns(rows)}

  avatar-relay COMMAND --help   tells the options of a command
  avatar-relay --version        tells the version
`;
}

export function helpOf({ name, usage, summary, options }: Command): string {
  const told = options.length === 0 ? "" : `\n${columns(options)}\n`;
  return `${summary}\n\n  avatar-relay ${`${name} ${usage}`.trim()}\n${told}`;
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}   ${right}`).join("\n");
}
