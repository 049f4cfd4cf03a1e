// The second half of the build: what tsc leaves behind. Plain JavaScript, so that building needs nothing but typescript.
import { chmodSync, cpSync, existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const asset = /\.(json|yaml|html|css|js|svg|bin)$/;

for (const file of filesUnder(join(root, "src"))) {
  if (asset.test(file)) cpSync(file, join(root, "dist", relative(join(root, "src"), file)));
}

cpSync(join(root, "docs/errors.md"), join(root, "dist/errors.md")); // for check --explain

const command = join(root, "dist/main.js");
if (existsSync(command)) chmodSync(command, 0o755);

function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
