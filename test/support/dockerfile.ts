/** One instruction of a Dockerfile, continuation lines joined. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** A stage: what stands between one FROM and the next. */
export interface Stage {
  readonly image: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

export function stagesOf(text: string): readonly Stage[] {
  const stages: { image: string; name: string | undefined; instructions: Instruction[] }[] = [];
  for (const instruction of instructionsOf(text)) {
    if (instruction.name === "FROM") {
      const [image = "", , name] = instruction.rest.split(/\s+/);
      stages.push({ image, name, instructions: [] });
    } else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

function instructionsOf(text: string): readonly Instruction[] {
  return text
    .replaceAll(/^\s*#.*$/gm, "")
    .replaceAll(/\\\n/g, " ")
    .split("\n")
    .map((line) => /^(\w+)\s+(.*)$/.exec(line.trim()))
    .flatMap((match) => (match === null ? [] : [{ name: (match[1] ?? "").toUpperCase(), rest: (match[2] ?? "").trim() }]));
}
