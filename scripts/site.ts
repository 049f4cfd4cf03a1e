/** docs/ as a static site in site/dist: `npm run docs:site`. VitePress is installed into site/ first, from the lock there. */

import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { requireFrom } from "../test/support/packages.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const vitepress = join(dirname(requireFrom("site", root).resolve("vitepress/package.json")), "bin/vitepress.js");
const { status } = spawnSync(process.execPath, [vitepress, "build", join(root, "site")], { stdio: "inherit" });
process.exitCode = status ?? 1;
