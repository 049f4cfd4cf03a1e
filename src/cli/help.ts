/** The help texts. */

import { type CommandName, declarations } from "./declarations.ts";
import { type CommandDeclaration, rowsOf, usageOf } from "./kit/declaration.ts";

export const names = Object.keys(declarations) as readonly CommandName[]; // its own keys

export function overview(): string {
  const rows = names.map((name) => [lineOf(name), declarations[name].summary] as const);
  return `avatar-relay: alerts and records of what happens with your bitHuman avatar, by rules that you write

${columns(rows)}

  avatar-relay COMMAND --help   lists the options of a command
  avatar-relay --version        prints the version
`;
}

export function helpOf(name: CommandName): string {
  const declaration: CommandDeclaration = declarations[name];
  const rows = rowsOf(declaration);
  return `${declaration.summary}\n\n  avatar-relay ${lineOf(name)}\n${rows.length === 0 ? "" : `\n${columns(rows)}\n`}`;
}

/** The command as it is typed. */
export function lineOf(name: CommandName): string {
  return `${name} ${usageOf(declarations[name])}`.trim();
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}   ${right}`).join("\n");
}
