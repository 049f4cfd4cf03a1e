import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { requireFrom } from "./packages.ts";

describe("packages that only some tests need", () => {
  let root = "";
  const folder = () => join(root, "peers");

  /** A package of this machine, so that nothing is fetched. */
  function offer(version: string): void {
    mkdirSync(join(root, version), { recursive: true });
    writeFileSync(join(root, version, "package.json"), JSON.stringify({ name: "part", version, main: "index.js" }));
    writeFileSync(join(root, version, "index.js"), `module.exports = ${JSON.stringify(version)};`);
    mkdirSync(folder(), { recursive: true });
    writeFileSync(join(folder(), "package.json"), JSON.stringify({ private: true, dependencies: { part: `file:../${version}` } }));
    execFileSync("npm", ["install", "--package-lock-only", "--offline"], { cwd: folder(), stdio: "ignore" });
  }

  /** The version that is loaded; read from its file, since Node remembers what it has loaded. */
  function part(): string {
    requireFrom("peers", root);
    const { version } = JSON.parse(readFileSync(join(folder(), "node_modules/part/package.json"), "utf8")) as { version: string }; // `offer` wrote it
    return version;
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "packages-"));
    offer("1.0.0");
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("are installed by the first that asks, and once", () => {
    expect(part()).toBe("1.0.0");
    writeFileSync(join(folder(), "node_modules/kept"), "");
    expect(part()).toBe("1.0.0");
    expect(readFileSync(join(folder(), "node_modules/kept"), "utf8")).toBe("");
  });

  it("are installed anew when the lock has changed", () => {
    expect(part()).toBe("1.0.0");
    offer("2.0.0");
    expect(part()).toBe("2.0.0");
  });

  it("say where they are missing when they cannot be installed", () => {
    rmSync(join(folder(), "package.json"));
    expect(part).toThrow(`the packages of ${folder()} cannot be installed, try "npm ci" there`);
  });
});
