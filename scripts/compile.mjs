/**
 * What `npm start` compiles: only files that have changed since dist/ was written. Types are judged by `npm run build` and `npm run check`;
 * a fresh clone does not wait for them.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "src");
const target = join(root, "dist");
const config = join(root, "tsconfig.build.json");

const sources = filesUnder(source).filter((file) => file.endsWith(".ts"));
const newest = Math.max(...[config, join(root, "tsconfig.json"), join(root, "package-lock.json")].map(timeOf));
const changed = sources.filter((file) => timeOf(outputOf(file)) < Math.max(timeOf(file), newest));

removeOrphans();
if (changed.length > 0) await compile();

/** The compiler keeps a record of what it wrote, and would not see what was written here: where there is one, it does the work. */
async function compile() {
  if (existsSync(join(target, ".tsbuildinfo"))) {
    const { status } = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", config], { stdio: "inherit" });
    if (status !== 0) process.exit(1);
    const stale = changed.filter((file) => timeOf(outputOf(file)) < timeOf(file)); // it does not write what comes out the same
    for (const file of stale) if (existsSync(outputOf(file))) writeFileSync(outputOf(file), readFileSync(outputOf(file)));
    return;
  }
  const { default: ts } = await import("typescript");
  const fail = ({ messageText }) => {
    throw new Error(String(messageText));
  };
  // Each file for itself: no types are looked up, so no file reads another.
  const alone = { noCheck: true, noLib: true, noResolve: true, types: [], incremental: false, tsBuildInfoFile: undefined };
  const { options } = ts.getParsedCommandLineOfConfigFile(config, alone, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail });
  ts.createProgram(changed, options).emit();
}

/** Nothing that was built from a file that is gone may be loaded. */
function removeOrphans() {
  if (!existsSync(target)) return;
  const outputs = new Set(sources.map(outputOf));
  const isOrphan = (file) => file.endsWith(".js") && !outputs.has(file) && !isAsset(file) && !file.startsWith(join(target, "web"));
  for (const file of filesUnder(target).filter(isOrphan)) rmSync(file);
}

/** Copied as it is from src/, as the page's scripts are. */
function isAsset(file) {
  return existsSync(join(source, relative(target, file)));
}

function outputOf(file) {
  return join(target, relative(source, file)).replace(/\.ts$/, ".js");
}

function timeOf(file) {
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}

function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
