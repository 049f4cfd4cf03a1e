/** The declaration of a command. Help, usage and parsing read the same record. */

interface Option {
  readonly type: "string" | "boolean";
  /** The placeholder of its value. */
  readonly takes?: string;
  readonly help: string;
  /** Where it is part of the usage line. */
  readonly usage?: "needed" | "optional";
}

export interface CommandDeclaration {
  readonly summary: string;
  /** Positional arguments in the usage line, and their number (none). */
  readonly takes?: string;
  readonly most?: number;
  /** The end of the usage line. */
  readonly after?: string;
  /** Help for positional arguments. */
  readonly notes?: readonly (readonly [string, string])[];
  readonly options: Readonly<Record<string, Option>>;
}

/** The part after the name of a command. */
export function usageOf({ takes, after, options }: CommandDeclaration): string {
  const shown = Object.entries(options).flatMap(([name, option]) => {
    if (option.usage === undefined) return [];
    return option.usage === "needed" ? [spelled(name, option)] : [`[${spelled(name, option)}]`];
  });
  return [takes, ...shown, after].filter((part) => part !== undefined).join(" ");
}

/** Each option with its help. */
export function rowsOf({ notes = [], options }: CommandDeclaration): readonly (readonly [string, string])[] {
  return [...notes, ...Object.entries(options).map(([name, option]) => [spelled(name, option), option.help] as const)];
}

function spelled(name: string, { takes }: Option): string {
  return takes === undefined ? `--${name}` : `--${name} ${takes}`;
}
