import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { root } from "../support/build.ts";

describe("what npm start compiles", () => {
  let clone = "";
  const at = (path: string) => join(clone, path);
  const timeOf = (path: string) => statSync(at(path)).mtimeMs;

  beforeEach(() => {
    clone = mkdtempSync(join(tmpdir(), "compile-"));
    for (const name of ["scripts", "tsconfig.json", "tsconfig.build.json", "package.json", "package-lock.json"])
      cpSync(join(root, name), at(name), { recursive: true });
    symlinkSync(join(root, "node_modules"), at("node_modules"));
    mkdirSync(at("src/part"), { recursive: true });
    writeFileSync(at("src/main.ts"), 'import { one } from "./part/one.ts";\nconst two: number = one;\nconsole.log(two);\n');
    writeFileSync(at("src/part/one.ts"), "export const one: number = 1;\n");
    compile();
  });

  afterEach(() => rmSync(clone, { recursive: true, force: true }));

  function compile(): void {
    const { status, stderr } = spawnSync(process.execPath, ["scripts/compile.mjs"], { cwd: clone, encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
  }

  /** Written an hour from now, so that no clock is too coarse. */
  function edit(path: string, text: string): void {
    writeFileSync(at(path), text);
    const later = Date.now() / 1000 + 3600;
    utimesSync(at(path), later, later);
  }

  it("runs", () => {
    expect(spawnSync(process.execPath, [at("dist/main.js")], { encoding: "utf8" }).stdout).toBe("1\n");
  });

  it("is nothing where nothing has changed, and else the file that has", () => {
    const [main, one] = [timeOf("dist/main.js"), timeOf("dist/part/one.js")];
    compile();
    expect([timeOf("dist/main.js"), timeOf("dist/part/one.js")]).toEqual([main, one]);
    edit("src/part/one.ts", "export const one: number = 11;\n");
    compile();
    expect([timeOf("dist/main.js"), readFileSync(at("dist/part/one.js"), "utf8")]).toEqual([main, "export const one = 11;\n"]);
  });

  it("is what the compiler itself would write, after a build too", () => {
    const before = readFileSync(at("dist/main.js"), "utf8");
    const tsc = () => spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], { cwd: clone });
    tsc();
    expect(readFileSync(at("dist/main.js"), "utf8")).toBe(before);
    edit("src/part/one.ts", "export const one: number = 12;\n");
    compile();
    edit("src/part/one.ts", "export const one: number = 1;\n");
    tsc();
    expect(readFileSync(at("dist/part/one.js"), "utf8")).toBe("export const one = 1;\n");
  });

  it("leaves nothing of a file that is gone", () => {
    rmSync(at("src/part/one.ts"));
    compile();
    expect(existsSync(at("dist/part/one.js"))).toBe(false);
  });
});
