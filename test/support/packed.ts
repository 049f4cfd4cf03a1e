/** The package as it would be published, in a project that has installed it. */

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "./build.ts";

export interface PackedProject {
  /** A folder with a package.json, where `avatar-relay` and its packages can be imported. */
  readonly folder: string;
  /** The unpacked package in it. */
  readonly installed: string;
  readonly tarball: string;
  /** The paths in the package. */
  readonly files: readonly string[];
  remove(): void;
}

/** Packs a copy of what is committed or would be: packing writes to dist/, which other tests use meanwhile. */
export function packProject(): PackedProject {
  const place = mkdtempSync(join(tmpdir(), "avatar-relay-packed-"));
  const copy = join(place, "copy");
  copyProject(copy);
  const [packed] = JSON.parse(execFileSync("npm", ["pack", "--json", "--silent"], { cwd: copy, encoding: "utf8" }).replace(/^[^[]*/, ""));
  const tarball = join(copy, packed.filename);
  const folder = join(place, "project");
  const installed = join(folder, "node_modules/avatar-relay");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);
  linkPackages(join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const files = packed.files.map(({ path }: { readonly path: string }) => path);
  return { folder, installed, tarball, files, remove: () => rmSync(place, { recursive: true, force: true }) };
}

function copyProject(copy: string): void {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  for (const file of listed
    .trim()
    .split("\n")
    .filter((each) => !/^(test|bench|crash|faults|train)\//.test(each))) {
    if (!existsSync(join(root, file))) continue; // removed, and not committed yet
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  for (const folder of ["node_modules", "web/node_modules", "native/node_modules"])
    if (existsSync(join(root, folder))) symlinkSync(join(root, folder), join(copy, folder));
}

/** Each package of this clone, as if it had been installed there. */
function linkPackages(target: string): void {
  for (const folder of ["node_modules", "native/node_modules"].map((each) => join(root, each)).filter(existsSync))
    for (const name of readdirSync(folder)) {
      if (name.startsWith(".") || name === "avatar-relay" || existsSync(join(target, name))) continue;
      symlinkSync(join(folder, name), join(target, name));
    }
}
