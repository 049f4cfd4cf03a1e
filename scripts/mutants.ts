/** Makes each mutant of a rules file and lets the file's own tests look for it: `tsx scripts/mutants.ts [FILE]`. Tells which survive. */

import { readFileSync } from "node:fs";
import { mutantsOf, survives } from "../test/support/mutants.ts";

const [file = "rules.example.yaml"] = process.argv.slice(2);
const mutants = mutantsOf(readFileSync(file, "utf8"));
const surviving = mutants.filter(survives);
for (const { name } of surviving) console.log(`survives: ${name}`);
console.log(`${mutants.length - surviving.length} of ${mutants.length} mutants are killed`);
