/** What is declared of a command, once: its help, its usage and its parsing are read from the same record. */

interface Option {
  readonly type: "string" | "boolean";
  /** What stands for its value. */
  readonly takes?: string;
  readonly help: string;
  /** Where it is part of the usage line. */
  readonly usage?: "needed" | "optional";
}

export interface CommandDeclaration {
  readonly summary: string;
  /** Arguments without a name, as the usage line shows them, and how many there may be (none). */
  readonly takes?: string;
  readonly most?: number;
  /** What the usage line ends with. */
  readonly after?: string;
  /** Help for arguments without a name. */
  readonly notes?: readonly (readonly [string, string])[];
  readonly options: Readonly<Record<string, Option>>;
}

/** What follows the name of a command. */
export function usageOf({ takes, after, options }: CommandDeclaration): string {
  const shown = Object.entries(options).flatMap(([name, option]) => {
    if (option.usage === undefined) return [];
    return option.usage === "needed" ? [spelled(name, option)] : [`[${spelled(name, option)}]`];
  });
  return [takes, ...shown, after].filter((part) => part !== undefined).join(" ");
}

/** Each option, and what it is for. */
export function rowsOf({ notes = [], options }: CommandDeclaration): readonly (readonly [string, string])[] {
  return [...notes, ...Object.entries(options).map(([name, option]) => [spelled(name, option), option.help] as const)];
}

function spelled(name: string, { takes }: Option): string {
  return takes === undefined ? `--${name}` : `--${name} ${takes}`;
}
