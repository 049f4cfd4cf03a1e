/** Lists names of src that stand for several unrelated things: exported types, and functions in more than `--most` files (3). `npx tsx scripts/words.ts` */

import { parseArgs } from "node:util";
import { sharedFunctions, sharedTypes } from "../test/support/names.ts";
import { readTree } from "../test/support/source-tree.ts";

const { values } = parseArgs({ options: { most: { type: "string", default: "3" } } });
const source = readTree("src");
const types = sharedTypes(source);
const functions = sharedFunctions(source).filter(({ files }) => files.length > Number(values.most));

console.log(`types that several files export under one name: ${types.length}`);
for (const { name, files } of types) console.log(`  ${name}: ${files.join(", ")}`);
console.log(`functions of one name in more than ${values.most} files: ${functions.length}`);
for (const { name, files } of functions) console.log(`  ${name} ${files.length}: ${files.join(", ")}`);
