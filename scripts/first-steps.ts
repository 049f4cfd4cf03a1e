/** Does what README.md tells a newcomer, word for word, in a fresh clone: `tsx scripts/first-steps.ts CLONE`. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runnableBlocks, type Typed, typeBlocks } from "./runnable-blocks.ts";

const folder = process.argv[2];
if (folder === undefined) throw new Error("which clone?");

/** What each relay of the page has to show, in the order of the page. */
const shows = [/support[\s\S]*speak to a human/, /was asked about prices/];

const blocks = runnableBlocks(readFileSync(join(folder, "README.md"), "utf8"));
await typeBlocks(blocks, { folder, env: process.env, patience: 600_000 }, look);

/** The commands have succeeded, and the alerts were shown. */
function look(typed: readonly Typed[]): void {
  const failed = typed.filter(({ block, status }) => status !== (block.stays ? null : 0));
  for (const each of typed) console.log(`${failed.includes(each) ? "FAILS" : "works"}: ${each.block.text}`);
  for (const { output } of failed) console.error(output());
  const relays = typed.filter(({ block }) => block.stays);
  const missing = shows.filter((what, index) => !what.test(relays[index]?.output() ?? ""));
  for (const what of missing) console.error(`not shown: ${what}`);
  if (failed.length > 0 || missing.length > 0) process.exitCode = 1;
}
