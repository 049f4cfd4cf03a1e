/** Makes JavaScript of the program under test, once: it is started hundreds of times, and each start is waited for. */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The product as operators start it, once it is built. */
export const builtCommand = join(root, "dist/main.js");

/** Builds the product and the entry around it; returns the entry. */
export function buildEntry(): string {
  buildProduct();
  return layEntry("avatar-relay-crash");
}

export function buildProduct(): void {
  execFileSync("npm", ["run", "--silent", "build"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}

/** Lays the entry around the product as it is built already, in a folder of that name. `../src` of the entry is the built product. */
export function layEntry(name: string): string {
  const place = join(root, "node_modules/.cache", name);
  rmSync(place, { recursive: true, force: true });
  for (const file of entryFiles()) write(join(place, "crash", file.replace(/\.ts$/, ".js")), javascriptOf(join(root, "crash", file)));
  write(join(place, "package.json"), '{ "type": "module" }\n');
  if (!existsSync(join(place, "src"))) symlinkSync(join(root, "dist"), join(place, "src"));
  return join(place, "crash/sut.js");
}

function entryFiles(): readonly string[] {
  return ["sut.ts", ...readdirSync(join(root, "crash/defects")).map((name) => `defects/${name}`)];
}

function javascriptOf(path: string): string {
  const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, rewriteRelativeImportExtensions: true };
  return ts.transpileModule(readFileSync(path, "utf8"), { compilerOptions }).outputText;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
